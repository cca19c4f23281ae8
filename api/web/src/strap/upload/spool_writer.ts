/** Writes blocks to the spool, in order; when the disk is full they wait in memory. */
import type { SpoolItem } from "./spool.ts";

export class SpoolWriter {
  readonly #put: (items: readonly SpoolItem[]) => Promise<void>;
  readonly #items: SpoolItem[] = [];
  #writing = 0;
  #work: Promise<void> | null = null;
  #isStuck = false;

  /** `put` stores all items it is given, or none. */
  constructor(put: (items: readonly SpoolItem[]) => Promise<void>) {
    this.#put = put;
  }

  /** Whether the last write failed; it is tried again. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Queue a block; an open one is replaced by the next block with its number. */
  add(item: SpoolItem): void {
    const last = this.#items.length > this.#writing ? this.#items.at(-1) : undefined;
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
    await null; // what a packet completes is added at once, and goes to disk at once: a beat may move to a new block
    while (this.#items.length > 0) {
      this.#writing = this.#items.length;
      this.#isStuck = !(await this.#put([...this.#items]).then(succeeded, failed));
      if (!this.#isStuck) this.#items.splice(0, this.#writing);
      this.#writing = 0;
      if (this.#isStuck) return;
    }
  }
}

function isSame(one: SpoolItem, other: SpoolItem): boolean {
  return one.run.source === other.run.source && one.block.sequence === other.block.sequence;
}

const succeeded = (): boolean => true;
const failed = (): boolean => false;
