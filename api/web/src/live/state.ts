/** What a page knows from the live stream. Pure functions, so that stale and missing data can be tested. */
import { type Beat, join } from "./beats.ts";
import type { LiveMessage } from "./messages.ts";

export type Link = "opening" | "open" | "retrying" | "ended";

export interface LiveState {
  readonly trail: readonly Beat[];
  readonly link: Link;
  /** Whether the pads touch the skin; null when the strap does not report it. */
  readonly contact: boolean | null;
  /** Page time, seconds, when the newest beat arrived; null before the first. */
  readonly heardAtS: number | null;
  /** How old the newest beat was when it arrived, seconds. */
  readonly ageWhenHeardS: number;
  /** The sentence with which the server ended the stream. */
  readonly goodbye: string;
}

/** `waiting` before the first beat, `live` while beats are fresh, `silent` when they are not. */
export type Presence = "waiting" | "live" | "silent";

/** Beats arrive in blocks of a few seconds; when the newest is older than this, seconds, they have stopped. */
export const SILENT_AFTER_S = 12;

export const NOTHING_YET: LiveState = {
  trail: [],
  link: "opening",
  contact: null,
  heardAtS: null,
  ageWhenHeardS: 0,
  goodbye: "",
};

/** The state after a message that came at page time `nowS`. */
export function receive(state: LiveState, message: LiveMessage, nowS: number): LiveState {
  switch (message.kind) {
    case "beats":
      return hear(state, message.beats, message.ageS ?? 0, nowS);
    case "source":
      return { ...state, contact: message.contact };
    case "bye":
      return { ...state, link: "ended", goodbye: message.reason };
  }
}

function hear(state: LiveState, beats: readonly Beat[], ageS: number, nowS: number): LiveState {
  const before = state.trail.at(-1)?.timeS ?? -Infinity;
  const trail = join(state.trail, beats);
  const isNews = (trail.at(-1)?.timeS ?? -Infinity) > before;
  return isNews ? { ...state, trail, heardAtS: nowS, ageWhenHeardS: Math.max(0, ageS) } : { ...state, trail };
}

/** The state after the connection itself changed. */
export function relink(state: LiveState, link: Link): LiveState {
  return state.link === "ended" ? state : { ...state, link };
}

/** How long ago the newest beat was, seconds; null when there never was one. */
export function dataAgeS(state: LiveState, nowS: number): number | null {
  return state.heardAtS === null ? null : state.ageWhenHeardS + Math.max(0, nowS - state.heardAtS);
}

/** Whether beats are arriving. */
export function presence(state: LiveState, nowS: number): Presence {
  const ageS = dataAgeS(state, nowS);
  if (ageS === null) return "waiting";
  return ageS > SILENT_AFTER_S ? "silent" : "live";
}

/** The server's clock, seconds since 1970, estimated from the newest beat; null before the first. */
export function serverClockS(state: LiveState, nowS: number): number | null {
  const newest = state.trail.at(-1);
  const ageS = dataAgeS(state, nowS);
  return newest === undefined || ageS === null ? null : newest.timeS + ageS;
}
