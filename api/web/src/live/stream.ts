/** The live stream: an EventSource that reconnects after interruptions and closes with the page. */
import { EVENTS, type LiveMessage, read } from "./messages.ts";
import type { Link } from "./state.ts";

const ADDRESS = "/api/v1/live";
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 30_000;

export interface Listener {
  message(message: LiveMessage): void;
  link(link: Link): void;
}

/** Listen until the server ends the stream or the page is left; returns a function that stops. A page of nobody's, as
 * it is kept for days without a connection, would only be refused. */
export function listen(listener: Listener): () => void {
  if (document.body.dataset["person"] === undefined) {
    listener.link("retrying");
    return () => {};
  }
  let source: EventSource | null = null;
  let retryMs = FIRST_RETRY_MS;
  let timer = 0;

  function stop(): void {
    window.clearTimeout(timer);
    source?.close();
    source = null;
  }

  function open(): void {
    stop();
    source = new EventSource(ADDRESS);
    source.addEventListener("open", () => {
      retryMs = FIRST_RETRY_MS;
      listener.link("open");
    });
    source.addEventListener("error", retry);
    for (const name of EVENTS) source.addEventListener(name, (event) => hear(read(name, event.data)));
  }

  function hear(message: LiveMessage | null): void {
    if (message === null) return;
    if (message.kind === "bye") stop();
    listener.message(message);
  }

  /** The browser reconnects by itself after a cut line, but not after a refusal. */
  function retry(): void {
    listener.link("retrying");
    if (source?.readyState !== EventSource.CLOSED) return;
    timer = window.setTimeout(open, retryMs);
    retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
  }

  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
  open();
  return stop;
}
