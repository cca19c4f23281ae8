/** What a page knows from the live stream or its own strap. Pure functions, so that stale and missing data can be tested. */
import type { BreathReading } from "../breath/follower.ts";
import { type Beat, join, TRAIL_S } from "./beats.ts";
import type { LiveMessage } from "./messages.ts";

export type Link = "opening" | "open" | "retrying" | "ended";

export interface LiveState {
  readonly trail: readonly Beat[];
  /** Beats after the trail that were heard and are not settled yet: they may still move a little, or be marked. */
  readonly open: readonly Beat[];
  /** Measured breath of the last two minutes; empty where nothing measures it. */
  readonly breath: readonly BreathReading[];
  readonly link: Link;
  /** Whether the pads touch the skin; null when the strap does not report it. */
  readonly contact: boolean | null;
  /** The clock of the beats minus the page's own, seconds; null before the first beat. */
  readonly aheadS: number | null;
  /** The sentence with which the server ended the stream. */
  readonly goodbye: string;
}

/** `waiting` before the first beat, `live` while beats are fresh, `silent` when they are not. */
export type Presence = "waiting" | "live" | "silent";

/** A strap that nobody watched sends blocks of a few seconds; when the newest beat is older than this, seconds, they have stopped. */
export const SILENT_AFTER_S = 12;
/** Breath that is older than this, seconds, is not the breath of now. */
const BREATH_LASTS_S = 3;
/** A message may be late by seconds; when the clocks differ by more than this, seconds, one of them was set. */
const CLOCK_STEP_S = 30;

export const NOTHING_YET: LiveState = {
  trail: [],
  open: [],
  breath: [],
  link: "opening",
  contact: null,
  aheadS: null,
  goodbye: "",
};

/** The state after a message that came at page time `nowS`. */
export function receive(state: LiveState, message: LiveMessage, nowS: number): LiveState {
  switch (message.kind) {
    case "beats":
      return timed(state, hear(state, message.beats), message.ageS, nowS);
    case "open_beats":
      return timed(state, { ...state, open: after(state.trail, message.beats) }, message.ageS, nowS);
    case "breath":
      return { ...state, breath: inhaled(state.breath, message.readings) };
    case "source":
      return { ...state, contact: message.contact };
    case "bye":
      return { ...state, link: "ended", goodbye: message.reason };
  }
}

function hear(state: LiveState, beats: readonly Beat[]): LiveState {
  const trail = join(state.trail, beats);
  return { ...state, trail, open: after(trail, state.open) };
}

/** The beats later than those of the trail; a settled beat takes the place of an open one though it moved a little. */
function after(trail: readonly Beat[], beats: readonly Beat[]): readonly Beat[] {
  const newest = trail.at(-1)?.timeS ?? -Infinity;
  return beats.filter((beat) => beat.timeS - beat.rrMs / 2000 > newest);
}

function inhaled(before: readonly BreathReading[], fresh: readonly BreathReading[]): readonly BreathReading[] {
  const last = before.at(-1)?.timeS ?? -Infinity;
  const all = [...before, ...fresh.filter((reading) => reading.timeS > last)];
  return all.filter((reading) => reading.timeS > all.at(-1)!.timeS - TRAIL_S);
}

/** The state with what a message says about the clocks: the one that was on its way for the shortest time is right. */
function timed(before: LiveState, state: LiveState, ageS: number | null, nowS: number): LiveState {
  const newest = newestOf(state);
  if (newest === undefined || newest.timeS <= (newestOf(before)?.timeS ?? -Infinity)) return state;
  const told = newest.timeS + Math.max(0, ageS ?? 0) - nowS;
  const isStep = state.aheadS === null || Math.abs(told - state.aheadS) > CLOCK_STEP_S;
  return { ...state, aheadS: isStep ? told : Math.max(told, state.aheadS!) };
}

function newestOf(state: LiveState): Beat | undefined {
  return state.open.at(-1) ?? state.trail.at(-1);
}

/** The state after the connection itself changed. */
export function relink(state: LiveState, link: Link): LiveState {
  return state.link === "ended" ? state : { ...state, link };
}

/** All beats that were heard, settled or not, in their order. */
export function heard(state: LiveState): readonly Beat[] {
  return state.open.length === 0 ? state.trail : [...state.trail, ...state.open];
}

/** How long ago the newest beat was, seconds; null when there never was one. */
export function dataAgeS(state: LiveState, nowS: number): number | null {
  const newest = newestOf(state);
  const clockS = serverClockS(state, nowS);
  return newest === undefined || clockS === null ? null : Math.max(0, clockS - newest.timeS);
}

/** Whether beats are arriving. */
export function presence(state: LiveState, nowS: number): Presence {
  const ageS = dataAgeS(state, nowS);
  if (ageS === null) return "waiting";
  return ageS > SILENT_AFTER_S ? "silent" : "live";
}

/** The server's clock, or that of the strap in this browser, seconds since 1970; null before the first beat. */
export function serverClockS(state: LiveState, nowS: number): number | null {
  return state.aheadS === null ? null : nowS + state.aheadS;
}

/** The breath as it is measured now; null where nothing measures it, or it is hidden. */
export function breathNow(state: LiveState, nowS: number): BreathReading | null {
  const [newest, clockS] = [state.breath.at(-1), serverClockS(state, nowS)];
  if (newest === undefined || clockS === null || newest.phaseRad === null) return null;
  return clockS - newest.timeS > BREATH_LASTS_S ? null : newest;
}
