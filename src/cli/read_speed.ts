/** How fast a tape is played: times real time, or as fast as it goes. @module */

/**
 * A speed as it is written: a positive number, or `max`, which is infinite.
 *
 * @throws {Error} if it is neither.
 */
export function readSpeed(given: string): number {
  if (given === "max") return Infinity;
  const value = Number(given);
  if (!/^(\d+(\.\d+)?|\.\d+)$/.test(given) || !(value > 0)) throw new Error("use a positive number, or max");
  return value;
}
