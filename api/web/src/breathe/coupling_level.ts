/** How heart and breath go together, in words that ask for nothing. */

export type Together = "listening" | "apart" | "approaching" | "together";

/** A word changes only when the harmony is this far past its border, so that it does not flicker. */
const HOLD = 0.06;

/** The word for a harmony from 0 to 1, or for not knowing yet; `before` is the word that stands. */
export function wordFor(harmony: number | null, before: Together): Together {
  if (harmony === null) return "listening";
  const isAbove = (border: number, words: readonly Together[]) => harmony > border + (words.includes(before) ? -HOLD : HOLD);
  if (isAbove(0.68, ["together"])) return "together";
  return isAbove(0.3, ["approaching", "together"]) ? "approaching" : "apart";
}
