/** Blocks: a few seconds of beats under one number, the unit that is kept, sent and acknowledged (sensors/upload/blocks.py). */
import type { Beat } from "../../live/beats.ts";

/** Short blocks, because somebody looks at the beats while they come in. */
const BLOCK_S = 2;
const LARGEST_BLOCK = 400; // beats; whatever the clock says, a block stays small enough to be sent
const LARGEST_TAKEN = 600; // beats that the ingest door takes in one block

/** Neighbouring beats of one source, as the ingest door takes them. */
export interface Block {
  readonly sequence: number;
  readonly time_s: readonly number[];
  readonly rr_ms: readonly number[];
  readonly segment: readonly number[];
  readonly flags: readonly number[];
}

/** Groups the beats of one source into blocks, numbered from 0. */
export class BlockBuilder {
  #sequence = 0;
  #beats: Beat[] = [];

  /** Take in beats and give out the blocks that they complete. */
  push(beats: readonly Beat[]): Block[] {
    return beats.flatMap((beat) => {
      const completed = this.#isCompleteBefore(beat) ? this.flush() : [];
      this.#beats.push(beat);
      return completed;
    });
  }

  /** Give out what is left, complete or not. */
  flush(): Block[] {
    if (this.#beats.length === 0) return [];
    const block = blockOf(this.#sequence, this.#beats);
    this.#sequence += 1;
    this.#beats = [];
    return [block];
  }

  /** The next block as it would be if nothing but these beats came any more; null when there would be none. */
  open(beats: readonly Beat[]): Block | null {
    const all = [...this.#beats, ...beats].slice(0, LARGEST_TAKEN);
    return all.length === 0 ? null : blockOf(this.#sequence, all);
  }

  #isCompleteBefore(beat: Beat): boolean {
    const first = this.#beats[0];
    return first !== undefined && (beat.timeS - first.timeS >= BLOCK_S || this.#beats.length >= LARGEST_BLOCK);
  }
}

function blockOf(sequence: number, beats: readonly Beat[]): Block {
  return {
    sequence,
    time_s: beats.map((beat) => beat.timeS),
    rr_ms: beats.map((beat) => beat.rrMs),
    segment: beats.map((beat) => beat.segment),
    flags: beats.map((beat) => beat.flags),
  };
}
