/** How fine the figure is drawn: as coarse as smooth frames need, and only if that helps. Pure. */

/** More pixels than this for each of the page's are not seen, and cost time. */
export const FINEST = 2;
/** Few steps, each of which is felt: otherwise chance would say whether it helped. */
const COARSER: readonly number[] = [FINEST, 1.25, 1, 0.75];
/** Frames that mostly take longer than this, seconds, are not smooth. */
const SMOOTH_S = 1 / 52;
/** Frames are judged together for this long, seconds, and at least so many of them. */
const LOOK_S = 0.7;
const FEWEST_FRAMES = 8;
/** Frames have to become shorter by this, or the pixels were not to blame: a screen of 30 frames a second, for example. */
const HELPS = 0.92;

export class Fineness {
  /** Pixels of the canvas for one of the page's, at most. */
  finest = FINEST;
  #framesS: number[] = [];
  #passedS = 0;
  #before: { readonly finest: number; readonly frameS: number } | null = null;
  #isSettled = false;

  /** Count a frame that came so long after the one before; true when `finest` changed. */
  follow(stepS: number): boolean {
    if (this.#isSettled || stepS <= 0) return false;
    this.#framesS.push(stepS);
    this.#passedS += stepS;
    if (this.#passedS < LOOK_S || this.#framesS.length < FEWEST_FRAMES) return false;
    const frameS = medianOf(this.#framesS); // a page that was out of sight, or one hiccup, is not to blame on pixels
    [this.#framesS, this.#passedS] = [[], 0];
    return this.#judge(frameS);
  }

  #judge(frameS: number): boolean {
    const before = this.#before;
    this.#before = null;
    if (before !== null && frameS >= HELPS * before.frameS) {
      this.#isSettled = true;
      this.finest = before.finest;
      return true;
    }
    const next = frameS <= SMOOTH_S ? undefined : coarserThan(this.finest, frameS);
    if (next === undefined) return false;
    this.#before = { finest: this.finest, frameS };
    this.finest = next;
    return true;
  }
}

/** The next step at which frames would be smooth, if their length went by the number of pixels; else the last one. */
function coarserThan(finest: number, frameS: number): number | undefined {
  const wanted = finest * Math.sqrt(SMOOTH_S / frameS);
  const left = COARSER.filter((step) => step < finest);
  return left.find((step) => step <= wanted) ?? left.at(-1);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)]!;
}
