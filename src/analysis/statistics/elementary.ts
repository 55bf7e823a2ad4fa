/**
 * Elementary functions that are the same to the last bit wherever they run: of additions, multiplications, divisions and
 * roots alone, which IEEE 754 rounds one way. `Math.log`, `Math.exp` and `**` are as a browser's version or a processor
 * has them, and what is merged on two machines must not differ by that.
 *
 * @module
 */

/** ln 2 as a sum, the first of few bits, so that small multiples of it are exact (fdlibm). */
const LN2_HIGH = 6.93147180369123816490e-01;
const LN2_LOW = 1.90821492927058770002e-10;

const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
/** Which of the two words of a double holds its exponent. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
/** 2⁵⁴, which makes any subnormal number normal. */
const TO_NORMAL = 18014398509481984;

/** x². */
export function square(x: number): number {
  return x * x;
}

/**
 * ln x, within two units of the last place.
 *
 * @param x positive; ln 0 is −∞.
 *
 * @example
 * ```ts
 * import { ln } from "./elementary.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * assertEquals([ln(1), ln(0)], [0, -Infinity]);
 * assertAlmostEquals(ln(10), 2.302585092994046, 1e-15);
 * ```
 */
export function ln(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  const isSubnormal = x < 2.2250738585072014e-308;
  DOUBLE[0] = isSubnormal ? x * TO_NORMAL : x;
  let exponent = (WORDS[HIGH]! >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  WORDS[HIGH] = (WORDS[HIGH]! & 0xfffff) | (1023 << 20);
  let mantissa = DOUBLE[0]!;
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  return exponent * LN2_HIGH + (twiceArtanh((mantissa - 1) / (mantissa + 1)) + exponent * LN2_LOW);
}

/**
 * ln(1 + x), as exactly for a small x.
 *
 * @param x above −1.
 */
export function ln1p(x: number): number {
  return Math.abs(x) < 0.25 ? twiceArtanh(x / (2 + x)) : ln(1 + x);
}

/** 2·artanh(s) = ln((1 + s)/(1 − s)) for |s| < 0.18, by its series. */
function twiceArtanh(s: number): number {
  const squared = s * s;
  let sum = 0;
  for (let n = 23; n >= 1; n -= 2) sum = sum * squared + 1 / n;
  return 2 * s * sum;
}

/**
 * eˣ, within two units of the last place; 0 where that is below 10⁻³⁰⁸.
 *
 * @example
 * ```ts
 * import { exp } from "./elementary.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * assertEquals([exp(0), exp(-1e9), exp(1e9)], [1, 0, Infinity]);
 * assertAlmostEquals(exp(1), Math.E, 1e-15);
 * ```
 */
export function exp(x: number): number {
  if (x > 709.7) return Infinity;
  if (x < -708) return 0;
  const halvings = Math.round(x / Math.LN2);
  const rest = x - halvings * LN2_HIGH - halvings * LN2_LOW;
  // |rest| is below 0.35: the term of 15 is below 10⁻¹⁸.
  let sum = 1;
  for (let n = 15; n >= 1; n--) sum = 1 + sum * rest / n;
  DOUBLE[0] = 1;
  WORDS[HIGH] = (halvings + 1023) << 20;
  return sum * DOUBLE[0]!;
}
