/** The Breathe page: a session and its picture. */
import "./breathe.css";

import { startFeed } from "../live/feed.ts";
import { nowS } from "../shared/browser.ts";
import { Session } from "./session/session.ts";
import { pictureOf } from "./stage/picture.ts";
import { StrapCorner } from "./strap_corner.ts";

/** Limits the step after the page was in the background, so that nothing jumps. */
const LONGEST_STEP_S = 0.25;

const root = document.querySelector<HTMLElement>("[data-breathe]")!;
const feed = startFeed({ withBreath: true });
const picture = pictureOf(root, feed);
const session = new Session(root, feed);
const corner = root.dataset["keeps"] === undefined ? null : new StrapCorner(root); // beats of a strap are kept
let frameAtS = nowS();

function frame(): void {
  const now = nowS();
  const stepS = Math.min(LONGEST_STEP_S, now - frameAtS);
  frameAtS = now;
  session.advance(stepS, now);
  const here = picture.draw(session.exercise, now, stepS);
  if (here !== null) {
    session.hear(here, now);
    corner?.show(here);
  }
  requestAnimationFrame(frame);
}

requestAnimationFrame(frame);
