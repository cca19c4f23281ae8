/** The service worker, and what a page says while there is no connection. */

/** Let the service worker keep the files; a browser without one simply does without. */
export function keepFiles(): void {
  if (!("serviceWorker" in navigator)) return;
  addEventListener("load", () => void navigator.serviceWorker.register("/service-worker.js").catch(() => undefined));
}

/** Show what belongs to being offline: there is no network, or this page stands in for another one. */
export function sayWhenOffline(): void {
  const told = document.querySelectorAll<HTMLElement>("[data-when-offline]");
  if (told.length === 0) return;
  const say = () => {
    const isHere = navigator.onLine && (location.pathname === "/call" || location.pathname.startsWith("/offline/"));
    for (const each of told) each.hidden = isHere;
  };
  for (const change of ["online", "offline"]) addEventListener(change, say);
  say();
}
