/** One choice of the model's parameters, dollars a share. */
export interface Point {
  readonly lambdaOver: number;
  readonly lambdaUnder: number;
  readonly thetaQueue: number;
}
