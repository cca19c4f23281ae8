/** The picture of a session: the figure, the heart's curve, and the words beside them. */
import "./stage.css";

import type { Feed } from "../../live/feed.ts";
import { type Presence, presence } from "../../live/state.ts";
import { part, prefersReducedMotion } from "../../shared/browser.ts";
import type { Exercise } from "../session/exercise.ts";
import { Curve, NOTE_EVERY_S } from "./curve.ts";
import { choiceOf } from "./figure_choice.ts";
import { painterFor } from "./figures/painter.ts";
import { Motion } from "./motion.ts";
import { PacerTeller } from "./pacer_teller.ts";
import { StepWatch } from "./step.ts";
import { viewOf } from "./view.ts";

const UPDATE_EVERY_S = 1;
/** Without motion the curve is drawn anew this often. */
const STILL_EVERY_S = 5;

export interface Picture {
  /** Draw one frame of a session; says once a second whether beats are arriving. */
  draw(exercise: Exercise, nowS: number, stepS: number): Presence | null;
}

/** The picture on a page; it draws what the feed hears. */
export function pictureOf(root: HTMLElement, feed: Feed): Picture {
  const view = viewOf(root);
  const curve = new Curve(part<HTMLCanvasElement>(root, "curve"));
  const painter = painterFor(part<HTMLCanvasElement>(root, "figure"), (finest) => curve.setFinest(finest));
  const motion = new Motion();
  const step = new StepWatch();
  const teller = new PacerTeller();
  let updatedAtS = -Infinity;
  let notedAtS = -Infinity;
  let stillAtS = -Infinity;

  choiceOf(root, (name) => {
    painter.choose(name);
    view.showFigure(name);
  });

  function update(exercise: Exercise, nowS: number): Presence {
    updatedAtS = nowS;
    const here = presence(feed.state, nowS);
    step.judge(feed.state, exercise, nowS);
    view.showBeats(feed.state, nowS);
    view.showStep(step.now, feed.state, nowS);
    teller.tell(exercise, here !== "waiting", nowS);
    if (prefersReducedMotion() && nowS - stillAtS >= STILL_EVERY_S) holdStill(exercise, nowS);
    return here;
  }

  function holdStill(exercise: Exercise, nowS: number): void {
    stillAtS = nowS;
    motion.holdStill(feed.state, step.now, nowS);
    painter.paint(motion.state, 0);
    curve.follow(feed.state, exercise, nowS);
  }

  return {
    draw: (exercise, nowS, stepS) => {
      if (nowS - notedAtS >= NOTE_EVERY_S) {
        notedAtS = nowS;
        step.note(feed.state, exercise, nowS);
        curve.note(exercise, nowS);
      }
      const here = nowS - updatedAtS >= UPDATE_EVERY_S ? update(exercise, nowS) : null;
      view.showBreath(exercise);
      if (!prefersReducedMotion()) {
        motion.advance(feed.state, exercise, step.now, nowS, stepS);
        painter.paint(motion.state, stepS);
        curve.follow(feed.state, exercise, nowS);
      }
      if (here !== null) view.exposeState(motion.state, step.now);
      view.exposeNewest(feed.state);
      return here;
    },
  };
}
