/** A timer that also runs while the page is in the background. */

/** Call `tick` about once a second until the page is left. */
export function everySecond(tick: () => void): void {
  const worker = new Worker(new URL("./background_timer.worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", tick);
}
