/** This computer's clock beside the server's, as four moments tell it (NTP, Mills 1985); the server's two are one here. */

/** Nearer than this, seconds, the computer's own clock is as good as any. */
const NEAR_ENOUGH_S = 5;

export interface Difference {
  /** The server's clock minus this computer's, seconds. */
  readonly offsetS: number;
  /** How long the question and its answer took, seconds; the offset is off by at most half of it. */
  readonly roundTripS: number;
  /** What is added to the moments of beats. */
  readonly shiftS: number;
}

/** What is known when the server's clock said `serverS` between two moments of ours. */
export function differenceOf(askedS: number, serverS: number, answeredS: number): Difference {
  const offsetS = serverS - (askedS + answeredS) / 2;
  const shiftS = Math.abs(offsetS) < NEAR_ENOUGH_S ? 0 : offsetS;
  return { offsetS, roundTripS: Math.max(0, answeredS - askedS), shiftS };
}
