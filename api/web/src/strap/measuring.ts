/** Measuring: from the strap's link to blocks in the spool. */
import { nowS } from "../page.ts";
import { parse } from "./heart_rate.ts";
import { Keeping } from "./keeping.ts";
import { StrapLink, type LinkState } from "./link.ts";
import type { Packet } from "./packet.ts";
import { Run } from "./run.ts";
import type { Spool } from "./spool.ts";
import type { StrapNow } from "./telling.ts";

/** As what this browser measures. */
export interface Admitted {
  readonly device: string;
  readonly key: CryptoKey;
}

export class Measuring {
  readonly #admitted: Admitted;
  readonly #link: StrapLink;
  readonly #keeping: Keeping;
  readonly #changed: () => void;
  #run: Run | null = null;
  #state: LinkState | null = null;
  #contact: boolean | null = null;
  #bpm = 0;
  #heardAtS: number | null = null;
  #earlierBeats = 0;
  #battery: number | null = null;
  #links = 0;

  /** `changed` is called whenever there is something new to show. */
  constructor(strap: BluetoothDevice, admitted: Admitted, spool: Spool, changed: () => void) {
    this.#admitted = admitted;
    this.#changed = changed;
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
    this.#changed();
  }

  #hear(packet: Packet): void {
    this.#heardAtS = packet.arrivalS;
    const measurement = parse(packet.payload);
    this.#bpm = measurement?.bpm ?? 0;
    this.#contact = measurement?.contact ?? null;
    this.#runAt(unixOffsetS()).push(packet);
    this.#changed();
  }

  #runAt(offsetS: number): Run {
    if (this.#run !== null && !this.#run.isOverAt(offsetS)) return this.#run;
    this.#run?.settle();
    this.#earlierBeats = this.heardBeats;
    const run = { device: this.#admitted.device, source: crypto.randomUUID() };
    this.#run = new Run(offsetS, (block, readiness) => this.#keeping.add({ run, block, readiness }));
    return this.#run;
  }
}

/** Seconds since 1970 minus the page's own clock. */
function unixOffsetS(): number {
  return Date.now() / 1000 - nowS();
}
