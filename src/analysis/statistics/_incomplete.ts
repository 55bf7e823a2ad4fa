/** The incomplete beta and gamma functions, which the distributions of t and χ² are made of. @module */

import { exp, ln, ln1p } from "./elementary.ts";

/** A continued fraction is taken as far as it changes by more than this, relative. */
const PRECISION = 1e-15;
/** Stands for a zero that would be divided by. */
const TINY = 1e-300;
const MOST_TERMS = 10_000;

/** Coefficients of Lanczos's approximation for g = 7: 15 digits (Godfrey 2001). */
const LANCZOS = [
  0.99999999999980993,
  676.5203681218851,
  -1259.1392167224028,
  771.32342877765313,
  -176.61502916214059,
  12.507343278686905,
  -0.13857109526572012,
  9.9843695780195716e-6,
  1.5056327351493116e-7,
];

/** ln Γ(x), x > 0. */
function logGamma(x: number): number {
  const t = x + 6.5;
  const series = LANCZOS.reduce(
    (sum, coefficient, i) => sum + (i === 0 ? coefficient : coefficient / (x + i - 1)),
    0,
  );
  return (x - 0.5) * ln(t) - t + ln(Math.sqrt(2 * Math.PI) * series);
}

/**
 * A continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)), by Lentz's method.
 *
 * Source: Thompson & Barnett (1986), Coulomb and Bessel functions of complex arguments and order, appendix.
 *
 * @param term of each place from 1 on, a and b.
 */
function continuedFraction(b0: number, term: (place: number) => readonly [a: number, b: number]): number {
  let value = b0 || TINY;
  let c = value;
  let d = 0;
  for (let place = 1; place <= MOST_TERMS; place++) {
    const [a, b] = term(place);
    d = 1 / (b + a * d || TINY);
    c = b + a / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return value;
}

/**
 * The regularised incomplete beta function I_x(a, b).
 *
 * Source: DLMF 8.17.22.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * ln(x) + b * ln1p(-x),
  ) / a;
  const fraction = continuedFraction(1, (place) => {
    const m = place >> 1;
    const top = place % 2 === 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    return [top, 1];
  });
  return front / fraction;
}

/**
 * The regularised lower incomplete gamma function P(a, x).
 *
 * Source: DLMF 8.7.1 and 8.9.2.
 */
export function incompleteGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = exp(a * ln(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n <= MOST_TERMS && term > sum * PRECISION; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return front * sum;
  }
  return 1 - front / continuedFraction(x + 1 - a, (n) => [-n * (n - a), x + 2 * n + 1 - a]);
}
