/** Writes blocks to the spool one after another; when the disk is full they wait in memory. */
import type { Block } from "./blocks.ts";
import type { Readiness } from "./run.ts";
import type { RunId } from "./spool.ts";

/** One block of a run, and whether it is complete. */
export interface SpoolItem {
  readonly run: RunId;
  readonly block: Block;
  readonly readiness: Readiness;
}

export class SpoolWriter {
  readonly #put: (item: SpoolItem) => Promise<void>;
  readonly #items: SpoolItem[] = [];
  #work: Promise<void> | null = null;
  #isStuck = false;

  constructor(put: (item: SpoolItem) => Promise<void>) {
    this.#put = put;
  }

  /** Whether the last write failed; it is tried again. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Queue a block; an open one is replaced by the next block with its number. */
  add(item: SpoolItem): void {
    const last = this.#items.length > 1 ? this.#items.at(-1) : undefined; // the first one is being written
    if (last?.readiness === "open" && isSame(last, item)) this.#items.pop();
    this.#items.push(item);
    void this.settle();
  }

  /** Resolves when everything is written, or a write failed. */
  async settle(): Promise<void> {
    this.#work ??= this.#writeAll().finally(() => (this.#work = null));
    await this.#work;
    if (this.#items.length > 0 && !this.#isStuck) await this.settle();
  }

  async #writeAll(): Promise<void> {
    for (let first = this.#items[0]; first !== undefined; first = this.#items[0]) {
      this.#isStuck = !(await this.#put(first).then(succeeded, failed));
      if (this.#isStuck) return;
      this.#items.shift();
    }
  }
}

function isSame(one: SpoolItem, other: SpoolItem): boolean {
  return one.run.source === other.run.source && one.block.sequence === other.block.sequence;
}

const succeeded = (): boolean => true;
const failed = (): boolean => false;
