/**
 * The Bluetooth connection to a strap, kept until the person ends it. A lost strap is searched for with growing pauses.
 * A connection without packets is reopened, even if the browser says that it is open.
 */
import { AccelerationStream, PMD_SERVICE, type StrapSamples } from "../polar/acceleration_stream.ts";
import type { Packet } from "./packet.ts";

const HEART_RATE = "heart_rate";
const MEASUREMENT = "heart_rate_measurement";
const BATTERY = "battery_service";
const BATTERY_LEVEL = "battery_level";
const FIRST_PAUSE_S = 0.5;
const LONGEST_PAUSE_S = 8;
/** A strap notifies about once a second; after this much silence the connection is reopened. */
export const SILENCE_S = 8;
const CONNECT_WITHIN_S = 20;

/** `lost`: was connected and is searched for. `no-heart-rate`: the device is no heart rate sensor. */
export type ConnectionState = "connecting" | "connected" | "lost" | "ended" | "no-heart-rate";

export interface ConnectionListener {
  packet(packet: Packet): void;
  state(state: ConnectionState): void;
  battery(percent: number): void;
  /** Samples of acceleration, where the strap has them and they are wanted; `link` is that of the packets. */
  acceleration(samples: StrapSamples, link: number): void;
}

/** The page's monotonic clock, seconds. */
export type Clock = () => number;

/** Ask the person to choose a strap; rejects when none is chosen. Works only right after a click. */
export function choose(bluetooth: Bluetooth): Promise<BluetoothDevice> {
  return bluetooth.requestDevice({ filters: [{ services: [HEART_RATE] }], optionalServices: [BATTERY, PMD_SERVICE] });
}

export class StrapConnection {
  readonly #device: BluetoothDevice;
  readonly #listener: ConnectionListener;
  readonly #nowS: Clock;
  #state: ConnectionState | null = null;
  #number = 0;
  /** Start of the current connection attempt, seconds; null without one. */
  #tryingSinceS: number | null = null;
  #heardAtS = 0;
  #wasConnected = false;
  #pauseS = FIRST_PAUSE_S;
  #notBeforeS = -Infinity;
  #acceleration: AccelerationStream | null = null;
  #wantsAcceleration = false;

  constructor(device: BluetoothDevice, listener: ConnectionListener, nowS: Clock) {
    this.#device = device;
    this.#listener = listener;
    this.#nowS = nowS;
    device.addEventListener("gattserverdisconnected", this.#onDisconnected);
  }

  get state(): ConnectionState | null {
    return this.#state;
  }

  /** Do what is due: connect, or reconnect after a silence. Call it about once a second. */
  tick(): void {
    if (this.#isOver) return;
    const nowS = this.#nowS();
    if (this.#state === "connected" && nowS - this.#heardAtS > SILENCE_S) this.#lose();
    if (this.#tryingSinceS !== null && nowS - this.#tryingSinceS > CONNECT_WITHIN_S) this.#abandonAttempt();
    const isTrying = this.#tryingSinceS !== null;
    if (this.#state !== "connected" && !isTrying && nowS >= this.#notBeforeS) void this.#open();
  }

  /** Have the acceleration measured as well from now on, or no longer; a strap that is being released is left in peace. */
  wantAcceleration(isWanted: boolean): void {
    if (this.#isOver) return;
    this.#wantsAcceleration = isWanted;
    void this.#acceleration?.want(isWanted);
  }

  /** Disconnect for good, once the strap measures no acceleration any more. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#stopHearing();
    this.#enter("ended");
    await this.#acceleration?.want(false);
    this.#disconnect();
  }

  get #isOver(): boolean {
    return this.#state === "ended" || this.#state === "no-heart-rate";
  }

  readonly #onDisconnected = (): void => {
    if (this.#state !== "connected") return; // a failed attempt is handled where it is made
    this.#lose();
    this.tick();
  };

  async #open(): Promise<void> {
    const link = ++this.#number;
    this.#tryingSinceS = this.#nowS();
    this.#enter(this.#wasConnected ? "lost" : "connecting");
    try {
      const server = await this.#subscribe(link);
      if (link === this.#number) this.#opened(server, link);
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

  #opened(server: BluetoothRemoteGATTServer, link: number): void {
    this.#tryingSinceS = null;
    this.#heardAtS = this.#nowS();
    this.#wasConnected = true;
    this.#pauseS = FIRST_PAUSE_S;
    this.#enter("connected");
    void this.#readBattery(server).then(() => this.#offerAcceleration(server, link));
  }

  /** After everything else: a strap that stalls here has its beats going already. */
  #offerAcceleration(server: BluetoothRemoteGATTServer, link: number): void {
    if (link !== this.#number || this.#isOver) return;
    const push = (samples: StrapSamples) => {
      if (link === this.#number) this.#listener.acceleration(samples, link);
    };
    this.#acceleration = new AccelerationStream(server, push, this.#nowS);
    void this.#acceleration.want(this.#wantsAcceleration);
  }

  #hear(value: DataView | undefined, link: number): void {
    const arrivalS = this.#nowS(); // read first, because beats are timed by it
    if (value === undefined || link !== this.#number || this.#isOver) return;
    this.#heardAtS = arrivalS;
    this.#listener.packet({ arrivalS, payload: value, link });
  }

  /** Report the battery level, if the strap has one. */
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
    if (!this.#wasConnected && isNotFound(error)) return this.#finish("no-heart-rate");
    this.#abandonAttempt();
  }

  /** End a failed attempt; some systems would go on trying for ever. */
  #abandonAttempt(): void {
    this.#disconnect();
    this.#notBeforeS = this.#nowS() + this.#pauseS;
    this.#pauseS = Math.min(2 * this.#pauseS, LONGEST_PAUSE_S);
  }

  #lose(): void {
    this.#disconnect();
    this.#notBeforeS = this.#nowS();
    this.#enter("lost");
  }

  #finish(state: ConnectionState): void {
    this.#stopHearing();
    this.#enter(state);
    this.#disconnect();
  }

  #stopHearing(): void {
    this.#device.removeEventListener("gattserverdisconnected", this.#onDisconnected);
  }

  /** Disconnect and ignore whatever still comes from the old connection. */
  #disconnect(): void {
    this.#number += 1;
    this.#tryingSinceS = null;
    this.#acceleration = null;
    this.#device.gatt?.disconnect();
  }

  #enter(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#listener.state(state);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotFoundError";
}
