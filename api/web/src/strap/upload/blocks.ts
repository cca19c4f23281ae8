/** Blocks: a few seconds of beats with a number, the unit that is stored, sent and acknowledged (sensors/upload/blocks.py). */
import type { Beat } from "../../live/beats.ts";

/** Short, because people watch the beats live. */
const BLOCK_S = 2;
const LARGEST_BLOCK = 400; // beats, so that a block is small enough to send whatever the times say
const LARGEST_ACCEPTED = 600; // beats that the server accepts in one block

/** Neighbouring beats of one source in the format of the ingest API. */
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

  /** Add beats and return the blocks that they complete. */
  push(beats: readonly Beat[]): Block[] {
    return beats.flatMap((beat) => {
      const completed = this.#isCompleteBefore(beat) ? this.flush() : [];
      this.#beats.push(beat);
      return completed;
    });
  }

  /** Return the rest as a block, complete or not. */
  flush(): Block[] {
    if (this.#beats.length === 0) return [];
    const block = blockOf(this.#sequence, this.#beats);
    this.#sequence += 1;
    this.#beats = [];
    return [block];
  }

  /** The next block if only these beats followed; null when it would be empty. */
  open(beats: readonly Beat[]): Block | null {
    const all = [...this.#beats, ...beats].slice(0, LARGEST_ACCEPTED);
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
