/** Messages of the live stream, parsed and typed; malformed ones are dropped. */
import type { BreathReading } from "../breath/follower.ts";
import type { Beat } from "./beats.ts";

export type LiveMessage =
  | { readonly kind: "beats"; readonly beats: readonly Beat[]; readonly ageS: number | null }
  | { readonly kind: "open_beats"; readonly beats: readonly Beat[]; readonly ageS: number | null }
  | { readonly kind: "breath"; readonly readings: readonly BreathReading[] }
  | { readonly kind: "source"; readonly connected: boolean; readonly contact: boolean | null }
  | { readonly kind: "bye"; readonly reason: string };

/** The names of the events that `read` understands. */
export const EVENTS = ["beats", "open_beats", "breath", "source", "bye"] as const;
export type EventName = (typeof EVENTS)[number];

type Fields = Record<string, unknown>;

/** The message of an event, or null when it cannot be read. */
export function read(event: EventName, data: string): LiveMessage | null {
  const fields = parse(data);
  if (fields === null) return null;
  switch (event) {
    case "beats":
    case "open_beats":
      return beatsOf(event, fields);
    case "breath":
      return breathOf(fields);
    case "source":
      return { kind: "source", connected: fields["connected"] === true, contact: yesNoUnknown(fields["contact"]) };
    case "bye":
      return { kind: "bye", reason: typeof fields["reason"] === "string" ? fields["reason"] : "" };
  }
}

function parse(data: string): Fields | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function beatsOf(kind: "beats" | "open_beats", fields: Fields): LiveMessage | null {
  if (!Array.isArray(fields["beats"])) return null;
  const beats = fields["beats"].map(beatOf).filter((beat) => beat !== null);
  return { kind, beats, ageS: numberOrNull(fields["age_s"]) };
}

function breathOf(fields: Fields): LiveMessage | null {
  if (!Array.isArray(fields["samples"])) return null;
  return { kind: "breath", readings: fields["samples"].map(readingOf).filter((reading) => reading !== null) };
}

function readingOf(value: unknown): BreathReading | null {
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Fields;
  const timeS = numberOrNull(fields["time_s"]);
  if (timeS === null) return null;
  const [ratePerMin, phaseRad] = [numberOrNull(fields["rate_per_min"]), numberOrNull(fields["phase_rad"])];
  return { timeS, ratePerMin, phaseRad, quality: numberOrNull(fields["quality"]) ?? 0 };
}

function beatOf(value: unknown): Beat | null {
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Fields;
  const timeS = numberOrNull(fields["time_s"]);
  const rrMs = numberOrNull(fields["rr_ms"]);
  if (timeS === null || rrMs === null) return null;
  return { timeS, rrMs, segment: numberOrNull(fields["segment"]) ?? 0, flags: numberOrNull(fields["flags"]) ?? 0 };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function yesNoUnknown(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}
