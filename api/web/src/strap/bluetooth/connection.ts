/**
 * The link to a strap: it stays until the person ends it. A lost strap is looked for with growing pauses; a link over
 * which nothing comes is not trusted, whatever the browser says about it.
 */
import type { Packet } from "./packet.ts";

const HEART_RATE = "heart_rate";
const MEASUREMENT = "heart_rate_measurement";
const BATTERY = "battery_service";
const BATTERY_LEVEL = "battery_level";
const FIRST_PAUSE_S = 0.5;
const LONGEST_PAUSE_S = 8;
/** A strap speaks about once a second; after this much silence the link is opened anew. */
export const SILENCE_S = 8;
const CONNECT_WITHIN_S = 20;

/** `lost`: the strap was there and is looked for. `no-heart-rate`: this is no chest strap. */
export type LinkState = "connecting" | "connected" | "lost" | "ended" | "no-heart-rate";

export interface LinkListener {
  packet(packet: Packet): void;
  state(state: LinkState): void;
  battery(percent: number): void;
}

/** What the page's clock says, seconds. */
export type Clock = () => number;

/** Let the person choose a strap; rejects when none is chosen. Works only right after a click. */
export function choose(bluetooth: Bluetooth): Promise<BluetoothDevice> {
  return bluetooth.requestDevice({ filters: [{ services: [HEART_RATE] }], optionalServices: [BATTERY] });
}

export class StrapLink {
  readonly #device: BluetoothDevice;
  readonly #listener: LinkListener;
  readonly #nowS: Clock;
  #state: LinkState | null = null;
  #number = 0;
  /** Since when an attempt to connect is under way, seconds. */
  #tryingSinceS: number | null = null;
  #heardAtS = 0;
  #wasThere = false;
  #pauseS = FIRST_PAUSE_S;
  #notBeforeS = -Infinity;

  constructor(device: BluetoothDevice, listener: LinkListener, nowS: Clock) {
    this.#device = device;
    this.#listener = listener;
    this.#nowS = nowS;
    device.addEventListener("gattserverdisconnected", this.#onDisconnected);
  }

  get state(): LinkState | null {
    return this.#state;
  }

  /** Do what is due: open the link, or open it anew after a silence. To be called about once a second. */
  tick(): void {
    if (this.#isOver) return;
    const nowS = this.#nowS();
    if (this.#state === "connected" && nowS - this.#heardAtS > SILENCE_S) this.#lose();
    if (this.#tryingSinceS !== null && nowS - this.#tryingSinceS > CONNECT_WITHIN_S) this.#giveUp();
    const isTrying = this.#tryingSinceS !== null;
    if (this.#state !== "connected" && !isTrying && nowS >= this.#notBeforeS) void this.#open();
  }

  /** Let the strap go, for good. */
  end(): void {
    if (this.#isOver) return;
    this.#finish("ended");
  }

  get #isOver(): boolean {
    return this.#state === "ended" || this.#state === "no-heart-rate";
  }

  readonly #onDisconnected = (): void => {
    if (this.#state !== "connected") return; // an attempt that fails says so itself
    this.#lose();
    this.tick();
  };

  async #open(): Promise<void> {
    const link = ++this.#number;
    this.#tryingSinceS = this.#nowS();
    this.#enter(this.#wasThere ? "lost" : "connecting");
    try {
      const server = await this.#subscribe(link);
      if (link === this.#number) this.#opened(server);
    } catch (error) {
      if (link === this.#number) this.#failed(error);
    }
  }

  async #subscribe(link: number): Promise<BluetoothRemoteGATTServer> {
    const server = await this.#device.gatt!.connect();
    const service = await server.getPrimaryService(HEART_RATE);
    const measurement = await service.getCharacteristic(MEASUREMENT);
    measurement.addEventListener("characteristicvaluechanged", () => this.#hear(measurement.value, link));
    await measurement.startNotifications();
    return server;
  }

  #opened(server: BluetoothRemoteGATTServer): void {
    this.#tryingSinceS = null;
    this.#heardAtS = this.#nowS();
    this.#wasThere = true;
    this.#pauseS = FIRST_PAUSE_S;
    this.#enter("connected");
    void this.#readBattery(server);
  }

  #hear(value: DataView | undefined, link: number): void {
    const arrivalS = this.#nowS(); // before anything else: this is what beats are timed by
    if (value === undefined || link !== this.#number || this.#isOver) return;
    this.#heardAtS = arrivalS;
    this.#listener.packet({ arrivalS, payload: value, link });
  }

  /** Straps without a battery level are as good as others. */
  async #readBattery(server: BluetoothRemoteGATTServer): Promise<void> {
    try {
      const service = await server.getPrimaryService(BATTERY);
      const level = await (await service.getCharacteristic(BATTERY_LEVEL)).readValue();
      if (level.byteLength > 0) this.#listener.battery(level.getUint8(0));
    } catch {
      return;
    }
  }

  #failed(error: unknown): void {
    if (!this.#wasThere && isNotFound(error)) return this.#finish("no-heart-rate");
    this.#giveUp();
  }

  /** This attempt came to nothing; some systems would look for a strap for ever. */
  #giveUp(): void {
    this.#disconnect();
    this.#notBeforeS = this.#nowS() + this.#pauseS;
    this.#pauseS = Math.min(2 * this.#pauseS, LONGEST_PAUSE_S);
  }

  #lose(): void {
    this.#disconnect();
    this.#notBeforeS = this.#nowS();
    this.#enter("lost");
  }

  #finish(state: LinkState): void {
    this.#device.removeEventListener("gattserverdisconnected", this.#onDisconnected);
    this.#enter(state);
    this.#disconnect();
  }

  /** From now on nothing of the old link is believed. */
  #disconnect(): void {
    this.#number += 1;
    this.#tryingSinceS = null;
    this.#device.gatt?.disconnect();
  }

  #enter(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#listener.state(state);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotFoundError";
}
