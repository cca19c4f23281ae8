/** Keeps files, and pages that are the same for everybody, for when there is no connection; never anything personal.
 *
 * It imports nothing, so that the built file is a plain script, as browsers want it.
 */

interface Lasting extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker {
  addEventListener(kind: "install" | "activate", heard: (event: Lasting) => void): void;
  addEventListener(kind: "fetch", heard: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const worker = self as unknown as Worker;

const KEPT = "pulsro-1";
/** Without a connection every page that is not kept shows this one: numbers to call. */
const WITHOUT_CONNECTION = "/call";
/** What stands in for pages that run without a connection: all exercises on one page, and the pacer. */
const STANDS_IN: readonly (readonly [RegExp, string])[] = [
  [/^\/exercises(\/[\w-]+)?$/, "/offline/exercises"],
  [/^\/breathe$/, "/offline/breathe"],
];
const KEPT_AHEAD = [WITHOUT_CONNECTION, ...STANDS_IN.map(([, address]) => address)];
/** The server says so of a page that is the same for everybody. */
const SAME_FOR_EVERYBODY = "Pulsro-Keep";
const FILES = "/static/";
const NAMED_BY_CONTENT = "/static/dist/";
const FILES_OF_A_PAGE = /(?:href|src)="(\/static\/[^"]+)"/g;
const MOST_FILES = 80;
const ONE_DAY_MS = 86_400_000;

worker.addEventListener("install", (event) => event.waitUntil(keepAhead(null).then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(forgetOlder().then(() => worker.clients.claim())));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (pathname.startsWith(FILES)) event.respondWith(file(request, pathname));
});

/** From the server; without it the page as it was kept, the one that stands in for it, or the numbers to call. */
async function page(event: Fetching, pathname: string): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    if (answer.ok && answer.headers.has(SAME_FOR_EVERYBODY)) event.waitUntil(keepPage(pathname, answer.clone()));
    const language = answer.headers.get("content-language"); // every page says it, a file to save does not
    if (language !== null) event.waitUntil(refresh(language));
    return answer;
  } catch (unreachable) {
    const standsIn = STANDS_IN.find(([addresses]) => addresses.test(pathname))?.[1] ?? WITHOUT_CONNECTION;
    const kept =
      (await caches.match(pathname)) ?? (await caches.match(standsIn)) ?? (await caches.match(WITHOUT_CONNECTION));
    if (kept === undefined) throw unreachable;
    return kept;
  }
}

/** A file whose name tells its content is asked for once; of another one the kept copy stands in for the server. */
async function file(request: Request, pathname: string): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined && pathname.startsWith(NAMED_BY_CONTENT)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await keepFile(request, answer.clone());
    return answer;
  } catch (unreachable) {
    if (kept === undefined) throw unreachable;
    return kept;
  }
}

/** Asked for without cookies: nobody's own page; in the language of the pages that are read here. */
async function keepAhead(language: string | null): Promise<void> {
  const headers: HeadersInit = language === null ? {} : { "Accept-Language": language };
  for (const address of KEPT_AHEAD) {
    const answer = await fetch(address, { credentials: "omit", cache: "no-store", headers });
    if (answer.ok && answer.headers.has(SAME_FOR_EVERYBODY)) await keepPage(address, answer);
  }
}

/** Once a day, and after another language was chosen. */
async function refresh(language: string): Promise<void> {
  const kept = await Promise.all(KEPT_AHEAD.map((address) => caches.match(address)));
  const areFresh = kept.every(
    (page) =>
      Date.now() - Date.parse(page?.headers.get("date") ?? "") < ONE_DAY_MS &&
      page?.headers.get("content-language") === language,
  );
  if (!areFresh) await keepAhead(language).catch(() => undefined); // another day will do
}

/** A page and the files that it names. */
async function keepPage(pathname: string, answer: Response): Promise<void> {
  const cache = await caches.open(KEPT);
  const text = await answer.clone().text();
  await cache.put(pathname, answer);
  const named = [...text.matchAll(FILES_OF_A_PAGE)].map((found) => found[1]!);
  for (const name of new Set(named)) if ((await cache.match(name)) === undefined) await cache.add(name);
}

/** The oldest files go when there are too many; those that are still in use are asked for again. */
async function keepFile(request: Request, answer: Response): Promise<void> {
  const cache = await caches.open(KEPT);
  await cache.put(request, answer);
  const files = (await cache.keys()).filter((each) => new URL(each.url).pathname.startsWith(FILES));
  await Promise.all(files.slice(0, Math.max(0, files.length - MOST_FILES)).map((each) => cache.delete(each)));
}

async function forgetOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
}
