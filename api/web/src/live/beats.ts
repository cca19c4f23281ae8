/** Beats of the live stream, and the last two minutes of them that a page keeps in memory. */
import { IMPLAUSIBLE, NO_CONTACT, SUSPECT } from "./beat_flags.ts";

export interface Beat {
  /** Time of the R peak that ends the interval, seconds since 1970. */
  readonly timeS: number;
  /** The interval, ms. */
  readonly rrMs: number;
  /** No difference crosses a change of segment. */
  readonly segment: number;
  /** Sum of the flags in beat_flags.ts. */
  readonly flags: number;
}

/** How many seconds of beats a page keeps: breath coupling needs 64. */
export const TRAIL_S = 120;

/** Whether an interval may be used as one between two heart beats. */
export function isUsable(beat: Beat): boolean {
  return (beat.flags & (SUSPECT | IMPLAUSIBLE | NO_CONTACT)) === 0;
}

/** The trail with new beats added: in order of time, each time once, old ones dropped. */
export function join(trail: readonly Beat[], fresh: readonly Beat[]): readonly Beat[] {
  const byTime = new Map([...trail, ...fresh].map((beat) => [beat.timeS, beat]));
  const ordered = [...byTime.values()].sort((one, other) => one.timeS - other.timeS);
  const newest = ordered.at(-1)?.timeS ?? 0;
  return ordered.filter((beat) => beat.timeS > newest - TRAIL_S);
}

/** The beats of the last `spanS` seconds before the newest one. */
export function lastOf(trail: readonly Beat[], spanS: number): readonly Beat[] {
  const newest = trail.at(-1)?.timeS ?? 0;
  return trail.filter((beat) => beat.timeS > newest - spanS);
}

/** Mean heart rate over the last ten seconds of beats, per minute; null when fewer than three can be used. */
export function heartRate(trail: readonly Beat[]): number | null {
  const intervals = lastOf(trail, 10).filter(isUsable).map((beat) => beat.rrMs);
  if (intervals.length < 3) return null;
  return 60_000 / (intervals.reduce((sum, rrMs) => sum + rrMs, 0) / intervals.length);
}

/** Share of the last thirty seconds' beats that cannot be used; null when there are fewer than ten. */
export function unusableShare(trail: readonly Beat[]): number | null {
  const recent = lastOf(trail, 30);
  return recent.length < 10 ? null : 1 - recent.filter(isUsable).length / recent.length;
}
