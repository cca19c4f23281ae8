/**
 * The unit in which a strap counts RR intervals: 1/1024 s as the specification says, or milliseconds as some straps do
 * (sensors/heart_rate/rr_unit.py). In the right unit the sum of intervals agrees with the clock; in the other one it
 * drifts away. The heart rate in the same message decides sooner, where a strap does not smooth it. Until then, messages wait.
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

/** Milliseconds that one word counts. */
export type RRUnit = typeof TICK | typeof MILLISECOND;

/** How far the intervals of a stretch without gaps contradict the clock if they are in one unit. */
class ClockAgreement {
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

  add(words: readonly number[], arrivalS: number, sinceS: number): void {
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

/** Decides the unit from the messages of one strap. */
export class UnitTest {
  /** The unit, as soon as there is one. */
  verdict: RRUnit | null = null;
  /** Whether the clock has confirmed it. */
  isFinal = false;
  private readonly ticks = new ClockAgreement(TICK);
  private readonly ms = new ClockAgreement(MILLISECOND);
  private readonly heartRate = new Mean();
  private arrivalS = NaN;
  private gapS = NaN;
  private seen = 0;

  /** Add one message; `words` are those of its RR words that are beats in both units. */
  add(arrivalS: number, bpm: number, words: readonly number[]): void {
    const gapS = arrivalS - this.arrivalS;
    const wasPunctual = USUAL_GAPS_S[0] <= this.gapS && this.gapS <= USUAL_GAPS_S[1];
    const sinceS = wasPunctual ? this.arrivalS : -Infinity;
    this.arrivalS = arrivalS;
    this.gapS = gapS;
    this.seen += 1;
    if (!(0 <= gapS && gapS <= LOST_GAP_S)) [this.ticks, this.ms].forEach((hypothesis) => hypothesis.restart());
    if (words.length > 0) {
      [this.ticks, this.ms].forEach((hypothesis) => hypothesis.add(words, arrivalS, sinceS));
      this.heartRate.add((bpm * sum(words)) / words.length / (SECONDS_A_MINUTE * 1024));
    }
    this.judge();
  }

  /** Decide now, because no more messages come for a while. */
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
    } else if (this.verdict === null && (this.seen >= MOST || this.heartRate.agreesWith(1))) {
      this.verdict = TICK;
    }
  }
}

/** A mean with its standard error. */
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
