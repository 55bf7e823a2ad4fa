import { Tape, type TapeColumns } from "../market/tape.ts";
import type { Point } from "./grid.ts";
import { evaluateTrial, type Evaluation, trialMarket, type TrialSetup } from "./trial.ts";

/** What the pool sends: first a setup, then points. */
export type Task =
  | { readonly columns: TapeColumns; readonly originNs: bigint; readonly setup: TrialSetup }
  | { readonly points: readonly Point[] };

/** What comes back for points; an error may come of a setup too. */
export type Answer = { readonly results: Evaluation[] } | { readonly error: unknown };

/** The part of a worker's global scope used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Task>) => void) | null;
  postMessage(message: Answer): void;
}

const scope = self as unknown as WorkerScope;
let evaluate: ((point: Point) => Evaluation) | undefined;

scope.onmessage = ({ data }) => {
  try {
    work(data);
  } catch (error) {
    scope.postMessage({ error });
  }
};

function work(data: Task): void {
  if ("setup" in data) {
    // The symbol plays no part in a simulation.
    const tape = new Tape(data.columns, { originNs: data.originNs, symbol: "" });
    const market = trialMarket(tape, data.setup);
    evaluate = (point) => evaluateTrial(market, data.setup, point);
  } else {
    scope.postMessage({ results: data.points.map((point) => evaluate!(point)) });
  }
}
