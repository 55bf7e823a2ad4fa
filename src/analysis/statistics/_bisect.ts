/** Roots of functions that rise or fall. @module */

/** Halvings after which the ends of any interval of doubles have met. */
const MOST_HALVINGS = 200;

/**
 * Where a rising function crosses zero between two ends, by halving, to the last bit or two.
 *
 * @param rising at `low` it is not above zero, at `high` not below.
 */
export function bisect(rising: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let i = 0; i < MOST_HALVINGS; i++) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) break;
    if (rising(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
