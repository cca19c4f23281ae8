/** Draws the heart's curve, with the pacer's wave under it. */
import type { LiveState } from "../../live/state.ts";
import { serverClockS } from "../../live/state.ts";
import { advanceExercise, breathOf, type Exercise } from "../session/exercise.ts";
import { type Sheet, sheetOf } from "./canvas.ts";
import { rgba } from "./figures/figure.ts";
import { CURVE_S, type CurvePoint, rangeOf, stretchesOf } from "./heart_curve.ts";
import { approach } from "./motion.ts";

/** Seconds of the pacer that are shown ahead. */
const AHEAD_S = 8;
/** `note` is to be called this often, seconds. */
export const NOTE_EVERY_S = 0.25;
/** The curve moves by a few pixels a second. */
const DRAWN_EVERY_S = 0.08;
const RANGE_TIME_CONSTANT_S = 1.2;
const MARGIN = 0.08;

interface Note {
  readonly atS: number;
  readonly fullness: number | null;
}

export class Curve {
  readonly #sheet: Sheet;
  readonly #notes: Note[] = [];
  #range: readonly [number, number] | null = null;
  #last: { readonly live: LiveState; readonly exercise: Exercise; readonly nowS: number } | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#sheet = sheetOf(canvas, () => this.#again());
  }

  /** Use at most so many pixels for one of the page's. */
  setFinest(finest: number): void {
    this.#sheet.setFinest(finest);
  }

  /** Remember where the pacer is, whether the curve is drawn or not. */
  note(exercise: Exercise, nowS: number): void {
    this.#notes.push({ atS: nowS, fullness: breathOf(exercise)?.fullness ?? null });
    while (this.#notes[0]!.atS < nowS - CURVE_S - 2) this.#notes.shift();
  }

  /** Draw what is known at a moment of the page's clock: at once when it is new, else as often as one sees it move. */
  follow(live: LiveState, exercise: Exercise, nowS: number): void {
    const isNew = live.trail !== this.#last?.live.trail || live.open !== this.#last.live.open;
    const sinceS = nowS - (this.#last?.nowS ?? -Infinity);
    if (!isNew && sinceS < DRAWN_EVERY_S) return;
    this.#last = { live, exercise, nowS };
    this.#paint(live, exercise, nowS, sinceS);
  }

  /** Paint what was painted last: a canvas is empty after its size changed, and without motion it would stay so for seconds. */
  #again(): void {
    if (this.#last !== null) this.#paint(this.#last.live, this.#last.exercise, this.#last.nowS, 0);
  }

  #paint(live: LiveState, exercise: Exercise, nowS: number, stepS: number): void {
    const { context } = this.#sheet;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    this.#paintPacer(exercise, nowS);
    const clockS = serverClockS(live, nowS);
    if (clockS === null) return;
    const stretches = stretchesOf(live.trail, live.open, clockS - CURVE_S - 2);
    this.#followRange(rangeOf(stretches), stepS);
    for (const stretch of stretches) this.#paintStretch(stretch, clockS);
  }

  #x(ageS: number): number {
    return ((CURVE_S - ageS) / (CURVE_S + AHEAD_S)) * this.#sheet.context.canvas.width;
  }

  /** From 0 at the bottom to 1 at the top. */
  #y(part: number): number {
    return (1 - MARGIN - (1 - 2 * MARGIN) * part) * this.#sheet.context.canvas.height;
  }

  #followRange(goal: readonly [number, number] | null, stepS: number): void {
    if (goal === null) return;
    const from = this.#range ?? goal;
    const towards = (place: 0 | 1) => approach(from[place], goal[place], stepS, RANGE_TIME_CONSTANT_S);
    this.#range = [towards(0), towards(1)];
  }

  #paintPacer(exercise: Exercise, nowS: number): void {
    const past = this.#notes.filter(({ atS }) => atS <= nowS).map(({ atS, fullness }) => [nowS - atS, fullness] as const);
    const ahead = Array.from({ length: AHEAD_S / NOTE_EVERY_S + 1 }, (_, step) => {
      const aheadS = step * NOTE_EVERY_S;
      return [-aheadS, breathOf(advanceExercise(exercise, aheadS))?.fullness ?? null] as const;
    });
    let part: (readonly [number, number])[] = [];
    for (const [ageS, fullness] of [...past, ...ahead, [0, null] as const]) {
      if (fullness !== null) part.push([this.#x(ageS), this.#y(0.12 + 0.76 * fullness)]);
      else if (part.length > 0) part = this.#fillWave(part);
    }
  }

  #fillWave(wave: readonly (readonly [number, number])[]): [] {
    const { context, colours } = this.#sheet;
    const bottom = context.canvas.height;
    context.beginPath();
    context.moveTo(wave[0]![0], bottom);
    for (const [x, y] of wave) context.lineTo(x, y);
    context.lineTo(wave.at(-1)![0], bottom);
    context.closePath();
    context.fillStyle = rgba(colours.far, 0.22);
    context.fill();
    return [];
  }

  #paintStretch(stretch: readonly CurvePoint[], clockS: number): void {
    const { context, colours, scale } = this.#sheet;
    const [low, high] = this.#range!;
    const at = (point: CurvePoint) => [this.#x(clockS - point.timeS), this.#y((point.perMinute - low) / (high - low))] as const;
    context.lineWidth = 2.5 * scale;
    context.lineJoin = "round";
    context.strokeStyle = rgba(colours.near, 0.95);
    context.beginPath();
    traceThrough(context, stretch.map(at));
    context.stroke();
    const newest = stretch.at(-1)!;
    this.#dot(at(newest), newest.isOpen, clockS - newest.timeS);
  }

  /** The newest beat of a stretch: hollow while it is open. */
  #dot([x, y]: readonly [number, number], isOpen: boolean, ageS: number): void {
    if (ageS > AHEAD_S) return;
    const { context, colours, scale } = this.#sheet;
    context.beginPath();
    context.arc(x, y, 4.5 * scale, 0, 2 * Math.PI);
    context.fillStyle = rgba(isOpen ? colours.stone : colours.near, 1);
    context.fill();
    context.lineWidth = 2 * scale;
    context.strokeStyle = rgba(colours.near, 1);
    context.stroke();
  }
}

/** A smooth line through all points that goes no higher and no lower than they do (Fritsch and Butland 1984). */
function traceThrough(context: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
  const slopes = slopesOf(points);
  points.forEach(([x, y], place) => {
    const before = points[place - 1];
    if (before === undefined) return context.moveTo(x, y);
    const third = (x - before[0]) / 3;
    context.bezierCurveTo(before[0] + third, before[1] + third * slopes[place - 1]!, x - third, y - third * slopes[place]!, x, y);
  });
}

function slopesOf(points: readonly (readonly [number, number])[]): readonly number[] {
  const rises = points.slice(1).map(([x, y], place) => (y - points[place]![1]) / (x - points[place]![0]));
  return points.map((_, place) => {
    const [before, after] = [rises[place - 1], rises[place]];
    if (before === undefined || after === undefined || before * after <= 0) return 0;
    return (2 * before * after) / (before + after);
  });
}
