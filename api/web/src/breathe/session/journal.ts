/** What is written down of a session while it goes on: its paces, and where it or its beats stopped for a while. */
import { Breathed } from "./breathed.ts";
import { type Exercise, pacedPerMinute } from "./exercise.ts";

/** As in store/models/breathing.py. */
export type Reason = "paused" | "hidden" | "asleep" | "link_lost" | "strap_off";
/** In these breaks nobody breathes with the page; in the others only beats are missing. */
const AWAY: ReadonlySet<Reason> = new Set(["paused", "hidden", "asleep"]);
export type Mode = "paced" | "own_pace" | "find_pace" | "led_softly";

/** A finished session as PUT /api/v1/breathing/{id} takes it, but for how long ago it began. */
export interface Told {
  readonly lasted_s: number;
  readonly mode: Mode;
  readonly chosen_s: number | null;
  readonly paces: readonly {
    readonly at_s: number;
    readonly per_minute: number | null;
    readonly in_share: number;
    readonly hold_full_s: number;
    readonly hold_empty_s: number;
    readonly breathed_per_minute: number | null;
  }[];
  readonly breaks: readonly Break[];
}

export interface Break {
  readonly start_s: number;
  readonly end_s: number;
  readonly reason: Reason;
}

/** Breaks shorter than this, seconds, are not worth telling. */
const SHORTEST_BREAK_S = 1;
/** The most paces and breaks that the server takes. */
const MOST = 500;

export class Journal {
  readonly id = crypto.randomUUID();
  readonly startedAtMs = Date.now();
  readonly #beganS: number;
  readonly #mode: Mode;
  readonly #chosenS: number | null;
  readonly #paces: (Omit<Told["paces"][number], "breathed_per_minute"> & { readonly breathed: Breathed })[] = [];
  readonly #breaks: Break[] = [];
  readonly #open = new Map<Reason, number>();

  constructor(mode: Mode, exercise: Exercise, nowS: number) {
    this.#beganS = nowS;
    this.#mode = mode;
    this.#chosenS = exercise.lengthS;
    this.pace(exercise, nowS);
  }

  /** The pacer goes like this from now on. */
  pace(exercise: Exercise, nowS: number): void {
    const { inShare, holdFullS, holdEmptyS } = exercise.shape;
    const rhythm = { per_minute: pacedPerMinute(exercise), in_share: inShare, hold_full_s: holdFullS, hold_empty_s: holdEmptyS };
    const at_s = this.#at(nowS);
    if (this.#paces.at(-1)?.at_s === at_s) this.#paces.pop();
    if (this.#paces.length < MOST) this.#paces.push({ at_s, ...rhythm, breathed: new Breathed(nowS) });
  }

  /** The breath as it is measured now; null where it is hidden. */
  breathe(perMinute: number | null, nowS: number): void {
    this.#paces.at(-1)?.breathed.note(perMinute, nowS);
  }

  /** Something stops, or goes on again; told again it changes nothing. */
  note(reason: Reason, isStopped: boolean, nowS: number): void {
    const since = this.#open.get(reason);
    if (isStopped && since === undefined) this.#open.set(reason, nowS);
    if (isStopped || since === undefined) return;
    this.#open.delete(reason);
    this.add(reason, since, nowS);
  }

  /** Something stopped from then until then. */
  add(reason: Reason, fromS: number, untilS: number): void {
    if (untilS - fromS < SHORTEST_BREAK_S || this.#breaks.length >= MOST) return;
    this.#breaks.push({ start_s: this.#at(fromS), end_s: this.#at(untilS), reason });
  }

  /** The breaks so far in which nobody breathed with the page. */
  get away(): readonly Break[] {
    return this.#breaks.filter(({ reason }) => AWAY.has(reason));
  }

  /** The session as if it ended now. */
  told(nowS: number): Told {
    const open = [...this.#open].filter(([, since]) => nowS - since >= SHORTEST_BREAK_S);
    const unfinished = open.map(([reason, since]) => ({ start_s: this.#at(since), end_s: this.#at(nowS), reason }));
    return {
      lasted_s: this.#at(nowS),
      mode: this.#mode,
      chosen_s: this.#chosenS,
      paces: this.#paces.map(({ breathed, ...pace }) => ({ ...pace, breathed_per_minute: breathed.perMinute })),
      breaks: [...this.#breaks, ...unfinished].slice(0, MOST),
    };
  }

  #at(nowS: number): number {
    return Math.max(0, Math.round(10 * (nowS - this.#beganS)) / 10);
  }
}
