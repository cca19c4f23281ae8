/** A clock that goes on ticking while its page is in the background, where the page's own timers sleep. */
const EVERY_MS = 1000;

setInterval(() => postMessage(null), EVERY_MS);
