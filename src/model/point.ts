/** One choice of the model's parameters, dollars a share. */
export interface Point {
  /** λ_over: price of a share too many. */
  readonly lambdaOver: number;
  /** λ_under: price of a share too few. */
  readonly lambdaUnder: number;
  /** θ: price of either. */
  readonly thetaQueue: number;
}
