/** How fine the figure is drawn: coarser where frames come too slowly, and only if that helps. Pure. */

/** More pixels than this for each of the page's are not seen, and cost time. */
export const FINEST = 2;
/** Few steps, each of which is felt: otherwise chance would say whether it helped. */
const COARSER: readonly number[] = [FINEST, 1.25, 1];
/** Frames that take longer than this on average, seconds, are not smooth. */
const SMOOTH_S = 1 / 52;
const FRAMES = 45;
/** A longer frame, seconds, was a page out of sight or a hiccup, which fewer pixels do not mend. */
const HICCUP_S = 0.2;
/** Frames have to become shorter by this, or the pixels were not to blame: a screen of 30 frames a second, for example. */
const HELPS = 0.92;

export class Fineness {
  /** Pixels of the canvas for one of the page's, at most. */
  finest = FINEST;
  #frames = 0;
  #sumS = 0;
  #beforeS: number | null = null;
  #isSettled = false;

  /** Count a frame that came so long after the one before; true when `finest` changed. */
  follow(stepS: number): boolean {
    if (this.#isSettled || stepS <= 0 || stepS > HICCUP_S) return false;
    this.#frames += 1;
    this.#sumS += stepS;
    if (this.#frames < FRAMES) return false;
    const meanS = this.#sumS / this.#frames;
    [this.#frames, this.#sumS] = [0, 0];
    return this.#judge(meanS);
  }

  #judge(meanS: number): boolean {
    const helped = this.#beforeS === null || meanS < HELPS * this.#beforeS;
    const step = COARSER.indexOf(this.finest);
    if (!helped) return this.#settleOn(COARSER[step - 1]!);
    this.#beforeS = null;
    const next = COARSER[step + 1];
    if (meanS <= SMOOTH_S || next === undefined) return false;
    this.#beforeS = meanS;
    this.finest = next;
    return true;
  }

  #settleOn(finest: number): boolean {
    this.#isSettled = true;
    this.finest = finest;
    return true;
  }
}
