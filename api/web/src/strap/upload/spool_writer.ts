/** Blocks on their way into the spool, in order, one after another; a full disk makes them wait in memory. */
import type { Block } from "./blocks.ts";
import type { Readiness } from "./run.ts";
import type { RunId } from "./spool.ts";

/** One block of a run, and whether it is complete. */
export interface Item {
  readonly run: RunId;
  readonly block: Block;
  readonly readiness: Readiness;
}

export class Keeping {
  readonly #put: (item: Item) => Promise<void>;
  readonly #items: Item[] = [];
  #work: Promise<void> | null = null;
  #isStuck = false;

  constructor(put: (item: Item) => Promise<void>) {
    this.#put = put;
  }

  /** Whether this computer does not take what is to be kept; it is offered again. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Keep a block as soon as those before it are kept; an open one only until the next of its number is there. */
  add(item: Item): void {
    const last = this.#items.length > 1 ? this.#items.at(-1) : undefined; // the first one is on its way already
    if (last?.readiness === "open" && isSame(last, item)) this.#items.pop();
    this.#items.push(item);
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
      this.#isStuck = !(await this.#put(first).then(succeeded, failed));
      if (this.#isStuck) return;
      this.#items.shift();
    }
  }
}

function isSame(one: Item, other: Item): boolean {
  return one.run.source === other.run.source && one.block.sequence === other.block.sequence;
}

const succeeded = (): boolean => true;
const failed = (): boolean => false;
