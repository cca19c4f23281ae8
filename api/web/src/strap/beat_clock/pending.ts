/**
 * Notifications that wait until it is known whether beats are missing between them, and where (sensors/beat_clock/pending.py). Each one
 * has a count of suspected losses, never too low; what was really lost before it is at most the least of the counts from
 * there on. Two neighbours may be joined only if nothing can have been lost between them.
 */
import { ENOUGH, PUNCTUAL, PUNCTUAL_AFTER_LATE, STEADY, TOO_MANY } from "./constants.ts";

/** What `recount` and `joined` need to know of the schedule. */
interface Schedule {
  holdAgainst(arrivalsS: readonly number[]): void;
  numberAt(arrivalS: number): number;
  isPunctual(arrivalS: number, number: number): boolean;
}

/** A beat on the strap's own time axis, not yet placed on the clock. */
export interface StrapBeat {
  readonly strapS: number;
  readonly rrMs: number;
  readonly advanceS: number;
  readonly flags: number;
}

/** One notification that waits. */
export interface Held {
  readonly arrivalS: number;
  readonly beats: readonly StrapBeat[];
  /** Losses before it, counted from the first one that waits, if it was sent just now. */
  suspected: number;
  /** Of the tick at which it left, if nothing was lost; null where no schedule is known. */
  number: number | null;
}

/** Neighbouring notifications between which nothing was lost. */
export interface Joined {
  /** Whether nothing was lost before the first of them either. */
  readonly continues: boolean;
  readonly held: Held[];
}

/** All that they brought. */
export function beatsOf(part: Joined): StrapBeat[] {
  return part.held.flatMap((held) => held.beats);
}

/** All that waits, in its order. */
export class Waiting {
  /** Whether beats may be missing before the first one; else a new segment waits to be placed. */
  readonly isDoubt: boolean;
  readonly held: Held[] = [];
  withBeats = 0;
  /** Suspected losses that are no missing ticks: beats are not where they should be. */
  private readonly unscheduled: number;

  constructor(isDoubt: boolean, unscheduled = 0) {
    this.isDoubt = isDoubt;
    this.unscheduled = unscheduled;
  }

  /** Let one more wait. */
  add(held: Held): void {
    this.held.push(held);
    this.withBeats += Number(held.beats.length > 0);
  }

  /** It turned out that no beat is missing up to here, though ticks are: the strap left some out. */
  nothingWasLost(): void {
    for (const each of this.held) {
      each.suspected = 0;
      each.number = null;
    }
  }

  /** Count losses anew, now that the schedule is known that the first ones could not be held against. */
  recount(grid: Schedule): void {
    grid.holdAgainst(this.held.map((held) => held.arrivalS));
    const extra = this.held.map((held, place) => grid.numberAt(held.arrivalS) - place);
    const least = Math.min(...extra);
    this.held.forEach((held, place) => {
      held.suspected = extra[place]! - least;
      held.number = least + place;
    });
  }

  /** Whether waiting longer would tell no more. */
  get isSettled(): boolean {
    if (this.isDoubt && this.held.at(-1)!.suspected <= 0) return true;
    return (this.withBeats >= ENOUGH && this.isSteady) || this.held.length >= TOO_MANY;
  }

  private get isSteady(): boolean {
    return new Set(this.held.slice(-STEADY).map((each) => each.suspected)).size === 1;
  }

  /** What waits, parted wherever something may have been lost. */
  joined(grid: Schedule): Joined[] {
    const parts: Joined[] = [];
    const mostLost = this.mostLost();
    let surely = this.isDoubt ? 0 : null;
    let [punctualAt, inARow, needed] = [surely, 0, PUNCTUAL];
    this.held.forEach((held, place) => {
      const atMost = mostLost[place]!;
      const isJoined = surely !== null && atMost <= surely;
      if (!isJoined || parts.length === 0) parts.push({ continues: isJoined, held: [] });
      parts.at(-1)!.held.push(held);
      if (!this.isPunctual(held, atMost, grid)) {
        [inARow, needed] = [0, PUNCTUAL_AFTER_LATE];
        return;
      }
      inARow = atMost === punctualAt ? inARow + 1 : 1;
      punctualAt = atMost;
      if (inARow >= needed || (surely === null && place === 0)) surely = atMost;
    });
    return parts;
  }

  /** Whether it looks as if it came in time after so many losses; its tick is then the one that it seems to be. */
  private isPunctual(held: Held, atMost: number, grid: Schedule): boolean {
    if (held.number === null) return held.suspected <= atMost;
    held.number += Math.max(atMost - this.unscheduled, 0);
    return held.suspected <= atMost && grid.isPunctual(held.arrivalS, held.number);
  }

  private mostLost(): number[] {
    let least = TOO_MANY;
    const backwards = [...this.held].reverse().map((held) => (least = Math.max(Math.min(least, held.suspected), 0)));
    return backwards.reverse();
  }
}

/** Parts that follow each other tick by tick, together. */
export function runs(parts: readonly Joined[]): Joined[][] {
  const together: Joined[][] = [];
  for (const part of parts) {
    const before = together.at(-1)?.at(-1)?.held.at(-1)?.number ?? null;
    if (before !== null && part.held[0]!.number === before + 1) together.at(-1)!.push(part);
    else together.push([part]);
  }
  return together;
}
