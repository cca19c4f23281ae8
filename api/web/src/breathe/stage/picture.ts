/** The picture of a session: the moving figure and the words beside it. */
import "./stage.css";

import type { Feed } from "../../live/feed.ts";
import { type Presence, presence } from "../../live/state.ts";
import { part, prefersReducedMotion } from "../../shared/browser.ts";
import type { Exercise } from "../session/exercise.ts";
import { painterFor } from "./figure_canvas.ts";
import { FigureMotion } from "./figure_motion.ts";
import { viewOf } from "./view.ts";

const UPDATE_EVERY_S = 1;

export interface Picture {
  /** Draw one frame of a session; says once a second whether beats are arriving. */
  draw(exercise: Exercise, nowS: number, stepS: number): Presence | null;
}

/** The picture on a page; it draws what the feed hears. */
export function pictureOf(root: HTMLElement, feed: Feed): Picture {
  const view = viewOf(root);
  const painter = painterFor(part<HTMLCanvasElement>(root, "figure"));
  const motion = new FigureMotion();
  let updatedAtS = -Infinity;

  function update(exercise: Exercise, nowS: number): Presence {
    updatedAtS = nowS;
    const here = presence(feed.state, nowS);
    motion.measure(feed.state, exercise, nowS);
    view.showBeats(feed.state, nowS);
    view.showCoupling(motion.level, feed.state, here);
    if (prefersReducedMotion()) {
      motion.holdStill(feed.state, nowS);
      paint();
    }
    return here;
  }

  function paint(): void {
    painter.paint(motion.state, motion.beat);
    view.exposeState(motion.state, motion.measured);
  }

  return {
    draw: (exercise, nowS, stepS) => {
      const here = nowS - updatedAtS >= UPDATE_EVERY_S ? update(exercise, nowS) : null;
      view.showBreath(exercise);
      if (!prefersReducedMotion()) {
        motion.advance(feed.state, exercise, nowS, stepS);
        paint();
      }
      return here;
    },
  };
}
