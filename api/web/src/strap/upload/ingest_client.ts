/** The doors of the server that the strap's page uses, and what their answers mean (sensors/upload/ingest_client.py). */
import { keyFrom } from "./sealing.ts";
import { type Difference, differenceOf } from "./server_clock.ts";
import type { Batch } from "./spool.ts";

const BEATS = "/api/v1/beats";
const BROWSERS = "/api/v1/browsers";
/** Which of the person's devices this browser is. */
const DEVICE_HEADER = "Pulsro-Device";
/** For whom the page was opened: somebody else may have signed in in another tab since. */
const PERSON_HEADER = "Pulsro-Person";
const REQUEST_TIMEOUT_MS = 20_000;
const LONGEST_SENTENCE = 300;
/** More than this in one question, seconds, and the computer's clock was set meanwhile, or it slept. */
const CLOCK_STEP_S = 2;

/** What an answer asks the sender to do. */
export type Answer =
  | { readonly kind: "settled"; readonly acknowledged: readonly number[]; readonly refused: ReadonlyMap<number, string> }
  | { readonly kind: "not-like-this"; readonly sentence: string }
  | { readonly kind: "not-now"; readonly afterS: number }
  | { readonly kind: "wrong-clock" }
  | { readonly kind: "signed-out" }
  | { readonly kind: "removed"; readonly sentence: string };

/** This browser as one of the person's devices, with the key for what waits in it; or why it is not. */
export type Admission =
  | { readonly kind: "admitted"; readonly device: string; readonly key: CryptoKey; readonly clock: Difference }
  | { readonly kind: "removed" | "signed-out" | "not-now" };

/** Offer a batch; `clock` is what is known of this computer's clock now. */
export async function offer(batch: Batch, clock: Difference): Promise<Answer> {
  const response = await ask("POST", BEATS, uploadOf(batch, Date.now() / 1000, clock), { [DEVICE_HEADER]: batch.device });
  return response === null ? { kind: "not-now", afterS: 0 } : answerOf(response);
}

/** Let this browser add beats. */
export async function pair(name: string): Promise<Admission> {
  return timed(() => ask("POST", BROWSERS, { name }));
}

/** The browser as it was paired before. */
export async function paired(device: string): Promise<Admission> {
  return timed(() => ask("GET", `${BROWSERS}/${device}`));
}

/** The JSON that offers a batch: the moments in it, and that of sending, are by the server's clock as far as it is known. */
export function uploadOf({ source, shiftS, blocks }: Batch, nowS: number, clock: Difference): object {
  const sentAt = new Date((nowS + clock.shiftS) * 1000).toISOString();
  const told = { offset_s: clock.offsetS, round_trip_s: clock.roundTripS, shift_s: shiftS };
  return { source, kind: "workday", sent_at: sentAt, clock: told, blocks };
}

/** What an answer means. */
export async function answerOf(response: Response): Promise<Answer> {
  const said = await jsonOf(response);
  switch (response.status) {
    case 200:
      return settlementOf(said) ?? { kind: "not-now", afterS: 0 };
    case 400:
    case 409:
    case 413:
    case 422:
      return { kind: "not-like-this", sentence: sentenceOf(said) };
    case 401:
      return { kind: "signed-out" };
    case 410:
      return { kind: "removed", sentence: sentenceOf(said) };
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
 * What the server says about this browser, and what the moments of question and answer say about its clock. Where the
 * clock was set between the two they say nothing, and the question is asked again later.
 */
export async function timed(question: () => Promise<Response | null>): Promise<Admission> {
  const [askedS, sinceMs] = [Date.now() / 1000, performance.now()];
  const response = await question();
  const [answeredS, tookS] = [Date.now() / 1000, (performance.now() - sinceMs) / 1000];
  if (Math.abs(answeredS - askedS - tookS) > CLOCK_STEP_S) return { kind: "not-now" };
  return admissionOf(response, (serverS) => differenceOf(askedS, serverS, answeredS));
}

async function admissionOf(response: Response | null, compare: (serverS: number) => Difference): Promise<Admission> {
  if (response === null) return { kind: "not-now" };
  const { id, key, now } = await jsonOf(response);
  if (response.ok && typeof id === "string" && typeof key === "string" && typeof now === "string") {
    const clock = compare(Date.parse(now) / 1000);
    return { kind: "admitted", device: id, key: await keyFrom(key), clock };
  }
  if (response.status === 404) return { kind: "removed" };
  return { kind: response.status === 401 ? "signed-out" : "not-now" };
}
