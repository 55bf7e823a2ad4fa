/** Roots of functions that rise or fall. @module */

/** Steps after which a root is as near as doubles tell, and more. */
const MOST_STEPS = 200;

/** A step this small beside the root, or a bracket, ends the search. */
const PRECISION = 1e-13;

/**
 * Where a rising function crosses zero between two ends, by false position, an end that stays being counted half
 * (the Illinois method: Dowell & Jarratt 1971), and by halving where that is slow.
 *
 * @param rising at `low` it is not above zero, at `high` not below.
 */
export function rootOf(rising: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  let [atFrom, atTo] = [rising(from), rising(to)];
  if (atFrom === 0) return from;
  for (let step = 0; step < MOST_STEPS; step++) {
    const guess = step % 3 === 2 ? (from + to) / 2 : (from * atTo - to * atFrom) / (atTo - atFrom);
    if (!(guess > from && guess < to)) break;
    const at = rising(guess);
    if (at === 0) return guess;
    if (at < 0) {
      if (guess - from < PRECISION * Math.abs(guess)) return guess;
      [from, atFrom, atTo] = [guess, at, atTo / 2];
    } else {
      if (to - guess < PRECISION * Math.abs(guess)) return guess;
      [to, atTo, atFrom] = [guess, at, atFrom / 2];
    }
  }
  return (from + to) / 2;
}
