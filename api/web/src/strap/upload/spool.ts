/**
 * The spool: sealed blocks in this browser (IndexedDB) until the server has acknowledged them.
 *
 * A block is stored once `put` has resolved, even if the browser is killed afterwards, and is deleted only when it was
 * acknowledged or the person asks for it. The newest beats of a running run are in an open block, which is sent only if
 * the run ends. Blocks that the server refuses are set aside with the reason: neither sent again by themselves nor
 * deleted. Several tabs use the spool at once, so every change is one transaction.
 */
import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from "idb";

import type { Block } from "./blocks.ts";
import type { Readiness } from "./run.ts";
import { open, seal, type Sealed } from "./sealing.ts";

const NAME = "pulsro-strap";
const VERSION = 1;
/** How many refused blocks are searched for reasons. */
const REASONS_AMONG = 100;
/** Name of the page's text for a block that cannot be decrypted. */
export const UNREADABLE = "unreadable";

/** One unbroken run of a strap. */
export interface RunId {
  /** The person's device that measured it. */
  readonly device: string;
  /** A UUID made by this browser. */
  readonly source: string;
  /** Seconds added to its times because this computer's clock was wrong. */
  readonly shiftS: number;
}

/** One block of a run, and whether it is complete. */
export interface SpoolItem {
  readonly run: RunId;
  readonly block: Block;
  readonly readiness: Readiness;
}

/** Waiting blocks of one run, oldest first. */
export interface Batch extends RunId {
  readonly blocks: readonly Block[];
}

export interface SpoolCount {
  /** Beats that are not refused, including open blocks. */
  readonly waitingBeats: number;
  readonly refusedBeats: number;
  /** The server's reasons, each once. */
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

/** Whether this browser has a spool; also false when it does not say. */
export async function hasSpool(): Promise<boolean> {
  const kept = await indexedDB.databases().catch(() => []);
  return kept.some(({ name }) => name === NAME);
}

/** Open a person's part of the spool; creates it if necessary. */
export async function openSpool(owner: string): Promise<Spool> {
  const database = await openDB<Schema>(NAME, VERSION, {
    upgrade(made) {
      const blocks = made.createObjectStore("blocks", { autoIncrement: true });
      blocks.createIndex("number", ["source", "sequence"], { unique: true });
      blocks.createIndex("queue", ["owner", "state"]);
      made.createObjectStore("counts", { keyPath: "owner" });
    },
    blocking: () => database.close(), // another tab waits to upgrade it
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

  /** Store all of these blocks or none, replacing open ones with their numbers; resolves once they are on disk. */
  async put(items: readonly SpoolItem[], key: CryptoKey): Promise<void> {
    const sealed = await Promise.all(items.map((item) => this.#sealed(item, key)));
    await this.#change(async (blocks) => {
      let waiting = 0;
      for (const kept of sealed) {
        const place = await blocks.index("number").getKey([kept.source, kept.sequence]);
        const before = place === undefined ? 0 : (await blocks.get(place))!.beats;
        await (place === undefined ? blocks.add(kept) : blocks.put(kept, place));
        waiting += kept.beats - before;
      }
      return { waiting, refused: 0 };
    });
  }

  /** Close open blocks, because nobody measures any more. */
  async closeOpen(): Promise<void> {
    if ((await this.#queue("open", 1)).length === 0) return;
    await this.#change(async (blocks) => {
      await this.#move(blocks, "open", { state: "waiting", reason: "" });
      return { waiting: 0, refused: 0 };
    });
  }

  /** The device of the oldest waiting block; null when nothing waits. */
  async nextDevice(): Promise<string | null> {
    const [oldest] = await this.#queue("waiting", 1);
    return oldest?.device ?? null;
  }

  /** The oldest waiting blocks of one run; null when nothing waits. Blocks that cannot be decrypted are set aside. */
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

  /** Delete blocks that the server has stored. */
  async acknowledge(run: RunId, sequences: readonly number[]): Promise<void> {
    await this.#change(async (blocks) => {
      let beats = 0;
      for (const sequence of sequences) {
        const place = await blocks.index("number").getKey([run.source, sequence]);
        if (place === undefined) continue; // another tab was faster
        beats += (await blocks.get(place))!.beats;
        await blocks.delete(place);
      }
      return { waiting: -beats, refused: 0 };
    });
  }

  /** Set a refused block aside. */
  async refuse(run: RunId, sequence: number, reason: string): Promise<void> {
    await this.#change(async (blocks) => {
      const place = await blocks.index("number").getKey([run.source, sequence]);
      const kept = place === undefined ? undefined : await blocks.get(place);
      if (place === undefined || kept?.state !== "waiting") return { waiting: 0, refused: 0 };
      await blocks.put({ ...kept, state: "refused", reason }, place);
      return { waiting: -kept.beats, refused: kept.beats };
    });
  }

  /** Set all waiting blocks of one device aside. */
  async setAside(device: string, reason: string): Promise<void> {
    await this.#change(async (blocks) => {
      const beats = await this.#move(blocks, "waiting", { state: "refused", reason }, (kept) => kept.device === device);
      return { waiting: -beats, refused: beats };
    });
  }

  /** Queue refused blocks again. */
  async tryAgain(): Promise<void> {
    await this.#change(async (blocks) => {
      const beats = await this.#move(blocks, "refused", { state: "waiting", reason: "" });
      return { waiting: beats, refused: -beats };
    });
  }

  /** Delete everything of the person. */
  async forget(): Promise<void> {
    const work = this.#database.transaction(["blocks", "counts"], "readwrite", { durability: "strict" });
    const blocks = work.objectStore("blocks");
    for (const state of STATES) {
      for (const place of await blocks.index("queue").getAllKeys([this.#owner, state])) await blocks.delete(place);
    }
    await work.objectStore("counts").delete(this.#owner);
    await work.done;
  }

  /** How many beats of the person are stored, and why blocks were refused. */
  async count(): Promise<SpoolCount> {
    const kept = await this.#database.get("counts", this.#owner);
    const refused = kept?.refused ? await this.#queue("refused", REASONS_AMONG) : [];
    const reasons = [...new Set(refused.map((each) => each.reason))];
    return { waitingBeats: kept?.waiting ?? 0, refusedBeats: kept?.refused ?? 0, reasons };
  }

  close(): void {
    this.#database.close();
  }

  async #sealed({ run, block, readiness }: SpoolItem, key: CryptoKey): Promise<KeptBlock> {
    const { sequence } = block;
    const sealed = await seal(key, block, placeOf(run, sequence));
    return { owner: this.#owner, ...run, sequence, beats: block.rr_ms.length, sealed, state: readiness, reason: "" };
  }

  async #queue(state: State, limit: number): Promise<KeptBlock[]> {
    return this.#database.getAllFromIndex("blocks", "queue", [this.#owner, state], limit);
  }

  /** Move blocks to another state; returns how many beats they hold. */
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

  /** Run `act` in one transaction and add what it returns to the person's counts. */
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
