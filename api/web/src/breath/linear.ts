/** The little linear algebra that the breath needs: least squares of a few columns. */

type Column = readonly number[];

export function dot(one: Column, other: Column): number {
  let total = 0;
  for (let place = 0; place < one.length; place += 1) total += one[place]! * other[place]!;
  return total;
}

/** The values without their level, slope and bend. */
export function detrended(values: Column): Column {
  const along = values.map((_, place) => (values.length > 1 ? (2 * place) / (values.length - 1) - 1 : 0));
  const [basis] = orthonormal([along.map(() => 1), along, along.map((value) => value ** 2)]);
  return basis.reduce((rest, unit) => less(rest, unit, dot(rest, unit)), values);
}

/** The weights of independent columns that come nearest to the values. */
export function leastSquares(columns: readonly Column[], values: Column): Column {
  const [basis, heights] = orthonormal(columns);
  const along = basis.map((unit) => dot(unit, values));
  const weights = along.map(() => 0);
  for (let row = columns.length - 1; row >= 0; row -= 1) {
    let rest = along[row]!;
    for (let later = row + 1; later < columns.length; later += 1) rest -= heights[later]![row]! * weights[later]!;
    weights[row] = rest / heights[row]![row]!;
  }
  return weights;
}

/** The columns made orthonormal (Gram and Schmidt), and each column's height along each of them. */
function orthonormal(columns: readonly Column[]): readonly [readonly Column[], readonly Column[]] {
  const basis: Column[] = [];
  const heights = columns.map((column) => {
    let rest = column;
    const along = basis.map((unit) => {
      const height = dot(rest, unit);
      rest = less(rest, unit, height);
      return height;
    });
    const length = Math.sqrt(dot(rest, rest));
    basis.push(rest.map((value) => (length > 0 ? value / length : 0)));
    return [...along, length];
  });
  return [basis, heights];
}

function less(column: Column, unit: Column, height: number): Column {
  return column.map((value, place) => value - height * unit[place]!);
}
