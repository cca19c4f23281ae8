/**
 * In which unit a strap counts its intervals: 1/1024 s as the specification says, or milliseconds as some do
 * (sensors/heart_rate/rr_unit.py). Summed up in the right unit, intervals keep step with the clock; in the other one they run away
 * from it. The heart rate in the same message tells sooner where a strap does not smooth it. Until it is clear, messages wait.
 */
import {
  AGREES,
  CLEARLY_MS_S,
  CLEARLY_TICKS_S,
  FEWEST,
  FEWEST_FOR_MS,
  LEANING_MS_S,
  LOST_GAP_S,
  MILLISECOND,
  MOST,
  SECONDS_A_MINUTE,
  SURE_SE,
  TICK,
  USUAL_GAPS_S,
  WRONG_S,
} from "./constants.ts";

/** What one word counts, milliseconds. */
export type RRUnit = typeof TICK | typeof MILLISECOND;

/** How far the intervals of a stretch without gaps contradict the clock, if they are in one unit. */
class InStep {
  messages = 0;
  private readonly unitS: number;
  private strapS = 0;
  private lowestS = -Infinity;
  private highestS = Infinity;

  constructor(unit: RRUnit) {
    this.unitS = unit / 1000;
  }

  restart(): void {
    this.messages = 0;
    this.strapS = 0;
    this.lowestS = -Infinity;
    this.highestS = Infinity;
  }

  take(words: readonly number[], arrivalS: number, sinceS: number): void {
    this.messages += 1;
    const firstS = this.strapS + words[0]! * this.unitS;
    this.strapS += sum(words) * this.unitS;
    this.highestS = Math.min(this.highestS, arrivalS - this.strapS);
    this.lowestS = Math.max(this.lowestS, sinceS - firstS);
  }

  get contradictionS(): number {
    return this.lowestS - this.highestS;
  }
}

/** Weighs the messages of one strap. */
export class UnitTest {
  /** The unit, as soon as there is one. */
  verdict: RRUnit | null = null;
  /** Whether the clock has confirmed it. */
  isFinal = false;
  private readonly ticks = new InStep(TICK);
  private readonly ms = new InStep(MILLISECOND);
  private readonly field = new Mean();
  private arrivalS = NaN;
  private gapS = NaN;
  private seen = 0;

  /** Weigh one message; `words` are those of its RR words that are beats in either unit. */
  take(arrivalS: number, bpm: number, words: readonly number[]): void {
    const gapS = arrivalS - this.arrivalS;
    const wasPunctual = USUAL_GAPS_S[0] <= this.gapS && this.gapS <= USUAL_GAPS_S[1];
    const sinceS = wasPunctual ? this.arrivalS : -Infinity;
    this.arrivalS = arrivalS;
    this.gapS = gapS;
    this.seen += 1;
    if (!(0 <= gapS && gapS <= LOST_GAP_S)) [this.ticks, this.ms].forEach((hypothesis) => hypothesis.restart());
    if (words.length > 0) {
      [this.ticks, this.ms].forEach((hypothesis) => hypothesis.take(words, arrivalS, sinceS));
      this.field.add((bpm * sum(words)) / words.length / (SECONDS_A_MINUTE * 1024));
    }
    this.judge();
  }

  /** No more messages come for now: decide by what there is. */
  conclude(): void {
    this.verdict ??= this.speaksForMs(LEANING_MS_S) ? MILLISECOND : TICK;
  }

  private speaksForMs(byS: number): boolean {
    const [ticksS, msS] = [this.ticks.contradictionS, this.ms.contradictionS];
    return this.ms.messages >= FEWEST_FOR_MS && ticksS > WRONG_S && msS < 0 && ticksS > msS + byS;
  }

  private judge(): void {
    const [ticksS, msS] = [this.ticks.contradictionS, this.ms.contradictionS];
    const isTick = msS > WRONG_S && msS > ticksS + CLEARLY_TICKS_S;
    if (isTick || this.speaksForMs(CLEARLY_MS_S)) {
      this.verdict = isTick ? TICK : MILLISECOND;
      this.isFinal = true;
    } else if (this.verdict === null && (this.seen >= MOST || this.field.agreesWith(1))) {
      this.verdict = TICK;
    }
  }
}

/** A mean of few numbers and how sure it is. */
class Mean {
  private count = 0;
  private sum = 0;
  private squares = 0;

  add(value: number): void {
    this.count += 1;
    this.sum += value;
    this.squares += value * value;
  }

  agreesWith(value: number): boolean {
    if (this.count < FEWEST) return false;
    const mean = this.sum / this.count;
    const variance = Math.max(this.squares / this.count - mean * mean, 0);
    return Math.abs(mean - value) < AGREES && SURE_SE * Math.sqrt(variance / this.count) < AGREES;
  }
}

function sum(words: readonly number[]): number {
  return words.reduce((total, word) => total + word, 0);
}
