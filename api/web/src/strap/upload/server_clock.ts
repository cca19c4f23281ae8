/** The difference between this computer's clock and the server's (NTP, Mills 1985, with one server time instead of two). */

/** Below this difference, seconds, the computer's own clock is used. */
const NEAR_ENOUGH_S = 5;

export interface ClockDifference {
  /** The server's clock minus this computer's, seconds. */
  readonly offsetS: number;
  /** Time between request and response, seconds; the offset is wrong by at most half of it. */
  readonly roundTripS: number;
  /** Seconds added to the times of beats. */
  readonly shiftS: number;
}

/** The difference when the server's clock was `serverS` between request and response. */
export function clockDifference(requestS: number, serverS: number, responseS: number): ClockDifference {
  const offsetS = serverS - (requestS + responseS) / 2;
  const shiftS = Math.abs(offsetS) < NEAR_ENOUGH_S ? 0 : offsetS;
  return { offsetS, roundTripS: Math.max(0, responseS - requestS), shiftS };
}
