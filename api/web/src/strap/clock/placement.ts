/**
 * Where a segment lies on the clock: what each notification says about it, put together (sensors/placement.py). With `S`
 * the strap's time, a beat was at `S + o`; a notification that left at tick `t` holds the beats since the tick before, and
 * so cuts a piece off the range of `o`. The range is widened as time goes on, so it follows crystal and rounding.
 */
const WIDENING = 0.0004; // s per s
const NARROWEST_S = 0.001;
const WIDEST_S = 1.2; // of a range with one end

/** What a notification with beats tells: when it left, its last beat; when the one before left, its first beat. */
export interface Sent {
  readonly leftS: number;
  readonly lastS: number;
  readonly sinceS: number;
  readonly firstS: number;
}

/** The range of one segment's `o`, and the best guess in it. */
export class Placement {
  /** How many notifications it rests on. */
  seen = 0;
  private guessS = NaN;
  private guessSdS = Infinity;
  private lowestS = -Infinity;
  private upperS = Infinity;
  private strapS = NaN;

  /** The most that `o` can be. */
  get highestS(): number {
    return this.upperS;
  }

  /** The best guess from the notifications alone; the upper end where there is no lower one. */
  get middleS(): number {
    return this.lowestS === -Infinity ? this.upperS : (this.lowestS + this.upperS) / 2;
  }

  /** The standard deviation of the best guess. */
  get sdS(): number {
    return 1 / Math.sqrt(1 / this.ownVariance() + 1 / this.guessSdS ** 2);
  }

  /** The best guess. */
  get offsetS(): number {
    if (this.guessSdS === Infinity || this.lowestS === -Infinity) return this.middleS;
    const own = this.ownVariance();
    const share = own / (own + this.guessSdS ** 2);
    const guessS = share * this.guessS + (1 - share) * this.middleS;
    return Math.min(Math.max(guessS, this.lowestS), this.upperS);
  }

  /** How far a guess is from the range, on top of how far it is from the middle of it in thousandths. */
  outsideS(guessS: number): number {
    const outsideS = Math.max(this.lowestS - guessS, guessS - this.upperS, 0);
    return outsideS + Math.abs(guessS - this.middleS) / 1000;
  }

  /** Take in where `o` is expected to be, and the standard deviation of that. */
  expect(guessS: number, sdS: number): void {
    this.guessS = guessS;
    this.guessSdS = sdS;
  }

  /** Take in a notification with beats. */
  take({ leftS, lastS, sinceS, firstS }: Sent): void {
    this.seen += 1;
    this.widen(lastS);
    this.upperS = Math.min(this.upperS, leftS - lastS);
    this.lowestS = sinceS === -Infinity ? -Infinity : Math.min(this.lowestS, this.upperS);
    if (sinceS - firstS > this.lowestS) {
      this.lowestS = sinceS - firstS;
      this.upperS = Math.max(this.upperS, this.lowestS);
    }
  }

  private widen(strapS: number): void {
    if (!Number.isNaN(this.strapS)) {
      const grownS = WIDENING * Math.max(strapS - this.strapS, 0);
      this.lowestS -= grownS;
      this.upperS += grownS;
      this.guessSdS += grownS;
    }
    this.strapS = strapS;
  }

  /** Of a value that may be anywhere in the range. */
  private ownVariance(): number {
    const widthS = Math.min(Math.max(this.upperS - this.lowestS, NARROWEST_S), WIDEST_S);
    return (widthS * widthS) / 12;
  }
}
