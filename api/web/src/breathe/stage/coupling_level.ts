/** The level of breath coupling that the page names. */

export type CouplingLevel = "listening" | "apart" | "approaching" | "together";

/** Hysteresis: the level changes only this far past a border, so that it does not flicker. */
const HYSTERESIS = 0.06;

/** The level for a harmony from 0 to 1, or for none yet; `before` is the current level. */
export function couplingLevel(harmony: number | null, before: CouplingLevel): CouplingLevel {
  if (harmony === null) return "listening";
  const isAbove = (border: number, levels: readonly CouplingLevel[]) => {
    return harmony > border + (levels.includes(before) ? -HYSTERESIS : HYSTERESIS);
  };
  if (isAbove(0.68, ["together"])) return "together";
  return isAbove(0.3, ["approaching", "together"]) ? "approaching" : "apart";
}
