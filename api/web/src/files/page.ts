/** *Files*: shows how much of the files was sent, and lets the person stop. Without this script the form sends them. */
import { part } from "../shared/browser.ts";

const SAID = ["sending", "reading", "stopped", "failed"] as const;
type Said = (typeof SAID)[number];

/** What became of a sending: the page that came back, or how it ended without one. */
type Outcome = { readonly page: string } | { readonly refused: string } | "stopped" | "failed";

/** Send a form as the browser would; `sent` hears the share that has left, `stop` ends it. */
function send(
  form: HTMLFormElement,
  button: HTMLElement | null,
  sent: (share: number) => void,
  stop: AbortSignal,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of what has been sent
    request.upload.onprogress = (event) => sent(event.total > 0 ? event.loaded / event.total : 0);
    request.upload.onload = () => sent(1);
    request.onload = () => resolve(outcomeOf(request));
    request.onerror = () => resolve("failed");
    request.onabort = () => resolve("stopped");
    stop.addEventListener("abort", () => request.abort());
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json"); // what is refused as a whole is told in one sentence then
    request.send(new FormData(form, button));
  });
}

function outcomeOf(request: XMLHttpRequest): Outcome {
  if (request.getResponseHeader("Content-Type")?.startsWith("text/html")) return { page: request.responseText };
  try {
    return { refused: String((JSON.parse(request.responseText) as { detail: string }).detail) };
  } catch {
    return "failed";
  }
}

/** The form with its bar and its sentences. */
function attach(form: HTMLFormElement): void {
  const status = part(form, "status");
  const bar = part<HTMLProgressElement>(form, "bar");
  const stopButton = part<HTMLButtonElement>(form, "stop");
  const refused = part(form, "refused");
  let stopping: AbortController | null = null;

  const say = (said: Said | null): void => {
    for (const each of SAID) part(form, each).hidden = each !== said;
    status.hidden = said !== "sending" && said !== "reading";
    stopButton.hidden = said !== "sending";
  };
  const show = (share: number): void => {
    bar.value = share;
    if (share < 1) return;
    bar.removeAttribute("value"); // how long reading takes nobody knows
    say("reading");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (stopping !== null) return;
    stopping = new AbortController();
    refused.textContent = "";
    bar.value = 0;
    say("sending");
    void send(form, event.submitter, show, stopping.signal).then((outcome) => {
      stopping = null;
      if (typeof outcome === "string") return say(outcome);
      say(null);
      if ("refused" in outcome) refused.textContent = outcome.refused;
      else showOutcomes(outcome.page);
    });
  });
  stopButton.addEventListener("click", () => stopping?.abort());
}

/** Put what became of the files where the page keeps it. */
function showOutcomes(page: string): void {
  const told = new DOMParser().parseFromString(page, "text/html").getElementById("outcomes");
  const before = document.getElementById("outcomes");
  if (told === null || before === null) return window.location.reload(); // a page to sign in came back
  before.replaceWith(document.adoptNode(told));
  told.scrollIntoView();
  told.focus({ preventScroll: true });
}

const form = document.querySelector<HTMLFormElement>("#bring-form");
if (form !== null) attach(form);
