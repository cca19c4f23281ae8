/** What live pages need from the browser: elements of the page, its clock, the wake lock. */

/** The element with `data-part="name"`; throws when the template has none. */
export function part<E extends HTMLElement = HTMLElement>(root: ParentNode, name: string): E {
  const found = root.querySelector<E>(`[data-part="${name}"]`);
  if (found === null) throw new Error(`The page has no part "${name}".`);
  return found;
}

/** Set a text only when it changed, so that a live region is read out once. */
export function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

let lessMotion: MediaQueryList | null = null; // asked at every frame, so it is made only once

/** Whether the reader asked the system for less motion. */
export function prefersReducedMotion(): boolean {
  lessMotion ??= window.matchMedia("(prefers-reduced-motion: reduce)");
  return lessMotion.matches;
}

/** The page's monotonic clock, seconds. */
export function nowS(): number {
  return performance.now() / 1000;
}

/** Keep the screen on; returns a function that releases it. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  const released = new AbortController();
  async function ask(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (released.signal.aborted) void lock?.release();
  }
  if ("wakeLock" in navigator) {
    void ask();
    document.addEventListener("visibilitychange", () => void ask(), { signal: released.signal });
  }
  return () => {
    released.abort();
    void lock?.release();
  };
}

/** Send JSON to this server; works while the page is being left. Null when it cannot be reached.
 *
 * It says whose page this is: whoever else has signed in meanwhile gets nothing of it.
 */
export async function send(method: "POST" | "PUT", address: string, body: object): Promise<Response | null> {
  const person = document.body.dataset["person"];
  const headers = { "Content-Type": "application/json", ...(person === undefined ? {} : { "Pulsro-Person": person }) };
  return fetch(address, { method, headers, body: JSON.stringify(body), keepalive: true }).catch(() => null);
}
