/** The queue model's free parameter, fitted to what became of real child orders. @module */

import type { RulesQuestion } from "../backtest/question.ts";
import type { Market } from "../execution/market.ts";
import { cancelsAhead, type QueueName } from "../execution/queue/models.ts";
import { whyNothingRests } from "../market/resting.ts";
import { ChildSimulation, type ComparedChild, isReason } from "./child_simulation.ts";

/** Shares of cancels ahead that are tried: in hundredths. */
const STEPS = 100;
/** First every so many of them, then those about the best. */
const COARSE = 10;
/** Fewer resting child orders than this in either half tell nothing. */
const LEAST_CHILDREN = 20;

/** Mean of (predicted − real)² of the part of its shares that a child order filled. */
export interface CalibrationErrors {
  /** Of the model that was fitted. */
  readonly fitted: number;
  /** Of a queue in which cancels stand behind. */
  readonly riskAverse: number;
  /** Of a queue in which cancels are spread evenly. */
  readonly prorata: number;
}

/** The share of cancels ahead that fits best, or why there is none. */
export type Calibration =
  | {
    /** The model that fits best on the first half. */
    readonly queue: QueueName;
    /** How often a cancel stands ahead, by what an even spread would have; the middle of those that fit as well. */
    readonly share: number;
    /** The least and the greatest share of an error that one standard error cannot tell from the least. */
    readonly asGood: readonly [low: number, high: number];
    /** Resting child orders in each half. */
    readonly fittedOn: number;
    readonly testedOn: number;
    /** On the first half. */
    readonly inSample: CalibrationErrors;
    /** On the second half, which the fit did not see. */
    readonly outOfSample: CalibrationErrors;
    readonly reason?: undefined;
  }
  | { readonly queue: null; readonly reason: string };

/**
 * Fits the share of cancels ahead to the first half, by time, of the child orders that rested: by least squares of the
 * part filled. The error on the second half is what the model is worth.
 */
export function calibrateQueue(
  compared: readonly ComparedChild[],
  market: Market,
  { refreshNs }: Pick<RulesQuestion, "refreshNs">,
): Calibration {
  const reason = whyNothingRests(market) ??
    (market.live.resolutionNs > 1
      ? "the tape's stamps are whole milliseconds, too coarse to tell trades from cancels"
      : undefined);
  if (reason !== undefined) return { queue: null, reason };
  const rested = compared.filter(({ takes }) => !takes).sort((a, b) => a.child.atNs - b.child.atNs);
  const half = Math.floor(rested.length / 2);
  if (half < LEAST_CHILDREN) {
    return {
      queue: null,
      reason: `${rested.length} child orders rested, where a fit takes ${2 * LEAST_CHILDREN}`,
    };
  }
  const [first, second] = [rested.slice(0, half), rested.slice(half)];
  const squaresOn = (children: readonly ComparedChild[], queue: QueueName): Float64Array => {
    const simulation = new ChildSimulation(market, refreshNs, queue);
    return Float64Array.from(children, ({ child, real }) => {
      const outcome = simulation.run(child);
      const predicted = isReason(outcome) ? 0 : outcome.shares;
      return ((predicted - real.shares) / child.shares) ** 2;
    });
  };
  const tried = new Map<number, Float64Array>();
  const tryStep = (step: number): void => {
    if (step < 0 || step > STEPS || tried.has(step)) return;
    tried.set(step, squaresOn(first, cancelsAhead(step / STEPS)));
  };
  for (let step = 0; step <= STEPS; step += COARSE) tryStep(step);
  const about = bestStep(tried);
  for (let step = about - COARSE; step <= about + COARSE; step++) tryStep(step);
  const best = tried.get(bestStep(tried))!;
  const least = meanOf(best);
  const alike = stepsWithin(tried, (squares) => meanOf(squares) <= least);
  const asGood = stepsWithin(tried, (squares) => !isWorse(squares, best));
  const share = Math.round((alike[0] + alike[1]) / 2) / STEPS;
  const queue = cancelsAhead(share);
  const errorsOn = (children: readonly ComparedChild[]): CalibrationErrors => ({
    fitted: meanOf(squaresOn(children, queue)),
    riskAverse: meanOf(squaresOn(children, "risk-averse")),
    prorata: meanOf(squaresOn(children, "prorata")),
  });
  return {
    queue,
    share,
    asGood: [asGood[0] / STEPS, asGood[1] / STEPS],
    fittedOn: first.length,
    testedOn: second.length,
    inSample: errorsOn(first),
    outOfSample: errorsOn(second),
  };
}

/** The step of the least error; of equal ones the first. */
function bestStep(tried: ReadonlyMap<number, Float64Array>): number {
  const steps = [...tried.keys()].sort((a, b) => a - b);
  return steps.reduce((best, step) => meanOf(tried.get(step)!) < meanOf(tried.get(best)!) ? step : best);
}

/** The least and the greatest step of which something holds. */
function stepsWithin(
  tried: ReadonlyMap<number, Float64Array>,
  holds: (squares: Float64Array) => boolean,
): [low: number, high: number] {
  const steps = [...tried].filter(([, squares]) => holds(squares)).map(([step]) => step);
  return [Math.min(...steps), Math.max(...steps)];
}

/** Whether errors are worse than the best by more than one standard error of the difference, pair by pair. */
function isWorse(squares: Float64Array, best: Float64Array): boolean {
  const differences = squares.map((square, i) => square - best[i]!);
  const mean = meanOf(differences);
  const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (differences.length - 1);
  return mean > Math.sqrt(variance / differences.length);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
