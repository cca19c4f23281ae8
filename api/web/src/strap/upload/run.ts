/** One run of one strap: its packets become beats, and its beats blocks. */
import type { Beat } from "../../live/beats.ts";
import { type Block, BlockBuilder } from "./blocks.ts";
import { BeatClock } from "../beat_clock/clock.ts";
import { copyOf } from "../beat_clock/deep_copy.ts";
import type { Packet } from "../bluetooth/packet.ts";

/** The wall clock and the page's own clock may drift apart by this much, seconds, before a new run begins. */
const CLOCKS_DISAGREE_S = 2;

/** `open`: what would be sent if the run ended here; the next block of the same number takes its place. */
export type Readiness = "open" | "waiting";

export class Run {
  readonly #unixOffsetS: number;
  readonly #clock: BeatClock;
  readonly #builder = new BlockBuilder();
  readonly #keep: (block: Block, readiness: Readiness) => void;
  #inBlocks = 0;
  #inOpen = 0;

  constructor(unixOffsetS: number, keep: (block: Block, readiness: Readiness) => void) {
    this.#unixOffsetS = unixOffsetS;
    this.#clock = new BeatClock(unixOffsetS);
    this.#keep = keep;
  }

  /** Beats that the strap delivered in this run. */
  get beats(): number {
    return this.#inBlocks + this.#inOpen;
  }

  /**
   * Whether the clocks moved against each other since the run began: the computer slept, or its clock was set. Times of
   * this run would be wrong from now on.
   */
  isOverAt(unixOffsetS: number): boolean {
    return Math.abs(unixOffsetS - this.#unixOffsetS) > CLOCKS_DISAGREE_S;
  }

  /** Take in a packet; all that was heard is handed over at once, in blocks that are complete and one that is open. */
  push(packet: Packet): void {
    this.#builder.push(this.#clock.push(packet)).forEach((block) => this.#handWhole(block));
    const open = this.#builder.open(this.#inDoubt());
    this.#inOpen = open?.rr_ms.length ?? 0;
    if (open !== null) this.#keep(open, "open");
  }

  /** Put all there is into complete blocks: the strap will be silent for a while, or the run is over. */
  settle(): void {
    const blocks = [...this.#builder.push(this.#clock.flush()), ...this.#builder.flush()];
    blocks.forEach((block) => this.#handWhole(block));
    this.#inOpen = 0;
  }

  /** The beats that the clock still holds, where they would be if nothing came any more. */
  #inDoubt(): readonly Beat[] {
    return this.#clock.held === 0 ? [] : copyOf(this.#clock).flush();
  }

  #handWhole(block: Block): void {
    this.#inBlocks += block.rr_ms.length;
    this.#keep(block, "waiting");
  }
}
