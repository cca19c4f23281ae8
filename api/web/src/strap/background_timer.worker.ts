/** Ticks once a second in a worker, because browsers slow down timers of pages in the background. */
const EVERY_MS = 1000;

setInterval(() => postMessage(null), EVERY_MS);
