/** A session on the page: its exercise, what was chosen for it, its cues, and what is kept of it.
 *
 * The page calls `advance` at every frame and hands `exercise` to the picture; the picture knows nothing else of it.
 */
import "./session.css";

import type { Feed } from "../../live/feed.ts";
import { breathNow, heard, type Presence } from "../../live/state.ts";
import { keepAwake, nowS } from "../../shared/browser.ts";
import { textsOf } from "../../shared/texts.ts";
import { type Choices, type Lead, load, save } from "./choices.ts";
import { Cues } from "./cues.ts";
import { advanceExercise, breathOf, end, type Exercise, press, READY } from "./exercise.ts";
import { heartHint, type Turn, TURN_S } from "./heart_hint.ts";
import { type Away, type Lack, lackOf, Sight } from "./interruptions.ts";
import { Journal, type Mode } from "./journal.ts";
import { FORGOTTEN, Keeper } from "./keeper.ts";
import { FIRST_PACES, LONGEST_S, STEP_S } from "./pace_constants.ts";
import { PaceGuide } from "./pace_guide.ts";
import { BreathingSitting } from "./sitting.ts";
import { type SessionView, viewOf } from "./view.ts";

/** A shorter session, seconds, was a try of the button. */
const WORTH_KEEPING_S = 10;
const SAVE_EVERY_S = 15;
const MODES: Readonly<Record<Lead, Mode>> = {
  pacer: "paced",
  soft: "led_softly",
  find: "find_pace",
  own: "own_pace",
  heart: "own_pace",
};

export class Session {
  exercise: Exercise = READY;
  readonly #feed: Feed;
  readonly #view: SessionView;
  readonly #cues: Cues;
  readonly #sitting: BreathingSitting;
  readonly #sight: Sight;
  readonly #person = document.body.dataset["person"] ?? "";
  readonly #keeper = new Keeper(localStorage, this.#person);
  /** Whether the person agreed to keeping, and was not forgotten here since. */
  #keeps: boolean;
  #choices: Choices = load(localStorage);
  #journal: Journal | null = null;
  #guide: PaceGuide | null = null;
  #here: Presence = "waiting";
  #lack: Lack | null = null;
  #hint: Turn | null = null;
  #savedAtS = 0;
  #releaseScreen: () => void = () => {};
  #releaseDraft: () => void = () => {};

  constructor(root: HTMLElement, feed: Feed) {
    const words = textsOf("breathe-session-words");
    this.#feed = feed;
    this.#keeps = root.dataset["keeps"] !== undefined;
    this.#view = viewOf(root, words);
    this.#cues = new Cues(this.#choices, words);
    this.#sitting = new BreathingSitting((begun) => (root.dataset["sitting"] = begun.id));
    this.#view.onPress(() => this.#press());
    this.#view.onEnd(() => this.#end());
    this.#view.onChoice((choices) => this.#choose(choices, nowS()));
    this.#sight = new Sight((how, fromS, untilS) => this.#return(how, fromS, untilS));
    window.addEventListener("pagehide", () => this.#end());
    new BroadcastChannel(FORGOTTEN).onmessage = ({ data }) => data === this.#person && this.#forget();
    this.#view.showChoices(this.#choices);
    this.#take(this.#choices);
    this.#view.showStage(this.exercise);
    if (this.#keeps) void this.#keeper.sendWaiting();
  }

  /** Advance by one frame. */
  advance(stepS: number, now: number): void {
    const before = this.exercise;
    this.exercise = advanceExercise(before, stepS);
    this.#cues.follow(breathOf(this.exercise) ?? this.#hinted());
    if (before.stage === "running" && this.exercise.stage === "over") this.#close(now);
  }

  /** How the beats are; told about once a second. */
  hear(here: Presence, now: number): void {
    this.#here = here;
    this.#sight.look(); // the seconds of a sleep are no breathing at a pace, and the first frame may come before a timer
    if (this.exercise.stage !== "running") return;
    if (here === "live") this.#sitting.begin(now);
    this.#miss(lackOf(this.#feed.state, here), now);
    this.#hint = this.#choices.lead === "heart" && here === "live" ? heartHint(heard(this.#feed.state), this.#hint) : null;
    this.#view.showHint(this.#hint);
    this.#breathe(breathNow(this.#feed.state, now)?.ratePerMin ?? null, now);
    void this.#lead();
    this.#view.showLeft(this.exercise);
    if (now - this.#savedAtS >= SAVE_EVERY_S) this.#saveDraft(now);
  }

  /** What the heart hints at in place of a pacer; null while it does not. */
  #hinted(): { direction: Turn; lengthS: number } | null {
    return this.#hint === null || this.exercise.stage !== "running" ? null : { direction: this.#hint, lengthS: TURN_S };
  }

  #breathe(perMinute: number | null, now: number): void {
    this.#journal?.breathe(perMinute, now);
    this.#guide?.breathe(perMinute);
  }

  #press(): void {
    const now = nowS();
    const isNew = this.exercise.stage === "ready" || this.exercise.stage === "over";
    if (isNew && this.#choices.lead === "find" && this.#here !== "live") return this.#view.say("no-strap");
    this.exercise = press(this.exercise);
    if (isNew) this.#begin(now);
    this.#journal?.note("paused", this.exercise.stage === "paused", now);
    this.#view.say(this.exercise.stage === "paused" ? "paused" : null);
    this.#view.showStage(this.exercise);
  }

  #begin(now: number): void {
    this.#cues.choose(this.#choices);
    this.#releaseScreen = keepAwake();
    this.#view.enter(this.#choices);
    this.#take(this.#choices);
    const mode = MODES[this.#choices.lead];
    this.#journal = new Journal(mode, this.exercise, now);
    this.#releaseDraft = this.#keeper.hold(this.#journal.id);
    const isGuided = mode === "find_pace" || mode === "led_softly";
    this.#guide = isGuided ? new PaceGuide(mode, this.exercise.perMinute) : null;
    this.#savedAtS = now;
    this.#lack = null;
    this.#hint = null;
  }

  #choose(choices: Choices, now: number): void {
    this.#choices = choices;
    save(localStorage, choices);
    this.#cues.choose(choices);
    this.#take(choices);
    this.#journal?.pace(this.exercise, now);
  }

  #take({ lengthMin, lead, perMinute, shape }: Choices): void {
    const isSearch = lead === "find"; // which ends by itself, if the server answers
    const lengthS = isSearch ? LONGEST_S + STEP_S : lengthMin === null ? null : 60 * lengthMin;
    const isOwnPace = lead === "own" || lead === "heart";
    this.exercise = { ...this.exercise, perMinute: isSearch ? FIRST_PACES[0] : perMinute, shape, lengthS, isOwnPace };
  }

  /** Take the next pace of a search, or of a pacer that is led softly; also in a pause that began while it was awaited. */
  async #lead(): Promise<void> {
    const guide = this.#guide;
    const next = await guide?.next(this.#journal?.away);
    if (!next || guide !== this.#guide) return;
    if (next.perMinute === null) return this.#end();
    this.exercise = { ...this.exercise, perMinute: next.perMinute };
    this.#journal?.pace(this.exercise, nowS());
    if (this.exercise.stage === "running") this.#view.showPaceNow(next.perMinute);
  }

  /** The page was out of sight, and the exercise stood still meanwhile. */
  #return(how: Away, fromS: number, untilS: number): void {
    if (this.exercise.stage !== "running") return;
    this.#journal?.add(how, fromS, untilS);
    this.#view.say(how, untilS - fromS);
  }

  /** Say once what the beats lack, and once that they are back. */
  #miss(lack: Lack | null, now: number): void {
    if (lack === this.#lack) return;
    for (const reason of ["link_lost", "strap_off"] as const) this.#journal?.note(reason, lack === reason, now);
    this.#view.say(lack ?? "back");
    this.#lack = lack;
  }

  /** The person ends it, by the button or by leaving the page; one that is out of sight had ended when it was last seen. */
  #end(): void {
    if (this.exercise.stage !== "running" && this.exercise.stage !== "paused") return;
    this.exercise = end(this.exercise);
    this.#close(this.#sight.seenS);
  }

  /** The person was forgotten in this browser: nothing of a session that runs may stay. */
  #forget(): void {
    this.#keeps = false;
    this.#end();
    this.#keeper.forget();
  }

  #close(now: number): void {
    this.#cues.follow(null);
    this.#cues.over();
    this.#releaseScreen();
    this.#view.leave();
    this.#view.showStage(this.exercise);
    void this.#sitting.finish();
    void this.#keep(now);
  }

  async #keep(now: number): Promise<void> {
    const [journal, release] = [this.#journal, this.#releaseDraft];
    this.#journal = null;
    this.#guide = null;
    if (journal === null || this.exercise.breathedS < WORTH_KEEPING_S) return release();
    const outcome = this.#keeps ? await this.#keeper.send(draftOf(journal, now)) : "refused";
    release();
    await this.#view.showKept(journal.id, outcome);
  }

  #saveDraft(now: number): void {
    this.#savedAtS = now;
    if (this.#keeps && this.#journal !== null) this.#keeper.save(draftOf(this.#journal, now));
  }
}

function draftOf(journal: Journal, now: number) {
  return { id: journal.id, startedAtMs: journal.startedAtMs, savedAtMs: Date.now(), told: journal.told(now) };
}
