/** The hint about the strap during a check: one at a time, the most useful first. */
import { unusableShare } from "../live/beats.ts";
import { type LiveState, presence } from "../live/state.ts";

export type Hint = "ended" | "waiting" | "silent" | "no-contact" | "unclear" | "good";

/** Above this share of unusable beats the check may not give a value. */
export const UNCLEAR_SHARE = 0.1;

/** The hint for the current state. */
export function hintFor(state: LiveState, nowS: number): Hint {
  if (state.link === "ended") return "ended";
  const now = presence(state, nowS);
  if (now !== "live") return now;
  if (state.contact === false) return "no-contact";
  return (unusableShare(state.trail) ?? 0) > UNCLEAR_SHARE ? "unclear" : "good";
}
