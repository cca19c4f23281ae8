/** A strap session: from the strap's connection to blocks in the spool. */
import { OwnBreathTeller } from "../live/own_breath.ts";
import { OwnStrapTeller } from "../live/own_strap.ts";
import { nowS } from "../shared/browser.ts";
import { type ConnectionState, StrapConnection } from "./bluetooth/connection.ts";
import { parse } from "./bluetooth/measurement.ts";
import type { Packet } from "./bluetooth/packet.ts";
import type { StrapSamples } from "./polar/acceleration_stream.ts";
import { StrapBreath } from "./polar/strap_breath.ts";
import type { StrapNow } from "./status.ts";
import { Run } from "./upload/run.ts";
import type { ClockDifference } from "./upload/server_clock.ts";
import type { Spool } from "./upload/spool.ts";
import { SpoolWriter } from "./upload/spool_writer.ts";

/** This browser as one of the person's devices. */
export interface PairedBrowser {
  readonly device: string;
  readonly key: CryptoKey;
  readonly clock: ClockDifference;
}

/** What a session needs from the page. */
export interface SessionContext {
  /** Whose beats these are. */
  readonly person: string;
  readonly spool: Spool;
  /** Called when there is something new to show. */
  changed(): void;
  /** The difference between this computer's clock and the server's; null when it cannot be measured now. */
  compareClocks(): Promise<ClockDifference | null>;
}

export class StrapSession {
  readonly #browser: PairedBrowser;
  readonly #connection: StrapConnection;
  readonly #writer: SpoolWriter;
  readonly #teller: OwnStrapTeller;
  readonly #breathTeller: OwnBreathTeller;
  readonly #context: SessionContext;
  #shiftS: number;
  #run: Run | null = null;
  #state: ConnectionState | null = null;
  #contact: boolean | null = null;
  #bpm = 0;
  #heardAtS: number | null = null;
  #earlierBeats = 0;
  #battery: number | null = null;
  #links = 0;
  #breath = new StrapBreath();
  #breathLink = 0;

  constructor(strap: BluetoothDevice, browser: PairedBrowser, context: SessionContext) {
    this.#browser = browser;
    this.#context = context;
    this.#shiftS = browser.clock.shiftS;
    const { spool } = context;
    this.#teller = new OwnStrapTeller(context.person);
    this.#writer = new SpoolWriter((items) => spool.put(items, browser.key));
    const listener = {
      packet: (packet: Packet) => this.#hear(packet),
      state: (state: ConnectionState) => this.#enter(state),
      battery: (percent: number) => void (this.#battery = percent),
      acceleration: (samples: StrapSamples, link: number) => this.#breathe(samples, link),
    };
    this.#connection = new StrapConnection(strap, listener, nowS);
    this.#breathTeller = new OwnBreathTeller(context.person, () => this.#connection.wantAcceleration(true));
  }

  /** The id of this browser among the person's devices. */
  get device(): string {
    return this.#browser.device;
  }

  get strap(): StrapNow {
    const silentS = this.#heardAtS === null ? null : nowS() - this.#heardAtS;
    return { link: this.#state, contact: this.#contact, bpm: this.#bpm, silentS };
  }

  /** How often the strap connected. */
  get links(): number {
    return this.#links;
  }

  /** The strap's battery, percent; null when it does not report one. */
  get battery(): number | null {
    return this.#battery;
  }

  /** Beats of this strap since the session began. */
  get heardBeats(): number {
    return this.#earlierBeats + (this.#run?.beats ?? 0);
  }

  /** Whether this computer has no room left for blocks. */
  get isStuck(): boolean {
    return this.#writer.isStuck;
  }

  get isOver(): boolean {
    return this.#state === "ended" || this.#state === "no-heart-rate";
  }

  /** Do what is due; call it about once a second. */
  tick(): void {
    this.#connection.tick();
    this.#connection.wantAcceleration(this.#breathTeller.isWatched);
    if (this.#writer.isStuck) void this.#writer.settle();
  }

  /** Make all received beats ready to send, doubtful ones too: the strap is going away. */
  settle(): Promise<void> {
    this.#run?.settle();
    return this.#writer.settle();
  }

  /** Have the strap measure no acceleration any more: the page is being left. */
  rest(): void {
    this.#connection.wantAcceleration(false);
  }

  /** Disconnect for good. */
  async end(): Promise<void> {
    const settled = this.settle(); // tells the last beats before nobody is told any more
    this.#teller.close();
    this.#breathTeller.close();
    await Promise.all([this.#connection.end(), settled]);
  }

  #enter(state: ConnectionState): void {
    this.#state = state;
    if (state === "connected") this.#links += 1;
    if (state === "lost") void this.settle();
    this.#context.changed();
  }

  #hear(packet: Packet): void {
    this.#heardAtS = packet.arrivalS;
    const measurement = parse(packet.payload);
    this.#bpm = measurement?.bpm ?? 0;
    this.#contact = measurement?.contact ?? null;
    this.#runAt(unixOffsetS() + this.#shiftS).push(packet);
    this.#context.changed();
  }

  /** The acceleration becomes breath here and is forgotten; what came over another link says nothing of this one. */
  #breathe(samples: StrapSamples, link: number): void {
    if (link !== this.#breathLink) this.#breath = new StrapBreath();
    this.#breathLink = link;
    this.#breathTeller.tell(this.#breath.push(samples, unixOffsetS() + this.#shiftS));
  }

  #runAt(offsetS: number): Run {
    if (this.#run !== null && !this.#run.isOverAt(offsetS)) return this.#run;
    if (this.#run !== null) void this.#compareClocks();
    this.#run?.settle();
    this.#earlierBeats = this.heardBeats;
    const run = { device: this.#browser.device, source: crypto.randomUUID(), shiftS: this.#shiftS };
    this.#run = new Run(
      offsetS,
      (block, readiness) => this.#writer.add({ run, block, readiness }),
      (beats, open) => this.#teller.tell(beats, open, nowS() + offsetS),
    );
    return this.#run;
  }

  /** Compare clocks again: this computer's clock was set, or it slept. */
  async #compareClocks(): Promise<void> {
    const compared = await this.#context.compareClocks();
    if (compared !== null) this.#shiftS = compared.shiftS; // a new shift starts a new run with the next packet
  }
}

/** Seconds since 1970 minus the page's own clock. */
function unixOffsetS(): number {
  return Date.now() / 1000 - nowS();
}
