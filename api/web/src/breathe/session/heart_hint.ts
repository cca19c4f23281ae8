/** A hint from the heart itself: breathe in while it rises, out while it falls. Pure. */
import { type Beat, isUsable, lastOf } from "../../live/beats.ts";
import { USUAL_PER_MIN } from "./pacer.ts";

export type Turn = "in" | "out";

/** How long a tone for a turn lasts, seconds: half a usual breath. The heart alone says when the turn is over. */
export const TURN_S = 30 / USUAL_PER_MIN;

/** Seconds of beats that tell whether the heart rises: long enough for three intervals of a calm heart, short beside a slow breath. */
const LOOK_BACK_S = 2.6;
const FEWEST = 3;
/** A rise slower than this, beats a minute each second, is no turn: the hint stays what it was. */
const CLEAR_RISE = 0.4;

/** The hint that these beats give; `before` is the hint that stands. */
export function heartHint(trail: readonly Beat[], before: Turn | null): Turn | null {
  const beats = lastOf(trail, LOOK_BACK_S).filter(isUsable);
  if (beats.length < FEWEST) return null;
  const rise = slope(beats.map((beat) => beat.timeS), beats.map((beat) => 60_000 / beat.rrMs));
  if (Math.abs(rise) < CLEAR_RISE) return before;
  return rise > 0 ? "in" : "out";
}

/** The slope of the least-squares line. */
function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = { x: mean(x), y: mean(y) };
  const along = x.map((value) => value - middle.x);
  const spread = along.reduce((sum, value) => sum + value * value, 0);
  return spread === 0 ? 0 : along.reduce((sum, value, place) => sum + value * ((y[place] ?? 0) - middle.y), 0) / spread;
}
