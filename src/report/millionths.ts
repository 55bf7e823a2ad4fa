/** Figures of columns, with as many decimals as mean anything. @module */

/** To a millionth: of a basis point, on an order of a million dollars, a hundredth of a cent. */
export function millionths(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0; // + 0: of what rounds to nothing, the sign goes
}
