/** Which text the page shows about strap and upload. Pure functions that return names of texts. */
import type { ConnectionState } from "./bluetooth/connection.ts";
import type { Standing } from "./upload/sender.ts";

/** A heart rate older than this, seconds, is not shown. */
const STALE_AFTER_S = 5;

/** The state of the strap now. */
export interface StrapNow {
  readonly link: ConnectionState | null;
  readonly contact: boolean | null;
  readonly bpm: number;
  /** Seconds since the last packet; null before the first. */
  readonly silentS: number | null;
}

/** The hint about the strap, the most useful first. */
export function strapHint(strap: StrapNow): string {
  if (strap.link === null) return "none";
  if (strap.link !== "connected") return strap.link;
  if (strap.silentS === null || strap.silentS > STALE_AFTER_S) return "silent";
  if (strap.contact === false) return "no-contact";
  return strap.bpm === 0 ? "no-signal" : "heard";
}

/** The heart rate to show, per minute; null when there is no current one. */
export function currentHeartRate(strap: StrapNow): number | null {
  return strapHint(strap) === "heard" ? strap.bpm : null;
}

/** The state of the upload now. */
export interface UploadNow {
  readonly standing: Standing;
  readonly waitingBeats: number;
  readonly isStuck: boolean;
}

/** The hint about the upload. */
export function uploadHint({ standing, waitingBeats, isStuck }: UploadNow): string {
  if (isStuck) return "full";
  if (standing !== "home") return standing;
  return waitingBeats > 0 ? "sending" : "home";
}
