/** Runs of rows without a gap, and the way of the keyboard through rows. */

export interface Run {
  readonly first: number;
  readonly last: number;
}

/** The runs of rows in which all columns have a value. */
export function runs(...columns: readonly (readonly (number | null)[])[]): readonly Run[] {
  const found: Run[] = [];
  const length = columns[0]?.length ?? 0;
  let first: number | null = null;
  for (let row = 0; row <= length; row += 1) {
    const whole = row < length && columns.every((values) => values[row] !== null && values[row] !== undefined);
    if (whole) first ??= row;
    else if (first !== null) {
      found.push({ first, last: row - 1 });
      first = null;
    }
  }
  return found;
}

/** The row after a key press; null for other keys. */
export function stepTo(key: string, row: number | null, length: number): number | null {
  const last = length - 1;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, (row ?? length) - 1);
    case "ArrowRight":
      return Math.min(last, (row ?? -1) + 1);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
