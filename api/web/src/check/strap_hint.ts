/** What to tell somebody about the strap during a check: one hint at a time, the most useful first. */
import { unusableShare } from "../live/beats.ts";
import { type LiveState, presence } from "../live/state.ts";

export type Hint = "ended" | "waiting" | "silent" | "no-contact" | "unclear" | "good";

/** More than this share of unusable beats, and the reading may not be enough. */
export const UNCLEAR_SHARE = 0.1;

/** The hint of a moment. */
export function hintFor(state: LiveState, nowS: number): Hint {
  if (state.link === "ended") return "ended";
  const now = presence(state, nowS);
  if (now !== "live") return now;
  if (state.contact === false) return "no-contact";
  return (unusableShare(state.trail) ?? 0) > UNCLEAR_SHARE ? "unclear" : "good";
}
