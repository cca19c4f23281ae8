/**
 * Where a segment lies on the clock, estimated from its notifications (sensors/beat_clock/placement.py). If `S` is the
 * strap's time, a beat was at `S + o`. A notification that left at tick `t` holds the beats since the tick before, which
 * narrows the range of the offset `o`. The range is widened with time, so it follows the drift of the strap's clock.
 */
import { NARROWEST_S, SURPRISING_S, UNCERTAIN, WIDENING, WIDEST_S, YIELDING_S } from "./constants.ts";

/** When a notification and the one before left the strap, and the first and last beat in it. */
export interface Departure {
  readonly leftS: number;
  readonly lastS: number;
  readonly sinceS: number;
  readonly firstS: number;
}

/** The range of one segment's `o`, and the best estimate in it. */
export class Placement {
  /** How many notifications it is based on, since the last one that contradicted the range. */
  seen = 0;
  private guessS = NaN;
  private guessSdS = UNCERTAIN;
  private lowerS = -Infinity;
  private upperS = Infinity;
  private strapS = NaN;

  /** The lower bound of `o`; minus infinity when only arrivals are known. */
  get lowestS(): number {
    return this.lowerS;
  }

  /** The upper bound of `o`. */
  get highestS(): number {
    return this.upperS;
  }

  /** The best estimate from the notifications alone; the upper bound where there is no lower one. */
  get middleS(): number {
    return this.lowerS === -Infinity ? this.upperS : (this.lowerS + this.upperS) / 2;
  }

  /** The standard deviation of the best estimate. */
  get sdS(): number {
    return 1 / Math.sqrt(1 / this.ownVariance() + 1 / this.guessSdS ** 2);
  }

  /** The best estimate of `o`. */
  get offsetS(): number {
    if (this.guessSdS === UNCERTAIN || this.lowerS === -Infinity) return this.middleS;
    const own = this.ownVariance();
    const share = own / (own + this.guessSdS ** 2);
    const guessS = share * this.guessS + (1 - share) * this.middleS;
    return Math.min(Math.max(guessS, this.lowerS), this.upperS);
  }

  /** How far a guess is outside the range, plus a thousandth of its distance from the middle to break ties. */
  outsideS(guessS: number): number {
    const outsideS = Math.max(this.lowerS - guessS, guessS - this.upperS, 0);
    return outsideS + Math.abs(guessS - this.middleS) / 1000;
  }

  /** Set where `o` is expected to be, with its standard deviation. */
  expect(guessS: number, sdS: number): void {
    this.guessS = guessS;
    this.guessSdS = sdS;
  }

  /** Narrow the range by a notification with beats. */
  narrow({ leftS, lastS, sinceS, firstS }: Departure): void {
    this.widen(lastS);
    this.seen = leftS - lastS < this.upperS - SURPRISING_S ? 1 : this.seen + 1;
    this.upperS = Math.min(this.upperS, leftS - lastS);
    this.lowerS = sinceS === -Infinity ? -Infinity : Math.min(this.lowerS, this.upperS);
    if (sinceS - firstS > this.lowerS) {
      this.lowerS = Math.min(sinceS - firstS, this.upperS + YIELDING_S);
      this.upperS = Math.max(this.upperS, this.lowerS);
    }
  }

  private widen(strapS: number): void {
    if (!Number.isNaN(this.strapS)) {
      const grownS = WIDENING * Math.max(strapS - this.strapS, 0);
      this.lowerS -= grownS;
      this.upperS += grownS;
      this.guessSdS += grownS;
    }
    this.strapS = strapS;
  }

  /** The variance of a uniform distribution over the range. */
  private ownVariance(): number {
    const widthS = Math.min(Math.max(this.upperS - this.lowerS, NARROWEST_S), WIDEST_S);
    return (widthS * widthS) / 12;
  }
}
