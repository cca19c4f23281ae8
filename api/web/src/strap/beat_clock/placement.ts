/**
 * Where a segment lies on the clock: what each notification says about it, put together (sensors/beat_clock/placement.py). With `S`
 * the strap's time, a beat was at `S + o`; a notification that left at tick `t` holds the beats since the tick before, and
 * so cuts a piece off the range of `o`. The range is widened as time goes on, so it follows crystal and rounding.
 */
import { NARROWEST_S, SURPRISING_S, UNCERTAIN, WIDENING, WIDEST_S, YIELDING_S } from "./constants.ts";

/** What a notification with beats tells: when it left, its last beat; when the one before left, its first beat. */
export interface Sent {
  readonly leftS: number;
  readonly lastS: number;
  readonly sinceS: number;
  readonly firstS: number;
}

/** The range of one segment's `o`, and the best guess in it. */
export class Placement {
  /** How many notifications it rests on, since the last one that came as a surprise. */
  seen = 0;
  private guessS = NaN;
  private guessSdS = UNCERTAIN;
  private lowerS = -Infinity;
  private upperS = Infinity;
  private strapS = NaN;

  /** The least that `o` can be; minus infinity when only arrivals are known. */
  get lowestS(): number {
    return this.lowerS;
  }

  /** The most that `o` can be. */
  get highestS(): number {
    return this.upperS;
  }

  /** The best guess from the notifications alone; the upper end where there is no lower one. */
  get middleS(): number {
    return this.lowerS === -Infinity ? this.upperS : (this.lowerS + this.upperS) / 2;
  }

  /** The standard deviation of the best guess. */
  get sdS(): number {
    return 1 / Math.sqrt(1 / this.ownVariance() + 1 / this.guessSdS ** 2);
  }

  /** The best guess. */
  get offsetS(): number {
    if (this.guessSdS === UNCERTAIN || this.lowerS === -Infinity) return this.middleS;
    const own = this.ownVariance();
    const share = own / (own + this.guessSdS ** 2);
    const guessS = share * this.guessS + (1 - share) * this.middleS;
    return Math.min(Math.max(guessS, this.lowerS), this.upperS);
  }

  /** How far a guess is from the range, on top of how far it is from the middle of it in thousandths. */
  outsideS(guessS: number): number {
    const outsideS = Math.max(this.lowerS - guessS, guessS - this.upperS, 0);
    return outsideS + Math.abs(guessS - this.middleS) / 1000;
  }

  /** Take in where `o` is expected to be, and the standard deviation of that. */
  expect(guessS: number, sdS: number): void {
    this.guessS = guessS;
    this.guessSdS = sdS;
  }

  /** Take in a notification with beats. */
  take({ leftS, lastS, sinceS, firstS }: Sent): void {
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

  /** Of a value that may be anywhere in the range. */
  private ownVariance(): number {
    const widthS = Math.min(Math.max(this.upperS - this.lowerS, NARROWEST_S), WIDEST_S);
    return (widthS * widthS) / 12;
  }
}
