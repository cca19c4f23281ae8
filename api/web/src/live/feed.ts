/** The live state of a page, updated from the strap of this browser, or else from the server's stream. */
import { nowS } from "../shared/browser.ts";
import type { LiveMessage } from "./messages.ts";
import { watchOwnBreath } from "./own_breath.ts";
import { hearOwnStrap } from "./own_strap.ts";
import { type LiveState, NOTHING_YET, receive, relink, SILENT_AFTER_S } from "./state.ts";
import { listen } from "./stream.ts";

export interface Feed {
  readonly state: LiveState;
}

/** Start listening; `state` is always the latest. A page that shows the breath has it measured. */
export function startFeed({ withBreath = false } = {}): Feed {
  const feed = { state: NOTHING_YET };
  let ownAtS = -Infinity;
  const take = (message: LiveMessage) => {
    feed.state = receive(feed.state, message, nowS());
  };
  listen({
    message: (message) => {
      const isTwice = nowS() - ownAtS < SILENT_AFTER_S && ["beats", "open_beats"].includes(message.kind);
      if (!isTwice) take(message); // the same beats were heard here already, before they went to the server
    },
    link: (link) => {
      feed.state = relink(feed.state, link);
    },
  });
  const person = document.body.dataset["person"] ?? "";
  hearOwnStrap(person, (message) => {
    ownAtS = nowS();
    take(message);
  });
  if (withBreath) watchOwnBreath(person, take);
  return feed;
}
