/** Measuring: from the strap's link to blocks in the spool. */
import { nowS } from "../shared/browser.ts";
import { parse } from "./bluetooth/measurement.ts";
import { Keeping } from "./upload/spool_writer.ts";
import { StrapLink, type LinkState } from "./bluetooth/connection.ts";
import type { Packet } from "./bluetooth/packet.ts";
import { Run } from "./upload/run.ts";
import type { Difference } from "./upload/server_clock.ts";
import type { Spool } from "./upload/spool.ts";
import type { StrapNow } from "./status.ts";

/** As what this browser measures. */
export interface Admitted {
  readonly device: string;
  readonly key: CryptoKey;
  readonly clock: Difference;
}

/** What measuring needs of the rest of the page. */
export interface Surroundings {
  readonly spool: Spool;
  /** There is something new to show. */
  changed(): void;
  /** This computer's clock beside the server's; null when that cannot be told now. */
  compareClocks(): Promise<Difference | null>;
}

export class Measuring {
  readonly #admitted: Admitted;
  readonly #link: StrapLink;
  readonly #keeping: Keeping;
  readonly #around: Surroundings;
  #shiftS: number;
  #run: Run | null = null;
  #state: LinkState | null = null;
  #contact: boolean | null = null;
  #bpm = 0;
  #heardAtS: number | null = null;
  #earlierBeats = 0;
  #battery: number | null = null;
  #links = 0;

  constructor(strap: BluetoothDevice, admitted: Admitted, around: Surroundings) {
    this.#admitted = admitted;
    this.#around = around;
    this.#shiftS = admitted.clock.shiftS;
    const { spool } = around;
    this.#keeping = new Keeping(({ run, block, readiness }) => spool.put(run, block, readiness, admitted.key));
    const listener = {
      packet: (packet: Packet) => this.#hear(packet),
      state: (state: LinkState) => this.#enter(state),
      battery: (percent: number) => void (this.#battery = percent),
    };
    this.#link = new StrapLink(strap, listener, nowS);
  }

  /** As what this browser measures. */
  get device(): string {
    return this.#admitted.device;
  }

  get strap(): StrapNow {
    const silentS = this.#heardAtS === null ? null : nowS() - this.#heardAtS;
    return { link: this.#state, contact: this.#contact, bpm: this.#bpm, silentS };
  }

  /** How often the link was made. */
  get links(): number {
    return this.#links;
  }

  /** The strap's battery, per cent; null when it does not say. */
  get battery(): number | null {
    return this.#battery;
  }

  /** Beats of this strap since measuring began. */
  get heardBeats(): number {
    return this.#earlierBeats + (this.#run?.beats ?? 0);
  }

  /** Whether this computer has no room for what is to be kept. */
  get isStuck(): boolean {
    return this.#keeping.isStuck;
  }

  get isOver(): boolean {
    return this.#state === "ended" || this.#state === "no-heart-rate";
  }

  /** Do what is due; to be called about once a second. */
  tick(): void {
    this.#link.tick();
    if (this.#keeping.isStuck) void this.#keeping.settle();
  }

  /** Make everything that was heard ready to be sent, in doubt or not: the strap is going. */
  settle(): Promise<void> {
    this.#run?.settle();
    return this.#keeping.settle();
  }

  /** Let the strap go. */
  async end(): Promise<void> {
    this.#link.end();
    await this.settle();
  }

  #enter(state: LinkState): void {
    this.#state = state;
    if (state === "connected") this.#links += 1;
    if (state === "lost") void this.settle();
    this.#around.changed();
  }

  #hear(packet: Packet): void {
    this.#heardAtS = packet.arrivalS;
    const measurement = parse(packet.payload);
    this.#bpm = measurement?.bpm ?? 0;
    this.#contact = measurement?.contact ?? null;
    this.#runAt(unixOffsetS() + this.#shiftS).push(packet);
    this.#around.changed();
  }

  #runAt(offsetS: number): Run {
    if (this.#run !== null && !this.#run.isOverAt(offsetS)) return this.#run;
    if (this.#run !== null) void this.#compareClocks();
    this.#run?.settle();
    this.#earlierBeats = this.heardBeats;
    const run = { device: this.#admitted.device, source: crypto.randomUUID(), shiftS: this.#shiftS };
    this.#run = new Run(offsetS, (block, readiness) => this.#keeping.add({ run, block, readiness }));
    return this.#run;
  }

  /** The clock was set, or the computer slept: what was known about its clock may hold no more. */
  async #compareClocks(): Promise<void> {
    const compared = await this.#around.compareClocks();
    if (compared !== null) this.#shiftS = compared.shiftS; // another shift is another run, from the next packet on
  }
}

/** Seconds since 1970 minus the page's own clock. */
function unixOffsetS(): number {
  return Date.now() / 1000 - nowS();
}
