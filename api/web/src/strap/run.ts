/** One run of one strap: its packets become beats, and its beats blocks. */
import type { Beat } from "../live/beats.ts";
import { BeatClock } from "./beat_clock.ts";
import { type Block, BlockBuilder } from "./blocks.ts";
import type { Packet } from "./packet.ts";

/** The wall clock and the page's own clock may drift apart by this much, seconds, before a new run begins. */
const CLOCKS_DISAGREE_S = 2;

export class Run {
  readonly #unixOffsetS: number;
  readonly #clock: BeatClock;
  readonly #builder = new BlockBuilder();
  readonly #keep: (block: Block) => void;
  #inBuilder = 0;

  constructor(unixOffsetS: number, keep: (block: Block) => void) {
    this.#unixOffsetS = unixOffsetS;
    this.#clock = new BeatClock(unixOffsetS);
    this.#keep = keep;
  }

  /** Beats that the strap delivered and that are in no block yet. */
  get held(): number {
    return this.#clock.held + this.#inBuilder;
  }

  /**
   * Whether the clocks moved against each other since the run began: the computer slept, or its clock was set. Times of
   * this run would be wrong from now on.
   */
  isOverAt(unixOffsetS: number): boolean {
    return Math.abs(unixOffsetS - this.#unixOffsetS) > CLOCKS_DISAGREE_S;
  }

  /** Take in a packet. */
  push(packet: Packet): void {
    this.#take(this.#clock.push(packet));
  }

  /** Put all there is into blocks: the strap will be silent for a while, or the run is over. */
  settle(): void {
    this.#take(this.#clock.flush());
    this.#builder.flush().forEach((block) => this.#hand(block));
  }

  #take(beats: readonly Beat[]): void {
    this.#inBuilder += beats.length;
    this.#builder.push(beats).forEach((block) => this.#hand(block));
  }

  #hand(block: Block): void {
    this.#inBuilder -= block.rr_ms.length;
    this.#keep(block);
  }
}
