/** The doors of the server that the strap's page uses, and what their answers mean (sensors/ingest_door.py). */
import { keyFrom } from "./sealing.ts";
import type { Batch } from "./spool.ts";

const BEATS = "/api/v1/beats";
const BROWSERS = "/api/v1/browsers";
/** Which of the person's devices this browser is. */
const DEVICE_HEADER = "Pulsro-Device";
const REQUEST_TIMEOUT_MS = 20_000;
const LONGEST_SENTENCE = 300;

/** What an answer asks the sender to do. */
export type Answer =
  | { readonly kind: "settled"; readonly acknowledged: readonly number[]; readonly refused: ReadonlyMap<number, string> }
  | { readonly kind: "not-like-this"; readonly sentence: string }
  | { readonly kind: "not-now"; readonly afterS: number }
  | { readonly kind: "signed-out" }
  | { readonly kind: "removed"; readonly sentence: string };

/** This browser as one of the person's devices, with the key for what waits in it; or why it is not. */
export type Admission =
  | { readonly kind: "admitted"; readonly device: string; readonly key: CryptoKey }
  | { readonly kind: "removed" | "signed-out" | "not-now" };

/** Offer a batch. */
export async function offer(batch: Batch): Promise<Answer> {
  const response = await ask("POST", BEATS, uploadOf(batch, new Date()), { [DEVICE_HEADER]: batch.device });
  return response === null ? { kind: "not-now", afterS: 0 } : answerOf(response);
}

/** Let this browser add beats. */
export async function pair(name: string): Promise<Admission> {
  return admissionOf(await ask("POST", BROWSERS, { name }));
}

/** The browser as it was paired before. */
export async function paired(device: string): Promise<Admission> {
  return admissionOf(await ask("GET", `${BROWSERS}/${device}`));
}

/** The JSON that offers a batch. */
export function uploadOf({ source, blocks }: Batch, now: Date): object {
  return { source, kind: "workday", sent_at: now.toISOString(), blocks };
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
  const request: RequestInit = { method, headers: { "Content-Type": "application/json", ...headers } };
  if (body !== undefined) request.body = JSON.stringify(body);
  return fetch(address, { ...request, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }).catch(() => null);
}

async function jsonOf(response: Response): Promise<Fields> {
  const value: unknown = await response.json().catch(() => null);
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function settlementOf({ acknowledged, refused }: Fields): Answer | null {
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

async function admissionOf(response: Response | null): Promise<Admission> {
  if (response === null) return { kind: "not-now" };
  const { id, key } = await jsonOf(response);
  if (response.ok && typeof id === "string" && typeof key === "string") {
    return { kind: "admitted", device: id, key: await keyFrom(key) };
  }
  if (response.status === 404) return { kind: "removed" };
  return { kind: response.status === 401 ? "signed-out" : "not-now" };
}
