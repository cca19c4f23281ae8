/**
 * The sender: uploads blocks from the spool and deletes them when they are acknowledged.
 *
 * Temporary failures (no network, a busy server, a signed-out person) are retried with growing pauses; blocks that are
 * refused for good are set aside. Whatever goes wrong, blocks stay in the spool.
 */
import type { Admission, Answer } from "./ingest_client.ts";
import type { ClockDifference } from "./server_clock.ts";
import type { Batch, RunId } from "./spool.ts";

const BATCH_BLOCKS = 60; // two minutes of beats at once
const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 60;

/** Name of the page's text for a browser that was removed from the devices. */
export const REMOVED = "removed";

/** The state of the upload: `home` when nothing waits. */
export type Standing = "home" | "later" | "signed-out" | "wrong-clock";

/** What the sender needs of the spool. */
export interface WaitingBlocks {
  nextDevice(): Promise<string | null>;
  nextBatch(key: CryptoKey, limit: number): Promise<Batch | null>;
  acknowledge(run: RunId, sequences: readonly number[]): Promise<void>;
  refuse(run: RunId, sequence: number, reason: string): Promise<void>;
  setAside(device: string, reason: string): Promise<void>;
}

/** What the sender needs of the server. */
export interface Server {
  admission(device: string): Promise<Admission>;
  offer(batch: Batch, clock: ClockDifference): Promise<Answer>;
  /** Forget the admission of a device, so that it is requested again. */
  forgetAdmission(device: string): void;
}

interface Stop {
  readonly standing: Standing;
  readonly afterS: number;
}

type Next = "again" | Stop;

export class Sender {
  readonly #waiting: WaitingBlocks;
  readonly #server: Server;
  #limit = BATCH_BLOCKS;
  #pauseS = FIRST_PAUSE_S;
  #notBeforeS = -Infinity;
  #standing: Standing = "home";
  #removed: string | null = null;

  constructor(waiting: WaitingBlocks, server: Server) {
    this.#waiting = waiting;
    this.#server = server;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** The device that the server has removed; null while there is none. */
  get removed(): string | null {
    return this.#removed;
  }

  /** Retry at once: the network is back, or the person asks for it. */
  hurry(): void {
    this.#notBeforeS = -Infinity;
    this.#pauseS = FIRST_PAUSE_S;
  }

  /** Send everything that waits, unless it is too soon after a failure. */
  async sendAll(nowS: () => number): Promise<Standing> {
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
    const admission = await this.#server.admission(device);
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

  async #sendBatch(key: CryptoKey, clock: ClockDifference): Promise<Next> {
    const batch = await this.#waiting.nextBatch(key, this.#limit).catch(() => undefined);
    if (batch === undefined) return stop("later");
    if (batch === null) return stop("home");
    return this.#act(await this.#server.offer(batch, clock), batch);
  }

  async #act(answer: Answer, batch: Batch): Promise<Next> {
    switch (answer.kind) {
      case "settled":
        return this.#settle(batch, answer.acknowledged, answer.refused);
      case "not-like-this":
        return this.#split(batch, answer.sentence);
      case "removed":
        this.#removed = batch.device;
        return this.#setAside(batch.device, answer.sentence);
      case "signed-out":
        return stop("signed-out");
      case "wrong-clock":
        this.#server.forgetAdmission(batch.device); // its clock difference is outdated
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

  /** Find the refused block of a batch by sending smaller batches. */
  async #split(batch: Batch, sentence: string): Promise<Next> {
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
