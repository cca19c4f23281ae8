/** The few ways in which a live page touches the document. */

/** The element that carries `data-part="name"`; a page without it is a mistake of ours. */
export function part<E extends HTMLElement = HTMLElement>(root: ParentNode, name: string): E {
  const found = root.querySelector<E>(`[data-part="${name}"]`);
  if (found === null) throw new Error(`The page has no part "${name}".`);
  return found;
}

/** Write a text only when it changed, so that a live region speaks once. */
export function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Whether the reader asked for stillness. */
export function wantsStillness(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The page's clock, seconds: it never jumps. */
export function nowS(): number {
  return performance.now() / 1000;
}

/** Keep the screen on while somebody breathes or sits still; returns a way to let it go. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let wanted = true;
  async function ask(): Promise<void> {
    if (!wanted || document.visibilityState !== "visible") return;
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (!wanted) void lock?.release();
  }
  if ("wakeLock" in navigator) {
    void ask();
    document.addEventListener("visibilitychange", () => void ask());
  }
  return () => {
    wanted = false;
    void lock?.release();
  };
}
