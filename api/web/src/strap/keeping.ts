/** Blocks on their way into the spool, in order, one after another; a full disk makes them wait in memory. */
import type { Block } from "./blocks.ts";

interface Item<R> {
  readonly run: R;
  readonly block: Block;
}

export class Keeping<R> {
  readonly #put: (run: R, block: Block) => Promise<void>;
  readonly #items: Item<R>[] = [];
  #work: Promise<void> | null = null;
  #isStuck = false;

  constructor(put: (run: R, block: Block) => Promise<void>) {
    this.#put = put;
  }

  /** Whether this computer does not take what is to be kept; it is offered again with the next block. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Beats that are in memory only. */
  get beats(): number {
    return this.#items.reduce((sum, { block }) => sum + block.rr_ms.length, 0);
  }

  /** Keep a block as soon as those before it are kept. */
  add(run: R, block: Block): void {
    this.#items.push({ run, block });
    void this.settle();
  }

  /** Resolved when everything is kept, or could not be. */
  async settle(): Promise<void> {
    this.#work ??= this.#keepAll().finally(() => (this.#work = null));
    await this.#work;
    if (this.#items.length > 0 && !this.#isStuck) await this.settle();
  }

  async #keepAll(): Promise<void> {
    for (let first = this.#items[0]; first !== undefined; first = this.#items[0]) {
      this.#isStuck = !(await this.#put(first.run, first.block).then(succeeded, failed));
      if (this.#isStuck) return;
      this.#items.shift();
    }
  }
}

const succeeded = (): boolean => true;
const failed = (): boolean => false;
