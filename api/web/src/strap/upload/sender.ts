/**
 * The sender: carries blocks from the spool to the ingest door and lets go of them when they are acknowledged.
 *
 * What passes by itself (no network, a busy server, a person who is signed out) is tried again with growing pauses; what is
 * refused for good is set aside. Whatever goes wrong, blocks stay in the spool.
 */
import type { Admission, Answer } from "./ingest_client.ts";
import type { Difference } from "./server_clock.ts";
import type { Batch, RunId } from "./spool.ts";

const BATCH_BLOCKS = 60; // two minutes of beats at once
const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 60;

/** Name of the page's text for a browser that was taken from the devices. */
export const REMOVED = "removed";

/** How sending stands: `home` when nothing waits. */
export type Standing = "home" | "later" | "signed-out" | "wrong-clock";

/** What the sender needs of the spool. */
export interface Waiting {
  nextDevice(): Promise<string | null>;
  nextBatch(key: CryptoKey, limit: number): Promise<Batch | null>;
  acknowledge(run: RunId, sequences: readonly number[]): Promise<void>;
  refuse(run: RunId, sequence: number, reason: string): Promise<void>;
  setAside(device: string, reason: string): Promise<void>;
}

/** What the sender needs of the server. */
export interface Door {
  admission(device: string): Promise<Admission>;
  offer(batch: Batch, clock: Difference): Promise<Answer>;
  /** What was told about a device may have changed: ask anew. */
  doubt(device: string): void;
}

interface Stop {
  readonly standing: Standing;
  readonly afterS: number;
}

type Next = "again" | Stop;

export class Sender {
  readonly #waiting: Waiting;
  readonly #door: Door;
  #limit = BATCH_BLOCKS;
  #pauseS = FIRST_PAUSE_S;
  #notBeforeS = -Infinity;
  #standing: Standing = "home";
  #removed: string | null = null;

  constructor(waiting: Waiting, door: Door) {
    this.#waiting = waiting;
    this.#door = door;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** The device that the server no longer knows; null while there is none. */
  get removed(): string | null {
    return this.#removed;
  }

  /** Forget earlier failures: the network is back, or the person asks for it now. */
  hurry(): void {
    this.#notBeforeS = -Infinity;
    this.#pauseS = FIRST_PAUSE_S;
  }

  /** Send all that waits, unless it is too soon after a failure. */
  async pass(nowS: () => number): Promise<Standing> {
    if (nowS() < this.#notBeforeS) return this.#standing;
    let next = await this.#sendNext();
    while (next === "again") next = await this.#sendNext();
    this.#standing = next.standing;
    this.#pause(next, nowS());
    return this.#standing;
  }

  async #sendNext(): Promise<Next> {
    const device = await this.#waiting.nextDevice();
    if (device === null) return stop("home");
    const admission = await this.#door.admission(device);
    switch (admission.kind) {
      case "admitted":
        return this.#sendBatch(admission.key, admission.clock);
      case "removed":
        return this.#setAside(device, REMOVED);
      case "signed-out":
        return stop("signed-out");
      case "not-now":
        return stop("later");
    }
  }

  async #sendBatch(key: CryptoKey, clock: Difference): Promise<Next> {
    const batch = await this.#waiting.nextBatch(key, this.#limit).catch(() => undefined);
    if (batch === undefined) return stop("later");
    if (batch === null) return stop("home");
    return this.#heed(await this.#door.offer(batch, clock), batch);
  }

  async #heed(answer: Answer, batch: Batch): Promise<Next> {
    switch (answer.kind) {
      case "settled":
        return this.#settle(batch, answer.acknowledged, answer.refused);
      case "not-like-this":
        return this.#takeApart(batch, answer.sentence);
      case "removed":
        this.#removed = batch.device;
        return this.#setAside(batch.device, answer.sentence);
      case "signed-out":
        return stop("signed-out");
      case "wrong-clock":
        this.#door.doubt(batch.device); // it was right when it was compared; compare it again
        return stop("wrong-clock");
      case "not-now":
        return { standing: "later", afterS: answer.afterS };
    }
  }

  async #settle(batch: Batch, acknowledged: readonly number[], refused: ReadonlyMap<number, string>): Promise<Next> {
    const offered = batch.blocks.map((block) => block.sequence);
    const taken = offered.filter((sequence) => acknowledged.includes(sequence));
    const notTaken = offered.filter((sequence) => refused.has(sequence));
    await this.#waiting.acknowledge(batch, taken);
    for (const sequence of notTaken) await this.#waiting.refuse(batch, sequence, refused.get(sequence)!);
    this.#limit = BATCH_BLOCKS;
    return taken.length + notTaken.length > 0 ? "again" : stop("later");
  }

  /** The server will not have this batch as it is: find the block that is to blame by smaller batches. */
  async #takeApart(batch: Batch, sentence: string): Promise<Next> {
    if (batch.blocks.length > 1) {
      this.#limit = Math.floor(batch.blocks.length / 2);
    } else {
      await this.#waiting.refuse(batch, batch.blocks[0]!.sequence, sentence);
      this.#limit = BATCH_BLOCKS;
    }
    return "again";
  }

  async #setAside(device: string, reason: string): Promise<Next> {
    await this.#waiting.setAside(device, reason);
    return "again";
  }

  #pause({ standing, afterS }: Stop, nowS: number): void {
    if (standing === "home") return this.hurry();
    this.#notBeforeS = nowS + Math.max(this.#pauseS, afterS);
    this.#pauseS = Math.min(2 * this.#pauseS, LONGEST_PAUSE_S);
  }
}

function stop(standing: Standing): Stop {
  return { standing, afterS: 0 };
}
