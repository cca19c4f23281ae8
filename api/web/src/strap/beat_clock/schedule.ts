/**
 * The strap's own schedule: it sends once a second by its own clock, however late messages arrive
 * (sensors/beat_clock/schedule.py). A phase-locked loop estimates the ticks from scattered arrivals; ticks minus
 * notifications is the number of lost ones, whatever the heart does.
 */
import {
  DOUBTFUL,
  EARLY,
  EARLY_RANGE_S,
  EARLY_SPREADS,
  FIRST_PERIOD_GAIN,
  LATE_IN_A_ROW,
  NEAR_S,
  PERIOD_GAIN,
  PERIOD_RANGE,
  PHASE_GAIN,
  SPREAD_GAIN,
  STEADY_SHARE,
  UNSTEADY_GAIN,
  UNSTEADY_SHARE,
  USUAL_PERIOD_S,
  USUAL_SPREAD_S,
  YOUNG,
} from "./constants.ts";

/** The schedule of one connection. */
export class Schedule {
  /** Number of the last tick that was counted. */
  number = 0;
  /** Whether the strap keeps a regular schedule. */
  isRegular = true;
  private periodS = USUAL_PERIOD_S;
  private tickS = NaN;
  private spreadS = USUAL_SPREAD_S;
  private counted = 0;
  private late = 0;
  private unsteady = 0;

  /** Ticks without a message before this one, if it was sent just now; negative when it is too early. */
  missing(arrivalS: number): number {
    return this.counted === 0 ? 0 : this.numberAt(arrivalS) - this.number - 1;
  }

  /** The last tick at which a message that arrives now can have left. */
  numberAt(arrivalS: number): number {
    return this.number + Math.floor((arrivalS - this.tickS) / this.periodS + EARLY);
  }

  /** Whether the arrival time alone fits a message that left at this tick. */
  isPunctual(arrivalS: number, number: number): boolean {
    const lateS = arrivalS - this.timeOf(number);
    return -this.earlyS <= lateS && lateS < NEAR_S;
  }

  /** The time of a tick on our clock. */
  timeOf(number: number): number {
    return this.tickS - (this.number - number) * this.periodS;
  }

  /** Correct a young schedule that was learnt from late messages: nothing arrives before it was sent. */
  holdAgainst(arrivalsS: readonly number[]): void {
    const earliestS = Math.min(...arrivalsS.map((arrivalS) => arrivalS - this.timeOf(this.numberAt(arrivalS))));
    if (this.counted < YOUNG && earliestS < -this.earlyS) this.tickS += earliestS;
  }

  /** Count ticks without a message to place them in time. */
  advance(ticks: number): void {
    this.number += ticks;
    this.tickS += ticks * this.periodS;
  }

  /** Count ticks whose messages were lost or never sent: with many of them the schedule is irregular. */
  skip(ticks: number): void {
    this.advance(ticks);
    if (ticks !== 0) this.recordSteadiness(false);
  }

  /** Count a message that comes `ticks` after the last one, and adjust the schedule by its arrival. */
  count(arrivalS: number, ticks = 1): void {
    this.number += ticks;
    this.counted += 1;
    const expectedS = this.tickS + ticks * this.periodS;
    const lateS = arrivalS - expectedS;
    if (this.counted === 1) {
      this.tickS = arrivalS;
    } else if (lateS < -EARLY * this.periodS || this.late >= LATE_IN_A_ROW) {
      this.restart(arrivalS);
    } else if (lateS < NEAR_S) {
      this.follow(expectedS, lateS, ticks);
    } else {
      this.tickS = expectedS;
      this.late += 1;
      this.recordSteadiness(false);
    }
  }

  private get earlyS(): number {
    const [leastS, mostS] = EARLY_RANGE_S;
    return Math.min(Math.max(EARLY_SPREADS * this.spreadS + 0.03, leastS), mostS);
  }

  /** Restart at an arrival: the tick cannot have been later, as nothing arrives before it was sent. */
  private restart(arrivalS: number): void {
    this.counted = 1;
    this.late = 0;
    this.tickS = arrivalS;
    this.recordSteadiness(false);
  }

  /** Correct phase and period: at first like a regression line, later like a loop that forgets old points. */
  private follow(expectedS: number, lateS: number, ticks: number): void {
    this.late = 0;
    this.recordSteadiness(true);
    const trust = Math.abs(lateS) < 2 * this.earlyS ? 1 : DOUBTFUL;
    this.spreadS += SPREAD_GAIN * trust * (Math.abs(lateS) - this.spreadS);
    const n = this.counted;
    const phaseGain = trust * Math.max(PHASE_GAIN, (2 * (2 * n - 1)) / (n * (n + 1)));
    const periodGain = trust * Math.max(PERIOD_GAIN, Math.min(6 / (n * (n + 1)), FIRST_PERIOD_GAIN));
    this.tickS = expectedS + phaseGain * lateS;
    const periodS = this.periodS + (periodGain * lateS) / ticks;
    this.periodS = Math.min(Math.max(periodS, USUAL_PERIOD_S - PERIOD_RANGE), USUAL_PERIOD_S + PERIOD_RANGE);
  }

  private recordSteadiness(isSteady: boolean): void {
    this.unsteady += UNSTEADY_GAIN * (Number(!isSteady) - this.unsteady);
    if (this.unsteady > UNSTEADY_SHARE) this.isRegular = false;
    else if (this.unsteady < STEADY_SHARE) this.isRegular = true;
  }
}
