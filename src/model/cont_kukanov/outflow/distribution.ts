/** How many shares leave one queue until T. */
export interface Distribution {
  /** E ξ, shares; may be `Infinity`. */
  readonly mean: number;
  /** F(x) = P(ξ ≤ x). */
  cdf(shares: number): number;
  /** F⁻¹(p), the least x with F(x) ≥ p, for p from 0 to 1. */
  quantile(probability: number): number;
}
