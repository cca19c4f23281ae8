/** One run of one strap: from packets to beats to blocks. */
import type { Beat } from "../../live/beats.ts";
import { BeatClock } from "../beat_clock/clock.ts";
import { deepCopy } from "../beat_clock/deep_copy.ts";
import type { Packet } from "../bluetooth/packet.ts";
import { type Block, BlockBuilder } from "./blocks.ts";

/** A new run begins when wall clock and monotonic clock differ by more than this since the start, seconds. */
const CLOCKS_DISAGREE_S = 2;

/** `open`: sent only if the run ends here; the next block with the same number replaces it. */
export type Readiness = "open" | "waiting";

export class Run {
  readonly #unixOffsetS: number;
  readonly #clock: BeatClock;
  readonly #builder = new BlockBuilder();
  readonly #keep: (block: Block, readiness: Readiness) => void;
  readonly #show: (beats: readonly Beat[], open: readonly Beat[]) => void;
  #inBlocks = 0;
  #inOpen = 0;

  /** `keep` is given each block; `show` is told which beats are settled now, and which are open. */
  constructor(
    unixOffsetS: number,
    keep: (block: Block, readiness: Readiness) => void,
    show: (beats: readonly Beat[], open: readonly Beat[]) => void = () => {},
  ) {
    this.#unixOffsetS = unixOffsetS;
    this.#clock = new BeatClock(unixOffsetS);
    this.#keep = keep;
    this.#show = show;
  }

  /** Beats of this run so far. */
  get beats(): number {
    return this.#inBlocks + this.#inOpen;
  }

  /**
   * Whether the clocks moved against each other since the run began, because the computer slept or its clock was set.
   * Further times of this run would be wrong.
   */
  isOverAt(unixOffsetS: number): boolean {
    return Math.abs(unixOffsetS - this.#unixOffsetS) > CLOCKS_DISAGREE_S;
  }

  /** Add a packet and hand over all beats so far: complete blocks, and one open block. */
  push(packet: Packet): void {
    const [settled, waiting] = [this.#clock.push(packet), this.#waitingBeats()];
    this.#show(settled, waiting);
    this.#builder.push(settled).forEach((block) => this.#handOver(block));
    const open = this.#builder.open(waiting);
    this.#inOpen = open?.rr_ms.length ?? 0;
    if (open !== null) this.#keep(open, "open");
  }

  /** Put all beats into complete blocks: the strap will be silent for a while, or the run is over. */
  settle(): void {
    const settled = this.#clock.flush();
    if (settled.length > 0) this.#show(settled, []);
    const blocks = [...this.#builder.push(settled), ...this.#builder.flush()];
    blocks.forEach((block) => this.#handOver(block));
    this.#inOpen = 0;
  }

  /** The beats that wait in the clock, with the times they would get if nothing followed. */
  #waitingBeats(): readonly Beat[] {
    return this.#clock.pending === 0 ? [] : deepCopy(this.#clock).flush();
  }

  #handOver(block: Block): void {
    this.#inBlocks += block.rr_ms.length;
    this.#keep(block, "waiting");
  }
}
