/** The same parent orders by other strategies on the same tape, and what the router saved on them. @module */

import type { FillFigures } from "../analysis/fill_figures.ts";
import { type PairedSavings, pairFamily } from "../analysis/paired_saving.ts";
import type { Confidence, ConfidenceOptions } from "../analysis/statistics/confidence.ts";
import type { OrderMeasure } from "../analysis/order_measure.ts";
import { fillRateOf } from "../analysis/trading_figures.ts";
import { verdictOn } from "../analysis/verdict.ts";
import type { LendSimulations } from "../backtest/evaluator.ts";
import type { CompleteQuestion } from "../backtest/question.ts";
import { nameOf } from "../backtest/question_error.ts";
import { jobOf, setupOf, workFor } from "../backtest/run.ts";
import type { Market } from "../execution/market.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import { whyNothingRests } from "../market/resting.ts";
import { firstPoint } from "../model/point.ts";
import { type Comparison, confidencesIn, reasonsOf, savingByOrder } from "../search/comparison.ts";
import { measure, type Measured } from "../search/lab.ts";
import type { SimulationTask } from "../search/order_run.ts";
import { refusal } from "../search/question_error.ts";
import { checkSlices } from "../search/slices.ts";
import { parametersOf, rests, type StrategyName, strategyText } from "../strategy/strategy_name.ts";

/** What a router is compared with where nothing else is asked for. */
const USUAL: readonly StrategyName[] = [
  { schedule: "twap", placement: "best-quote" },
  { schedule: "immediate", placement: "best-quote" },
  { schedule: "vwap", placement: "best-quote" },
  { schedule: "twap", placement: "sweep" },
  { schedule: "twap", placement: "join" },
];

/** What a router is compared with. */
interface Compared {
  readonly strategies: readonly StrategyName[];
  /** Of the usual ones, those that rest, where nothing can. */
  readonly leftOut: readonly StrategyName[];
  /** Name of the comparison that the verdict is about. */
  readonly main: string;
}

/**
 * The strategies to compare a router with: those asked for, else the usual ones.
 *
 * @param primary name of the comparison that the verdict is about; by default the first.
 * @throws {QuestionError} if one of them rests where nothing can, or the main one is none of them.
 */
export function comparedOn(
  market: Market,
  { strategy: { compare } }: CompleteQuestion,
  primary: string | undefined,
): Compared {
  const reason = whyNothingRests(market);
  const asked = compare.length > 0;
  const wanted = asked ? compare : USUAL;
  const resting = reason === undefined ? [] : wanted.filter(rests);
  if (asked && resting.length > 0) {
    throw refusal`${nameOf("strategy.compare")} ${
      strategyText(resting[0]!)
    }: nothing can rest, as ${reason!}`;
  }
  const texts = new Map(
    wanted.filter((each) => !resting.includes(each)).map((each) => [strategyText(each), each]),
  );
  const main = primary ?? [...texts.keys()][0]!;
  if (!texts.has(main)) {
    throw refusal`${nameOf("strategy.primary")} ${main}: none of the comparisons, ${
      [...texts.keys()].join(", ")
    }`;
  }
  return { strategies: [...texts.values()], leftOut: resting, main };
}

/** Who simulates, and who hears of it. */
interface CounterfactualOptions {
  readonly evaluate: LendSimulations;
  readonly onProgress?: ((simulated: number, total: number) => void) | undefined;
}

/** What others did on the same orders. */
interface WorkOfOthers {
  /** By name. */
  readonly others: Readonly<Record<string, Measured>>;
  /** What the main one filled, of each of the orders that are to be shown. */
  readonly shown: readonly (readonly FillFigures[])[];
}

/**
 * Works orders by other strategies, untuned, by the question's rules.
 *
 * @param shown indices of the orders of which the main one's fills are wanted.
 */
export async function workByOthers(
  market: Market,
  orders: readonly ParentOrder[],
  { strategies, main, shown }: Compared & { readonly shown: readonly number[] },
  question: CompleteQuestion,
  { evaluate, onProgress }: CounterfactualOptions,
): Promise<WorkOfOthers> {
  const setup = setupOf(question, market, { orders }, {});
  const longestNs = orders.reduce((most, { startNs, endNs }) => Math.max(most, endNs - startNs), 0);
  checkSlices(nameOf("strategy.intervalNs"), setup.intervalNs, longestNs, "longest order");
  let simulated = 0;
  const total = orders.length * strategies.length;
  const onSimulated = (count: number): void => onProgress?.(simulated += count, total);
  return await evaluate(workFor(jobOf(market, setup), strategies), async (evaluateTasks) => {
    const others: Record<string, Measured> = {};
    for (const strategy of strategies) {
      const worked = [{ first: 0, end: orders.length, point: firstPoint(parametersOf(strategy)) }];
      const options = { orders, evaluate: evaluateTasks, onSimulated };
      others[strategyText(strategy)] = await measure(strategy, worked, 0, options);
    }
    const { strategy } = others[main]!;
    const tasks = shown.map((order): SimulationTask => ({
      strategy,
      points: [firstPoint(parametersOf(strategy))],
      first: order,
      end: order + 1,
      wantsMeasures: false,
      wantsFills: true,
    }));
    const fills = new Array<readonly FillFigures[]>(tasks.length);
    await evaluateTasks(tasks, (task, [result]) => {
      fills[task] = result!.fills[0]!;
    });
    return { others, shown: fills };
  });
}

/**
 * What the router saved on others, by name: the whole of what it did, when, where and how. Its unfilled shares are
 * priced at the mid at their order's end and never crossed, those of the others are crossed.
 */
export function compareRouter(
  own: readonly OrderMeasure[],
  others: Readonly<Record<string, Measured>>,
  main: string,
  seed: number,
): Record<string, Comparison> {
  const measures = Object.fromEntries(Object.entries(others).map(([name, { orders }]) => [name, orders]));
  const paired = pairFamily(own, measures, "opportunity");
  const options = confidenceOptions(own, seed);
  const confidences = confidencesIn(paired, main, options);
  return Object.fromEntries(
    Object.entries(paired).map(([name, savings]) =>
      [name, comparisonWith(others[name]!, savings, confidences.get(name), own, options)] as const
    ),
  );
}

/** How orders that come as they come lie in time: their mean length by notional, their mean distance. */
export function confidenceOptions(own: readonly OrderMeasure[], seed: number): ConfidenceOptions {
  const starts = [...new Set(own.map(({ order }) => order.startNs))];
  let weight = 0;
  let weighted = 0;
  let endNs = -Infinity;
  for (const { order } of own) {
    weight += order.quantity;
    weighted += order.quantity * (order.endNs - order.startNs);
    endNs = Math.max(endNs, order.endNs);
  }
  const horizonNs = weighted / weight;
  const apartNs = starts.length > 1 ? (starts.at(-1)! - starts[0]!) / (starts.length - 1) : 0;
  return { horizonNs, spacingNs: apartNs > 0 ? apartNs : horizonNs, scoredNs: endNs - starts[0]!, seed };
}

function comparisonWith(
  other: Measured,
  savings: PairedSavings,
  confidence: Confidence | undefined,
  own: readonly OrderMeasure[],
  options: ConfidenceOptions,
): Comparison {
  const saving = confidence === undefined
    ? null
    : { ...savingByOrder(savings, confidence, own, other.orders, options), folds: [] };
  const leftOut = savings.unmeasured.length;
  return {
    strategy: other.strategy,
    kind: "execution",
    ordersCompared: savings.orders.length,
    ordersNotCompared: leftOut,
    notCompared: reasonsOf(savings),
    verdict: verdictOn({
      saving: saving && saving.bps,
      sameSchedule: true,
      subject: "Your router",
      interval: confidence?.interval ?? null,
      reason: confidence?.reason,
      scored: savings.orders.length + leftOut,
      leftOut,
      fillRates: { own: fillRateOf(own), baseline: fillRateOf(other.orders) },
    }),
    saving,
  };
}
