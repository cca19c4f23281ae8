/** Client of the server's API for uploads and browsers, and the meaning of its responses (sensors/upload/ingest_client.py). */
import { keyFrom } from "./sealing.ts";
import { type ClockDifference, clockDifference } from "./server_clock.ts";
import type { Batch } from "./spool.ts";

const BEATS = "/api/v1/beats";
const BROWSERS = "/api/v1/browsers";
/** The id of this browser among the person's devices. */
const DEVICE_HEADER = "Pulsro-Device";
/** The person for whom the page was opened; somebody else may have signed in in another tab since. */
const PERSON_HEADER = "Pulsro-Person";
const REQUEST_TIMEOUT_MS = 20_000;
const LONGEST_SENTENCE = 300;
/** If both clocks differ by more than this during one request, seconds, the computer's clock was set or it slept. */
const CLOCK_STEP_S = 2;

/** What a response asks the sender to do. */
export type Answer =
  | { readonly kind: "settled"; readonly acknowledged: readonly number[]; readonly refused: ReadonlyMap<number, string> }
  | { readonly kind: "not-like-this"; readonly sentence: string }
  | { readonly kind: "not-now"; readonly afterS: number }
  | { readonly kind: "wrong-clock" }
  | { readonly kind: "signed-out" }
  | { readonly kind: "removed"; readonly sentence: string };

/** This browser as one of the person's devices, with the key for what waits in it; or why it is not. */
export type Admission =
  | { readonly kind: "admitted"; readonly device: string; readonly key: CryptoKey; readonly clock: ClockDifference }
  | { readonly kind: "removed" | "signed-out" | "not-now" };

/** Upload a batch; `clock` is the current clock difference. */
export async function offer(batch: Batch, clock: ClockDifference): Promise<Answer> {
  const response = await ask("POST", BEATS, uploadOf(batch, Date.now() / 1000, clock), { [DEVICE_HEADER]: batch.device });
  return response === null ? { kind: "not-now", afterS: 0 } : answerOf(response);
}

/** Pair this browser, so that it may add beats. */
export async function pair(name: string): Promise<Admission> {
  return timed(() => ask("POST", BROWSERS, { name }));
}

/** The admission of a browser that was paired before. */
export async function paired(device: string): Promise<Admission> {
  return timed(() => ask("GET", `${BROWSERS}/${device}`));
}

/** The JSON of an upload; its times are on the server's clock as far as that is known. */
export function uploadOf({ source, shiftS, blocks }: Batch, nowS: number, clock: ClockDifference): object {
  const sentAt = new Date((nowS + clock.shiftS) * 1000).toISOString();
  const clockFields = { offset_s: clock.offsetS, round_trip_s: clock.roundTripS, shift_s: shiftS };
  return { source, kind: "workday", sent_at: sentAt, clock: clockFields, blocks };
}

/** What a response means. */
export async function answerOf(response: Response): Promise<Answer> {
  const fields = await jsonOf(response);
  switch (response.status) {
    case 200:
      return settlementOf(fields) ?? { kind: "not-now", afterS: 0 };
    case 400:
    case 409:
    case 413:
    case 422:
      return { kind: "not-like-this", sentence: sentenceOf(fields) };
    case 401:
      return { kind: "signed-out" };
    case 410:
      return { kind: "removed", sentence: sentenceOf(fields) };
    default:
      return { kind: "not-now", afterS: secondsOf(response.headers.get("Retry-After")) };
  }
}

type Fields = Record<string, unknown>;

async function ask(method: string, address: string, body?: object, headers = {}): Promise<Response | null> {
  const person = { [PERSON_HEADER]: document.body.dataset["person"] ?? "" };
  const request: RequestInit = { method, headers: { "Content-Type": "application/json", ...person, ...headers } };
  if (body !== undefined) request.body = JSON.stringify(body);
  return fetch(address, { ...request, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }).catch(() => null);
}

async function jsonOf(response: Response): Promise<Fields> {
  const value: unknown = await response.json().catch(() => null);
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function settlementOf({ acknowledged, refused, kept_out: keptOut }: Fields): Answer | null {
  if (typeof keptOut === "string") return { kind: "wrong-clock" };
  if (!Array.isArray(acknowledged) || !Array.isArray(refused)) return null;
  const reasons = (refused as Fields[]).map((each) => [Number(each["sequence"]), String(each["reason"])] as const);
  return { kind: "settled", acknowledged: acknowledged.map(Number), refused: new Map(reasons) };
}

function sentenceOf({ detail }: Fields): string {
  return typeof detail === "string" ? detail.slice(0, LONGEST_SENTENCE) : "";
}

function secondsOf(header: string | null): number {
  return header !== null && /^\d+$/.test(header) ? Number(header) : 0;
}

/**
 * The admission in a response, with the clock difference from the times of request and response. If the computer's clock
 * was set between the two the difference is unknown, and the request is to be repeated later.
 */
export async function timed(request: () => Promise<Response | null>): Promise<Admission> {
  const [requestS, sinceMs] = [Date.now() / 1000, performance.now()];
  const response = await request();
  const [responseS, tookS] = [Date.now() / 1000, (performance.now() - sinceMs) / 1000];
  if (Math.abs(responseS - requestS - tookS) > CLOCK_STEP_S) return { kind: "not-now" };
  return admissionOf(response, (serverS) => clockDifference(requestS, serverS, responseS));
}

async function admissionOf(response: Response | null, compare: (serverS: number) => ClockDifference): Promise<Admission> {
  if (response === null) return { kind: "not-now" };
  const { id, key, now } = await jsonOf(response);
  if (response.ok && typeof id === "string" && typeof key === "string" && typeof now === "string") {
    const clock = compare(Date.parse(now) / 1000);
    return { kind: "admitted", device: id, key: await keyFrom(key), clock };
  }
  if (response.status === 404) return { kind: "removed" };
  return { kind: response.status === 401 ? "signed-out" : "not-now" };
}
