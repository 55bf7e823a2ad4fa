/**
 * Checks a sample of orders: finite values, each with a positive weight.
 *
 * @throws {RangeError} if it is none.
 */
export function checkSample(values: ArrayLike<number>, weights: ArrayLike<number>): void {
  if (weights.length !== values.length) {
    throw new RangeError(`Cannot weight ${values.length} values by ${weights.length} weights`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new RangeError(`Cannot average ${values[i]}`);
    if (!(weights[i]! > 0 && weights[i]! < Infinity)) throw new RangeError(`Cannot weight by ${weights[i]}`);
  }
}
