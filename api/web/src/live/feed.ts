/** The live state of a page, updated from the stream. */
import { nowS } from "../shared/browser.ts";
import { type LiveState, NOTHING_YET, receive, relink } from "./state.ts";
import { listen } from "./stream.ts";

export interface Feed {
  readonly state: LiveState;
}

/** Start listening; `state` is always the latest. */
export function startFeed(): Feed {
  const feed = { state: NOTHING_YET };
  listen({
    message: (message) => {
      feed.state = receive(feed.state, message, nowS());
    },
    link: (link) => {
      feed.state = relink(feed.state, link);
    },
  });
  return feed;
}
