/**
 * The spool: sealed blocks in this browser (IndexedDB) until the server has acknowledged them.
 *
 * A block is there once `put` has resolved, whatever is closed, killed or cut off afterwards, and leaves only when it was
 * acknowledged or the person says so. The newest beats of a run that goes on stand in an open block, which is sent only if
 * the run does not go on. What the server refuses is set aside with the reason, neither sent again by itself
 * nor thrown away. Several tabs use it at once: every change is one transaction.
 */
import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from "idb";

import type { Block } from "./blocks.ts";
import type { Readiness } from "./run.ts";
import { open, seal, type Sealed } from "./sealing.ts";

const NAME = "pulsro-strap";
const VERSION = 1;
/** Reasons are looked up among so many refused blocks. */
const LOOKED_AT = 100;
/** Name of the page's text for a block that does not open. */
export const UNREADABLE = "unreadable";

/** One unbroken run of a strap. */
export interface RunId {
  /** Which of the person's devices it came through. */
  readonly device: string;
  /** A UUID that this browser made up. */
  readonly source: string;
  /** What was added to its moments because this computer's clock was wrong, seconds. */
  readonly shiftS: number;
}

/** Waiting blocks of one run, oldest first. */
export interface Batch extends RunId {
  readonly blocks: readonly Block[];
}

export interface SpoolCount {
  /** Beats on this computer that are not refused, those in open blocks too. */
  readonly waitingBeats: number;
  readonly refusedBeats: number;
  /** Why the server refused, each reason once. */
  readonly reasons: readonly string[];
}

type State = Readiness | "refused";
const STATES: readonly State[] = ["open", "waiting", "refused"];

interface KeptBlock extends RunId {
  readonly owner: string;
  readonly sequence: number;
  readonly beats: number;
  readonly sealed: Sealed;
  readonly state: State;
  readonly reason: string;
}

interface KeptCount {
  readonly owner: string;
  readonly waiting: number;
  readonly refused: number;
}

interface Schema extends DBSchema {
  blocks: {
    key: number;
    value: KeptBlock;
    indexes: { number: [string, number]; queue: [string, State] };
  };
  counts: { key: string; value: KeptCount };
}

type Database = IDBPDatabase<Schema>;
type Blocks = IDBPObjectStore<Schema, ("blocks" | "counts")[], "blocks", "readwrite">;

/** Whether anything was ever kept in this browser; one that keeps nothing, or tells nothing of it, has nothing. */
export async function hasSpool(): Promise<boolean> {
  const kept = await indexedDB.databases().catch(() => []);
  return kept.some(({ name }) => name === NAME);
}

/** Open a person's part of this browser's spool, making it if there is none. */
export async function openSpool(owner: string): Promise<Spool> {
  const database = await openDB<Schema>(NAME, VERSION, {
    upgrade(made) {
      const blocks = made.createObjectStore("blocks", { autoIncrement: true });
      blocks.createIndex("number", ["source", "sequence"], { unique: true });
      blocks.createIndex("queue", ["owner", "state"]);
      made.createObjectStore("counts", { keyPath: "owner" });
    },
    blocking: () => database.close(), // another tab wants a newer version; it shall not wait for this one
  });
  return new Spool(database, owner);
}

export class Spool {
  readonly #database: Database;
  readonly #owner: string;

  constructor(database: Database, owner: string) {
    this.#database = database;
    this.#owner = owner;
  }

  /** Keep a block in place of an open one of its number; resolved once it is on disk. */
  async put(run: RunId, block: Block, state: Readiness, key: CryptoKey): Promise<void> {
    const { sequence } = block;
    const beats = block.rr_ms.length;
    const sealed = await seal(key, block, placeOf(run, sequence));
    const kept = { owner: this.#owner, ...run, sequence, beats, sealed, state, reason: "" };
    await this.#change(async (blocks) => {
      const place = await blocks.index("number").getKey([run.source, sequence]);
      const before = place === undefined ? 0 : (await blocks.get(place))!.beats;
      await (place === undefined ? blocks.add(kept) : blocks.put(kept, place));
      return { waiting: beats - before, refused: 0 };
    });
  }

  /** Nobody measures any more: what is open is all there will be of it. */
  async closeOpen(): Promise<void> {
    if ((await this.#queue("open", 1)).length === 0) return;
    await this.#change(async (blocks) => {
      await this.#move(blocks, "open", { state: "waiting", reason: "" });
      return { waiting: 0, refused: 0 };
    });
  }

  /** The device through which the oldest waiting blocks came; null when nothing waits. */
  async nextDevice(): Promise<string | null> {
    const [oldest] = await this.#queue("waiting", 1);
    return oldest?.device ?? null;
  }

  /** The oldest waiting blocks of one run; null when nothing waits. Those that the key does not open are set aside. */
  async nextBatch(key: CryptoKey, limit: number): Promise<Batch | null> {
    for (;;) {
      const kept = await this.#queue("waiting", limit);
      const [oldest] = kept;
      if (oldest === undefined) return null;
      const run = { device: oldest.device, source: oldest.source, shiftS: oldest.shiftS };
      const ofRun = kept.filter((each) => each.source === run.source);
      const opened = await Promise.allSettled(ofRun.map((each) => open(key, each.sealed, placeOf(run, each.sequence))));
      const damaged = ofRun.filter((_, place) => opened[place]!.status === "rejected");
      for (const { sequence } of damaged) await this.refuse(run, sequence, UNREADABLE);
      const blocks = opened.flatMap((each) => (each.status === "fulfilled" ? [each.value as Block] : []));
      if (blocks.length > 0) return { ...run, blocks };
    }
  }

  /** Forget blocks that the server has. */
  async acknowledge(run: RunId, sequences: readonly number[]): Promise<void> {
    await this.#change(async (blocks) => {
      let beats = 0;
      for (const sequence of sequences) {
        const place = await blocks.index("number").getKey([run.source, sequence]);
        if (place === undefined) continue; // another tab was told first
        beats += (await blocks.get(place))!.beats;
        await blocks.delete(place);
      }
      return { waiting: -beats, refused: 0 };
    });
  }

  /** Set a block aside that the server will not have. */
  async refuse(run: RunId, sequence: number, reason: string): Promise<void> {
    await this.#change(async (blocks) => {
      const place = await blocks.index("number").getKey([run.source, sequence]);
      const kept = place === undefined ? undefined : await blocks.get(place);
      if (place === undefined || kept?.state !== "waiting") return { waiting: 0, refused: 0 };
      await blocks.put({ ...kept, state: "refused", reason }, place);
      return { waiting: -kept.beats, refused: kept.beats };
    });
  }

  /** Set everything aside that came through one device. */
  async setAside(device: string, reason: string): Promise<void> {
    await this.#change(async (blocks) => {
      const beats = await this.#move(blocks, "waiting", { state: "refused", reason }, (kept) => kept.device === device);
      return { waiting: -beats, refused: beats };
    });
  }

  /** Offer once more what the server refused. */
  async tryAgain(): Promise<void> {
    await this.#change(async (blocks) => {
      const beats = await this.#move(blocks, "refused", { state: "waiting", reason: "" });
      return { waiting: beats, refused: -beats };
    });
  }

  /** Throw away everything of the person that is kept here. */
  async forget(): Promise<void> {
    const work = this.#database.transaction(["blocks", "counts"], "readwrite", { durability: "strict" });
    const blocks = work.objectStore("blocks");
    for (const state of STATES) {
      for (const place of await blocks.index("queue").getAllKeys([this.#owner, state])) await blocks.delete(place);
    }
    await work.objectStore("counts").delete(this.#owner);
    await work.done;
  }

  /** How much of the person's is kept here. */
  async count(): Promise<SpoolCount> {
    const kept = await this.#database.get("counts", this.#owner);
    const refused = kept?.refused ? await this.#queue("refused", LOOKED_AT) : [];
    const reasons = [...new Set(refused.map((each) => each.reason))];
    return { waitingBeats: kept?.waiting ?? 0, refusedBeats: kept?.refused ?? 0, reasons };
  }

  close(): void {
    this.#database.close();
  }

  async #queue(state: State, limit: number): Promise<KeptBlock[]> {
    return this.#database.getAllFromIndex("blocks", "queue", [this.#owner, state], limit);
  }

  /** Move blocks from one state to another; how many beats they hold. */
  async #move(
    blocks: Blocks,
    from: State,
    to: Pick<KeptBlock, "state" | "reason">,
    which: (kept: KeptBlock) => boolean = () => true,
  ): Promise<number> {
    let beats = 0;
    for (const place of await blocks.index("queue").getAllKeys([this.#owner, from])) {
      const kept = (await blocks.get(place))!;
      if (!which(kept)) continue;
      await blocks.put({ ...kept, ...to }, place);
      beats += kept.beats;
    }
    return beats;
  }

  /** One transaction over the blocks that also moves the person's counts by what it returns. */
  async #change(act: (blocks: Blocks) => Promise<Omit<KeptCount, "owner">>): Promise<void> {
    const work = this.#database.transaction(["blocks", "counts"], "readwrite", { durability: "strict" });
    const moved = await act(work.objectStore("blocks"));
    const counts = work.objectStore("counts");
    const { waiting = 0, refused = 0 } = (await counts.get(this.#owner)) ?? {};
    await counts.put({ owner: this.#owner, waiting: waiting + moved.waiting, refused: refused + moved.refused });
    await work.done;
  }
}

function placeOf(run: RunId, sequence: number): string {
  return `${run.device}/${run.source}/${sequence}`;
}
