/** What a router did, measured as the simulator's strategies are, and beside them. @module */

import { benchmarksOf } from "../analysis/benchmarks.ts";
import { measureOrder, type OrderMeasure } from "../analysis/order_measure.ts";
import type { LendSimulations } from "../backtest/evaluator.ts";
import { marketOf } from "../backtest/on_tape.ts";
import { type Plan, planBacktest } from "../backtest/plan.ts";
import type { Question } from "../backtest/question.ts";
import { feeSchedule } from "../execution/fee_choice.ts";
import type { Market } from "../execution/market.ts";
import type { ParentOrders } from "../execution/parent_orders.ts";
import type { Tape } from "../market/tape.ts";
import type { Comparison } from "../search/comparison.ts";
import type { Measured } from "../search/lab.ts";
import { lendThisThread } from "../search/lend.ts";
import { type Belief, beliefIn } from "./belief.ts";
import { BestExecution, type ExecutionQuality } from "./best_execution.ts";
import { type ClockMatch, matchClock } from "./clock.ts";
import { comparedOn, compareRouter, confidenceOptions, workByOthers } from "./counterfactual.ts";
import { countOutsideRange } from "./data_checks.ts";
import { Executions, tapeTimes } from "./executions.ts";
import { FeeCheck, type FeeComparison } from "./fee_check.ts";
import type { FillsRead } from "./fills.ts";
import { type JudgedOrders, judgedOrders } from "./judged_orders.ts";
import { type MoneySpent, MoneyTrail } from "./money_trail.ts";
import { withoutOwnPrints } from "./own_prints.ts";
import type { ChildOrder } from "./read/child_orders.ts";
import type { ParentRow } from "./read/parents.ts";
import type { StrategyName } from "../strategy/strategy_name.ts";
import { type VenueView, viewOf } from "./venue_view.ts";
import { withFillsOf, type WorstOrder, WorstOrders } from "./worst_orders.ts";

/** What a router left behind. */
export interface JudgeInput extends FillsRead {
  /** Name of the fills' file, for messages. */
  readonly file: string;
  /** The orders that the fills are of; made from the fills where they are not told. */
  readonly parents?: readonly ParentRow[] | undefined;
  /** The child orders, to measure the simulator by. */
  readonly children?: readonly ChildOrder[] | undefined;
  /** Name of the child orders' file, for messages. */
  readonly childrenFile?: string | undefined;
}

/** How to judge. */
export interface JudgeOptions {
  /** Name of the comparison that the verdict is about. @default the first */
  readonly primary?: string | undefined;
  /** To be added to the router's times, ns. @default found by matching fills to prints */
  readonly clockOffsetNs?: number | undefined;
  /** Whether the queue model's parameter is fitted to the child orders. @default false */
  readonly calibrateQueue?: boolean | undefined;
  /** Who does the simulations. @default this thread */
  readonly evaluate?: LendSimulations | undefined;
  /** Told of the orders simulated so far, and of all. */
  readonly onProgress?: ((simulated: number, total: number) => void) | undefined;
}

/** What was found out about a router. */
export interface Judgement {
  /** The tape without the router's own prints, which all strategies are simulated on. */
  readonly market: Market;
  /** The same with the venues that only the fills know. */
  readonly view: VenueView;
  /** How the router's clock stands to the tape's. */
  readonly clock: ClockMatch;
  /** The orders judged, and those left out. */
  readonly orders: JudgedOrders;
  /** The same as the other strategies work them. */
  readonly parentOrders: ParentOrders;
  /** By order. */
  readonly router: readonly OrderMeasure[];
  /** What other strategies did with the same orders, by name. */
  readonly others: Readonly<Record<string, Measured>>;
  /** The router against each of them. */
  readonly comparisons: Readonly<Record<string, Comparison>>;
  /** Name of the comparison that the verdict is about. */
  readonly main: string;
  /** Usual comparisons that are not made, as nothing can rest on the tape. */
  readonly leftOut: readonly StrategyName[];
  /** How its fills stood to the quotes of their moment. */
  readonly bestExecution: ExecutionQuality;
  /** What the orders cost, by where and by when. */
  readonly money: {
    /** By the view's venue. */
    readonly byVenue: readonly MoneySpent[];
    readonly byHour: readonly (readonly [hour: number, spent: MoneySpent])[];
  };
  /** By the view's venue. */
  readonly fees: readonly FeeComparison[];
  /** The orders that cost most. */
  readonly worst: readonly WorstOrder[];
  /** What was odd, and how often; what was not is not there. */
  readonly counts: Readonly<Record<string, number>>;
  /** How far the simulator is to be believed; without child orders that cannot be told. */
  readonly belief?: Belief | undefined;
}

/**
 * Judges a router by its fills: sets its clock, leaves its own prints out of the tape, measures its orders by the code
 * that measures simulated ones, works the same orders by other strategies, and, where its child orders are known,
 * measures the simulator by them.
 *
 * @param asked a question, or the plan that `planBacktest` made of it: its rules, and the strategies to compare with.
 * @throws {DataError} if the fills do not fit the tape or the orders.
 * @throws {QuestionError} if a strategy cannot be simulated on the tape.
 *
 * @example A router that took all that buyers took at Nasdaq, by a clock that is a millisecond behind.
 * ```ts
 * import { TAKEN } from "../execution/fill_log.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { Fills } from "./fills.ts";
 * import { judge } from "./judge.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const tape = generateTape({ durationSeconds: 120, seed: 7 });
 * const { action, side, publisher, price, size, tsRecvNs } = tape.columns;
 * const [trade, buy, nasdaq] = ["T".charCodeAt(0), "B".charCodeAt(0), 2];
 * const fills = new Fills();
 * for (let row = 0; row < tape.length; row++) {
 *   if (action[row] !== trade || side[row] !== buy || publisher[row] !== nasdaq) continue;
 *   fills.add({
 *     timeNs: tsRecvNs[row]! - 1e6,
 *     side: 1,
 *     venue: "XNAS",
 *     price: price[row]!,
 *     shares: size[row]!,
 *     order: "",
 *     child: "",
 *     sentNs: NaN,
 *     kind: TAKEN,
 *     fee: NaN,
 *     line: 0,
 *   });
 * }
 * const { clock, router, comparisons } = await judge(tape, { fills, counts: {}, file: "fills" }, {
 *   strategy: { compare: [{ schedule: "twap", placement: "sweep" }] },
 * });
 * assertEquals([clock.offsetNs, clock.matchedShare], [1e6, 1]);
 * assertEquals(router[0]!.unfilled, 0); // nobody told of an order: one is made of all fills
 * assertEquals(Object.keys(comparisons), ["twap+sweep"]);
 * ```
 */
export async function judge(
  tape: Tape,
  input: JudgeInput,
  asked: Question | Plan,
  options: JudgeOptions = {},
): Promise<Judgement> {
  const { question } = "question" in asked ? asked : planBacktest(asked);
  const { fills, file, parents, children } = input;
  const { clockOffsetNs, calibrateQueue = false, evaluate = lendThisThread, onProgress } = options;
  const whole = marketOf(tape, question.rules);
  const compared = comparedOn(whole, question, options.primary);
  const outsideRange = countOutsideRange(fills, whole, file);
  const fees = feeSchedule(question.rules.fees);
  const { venueOf } = viewOf(whole, fills, fees);
  const clock = matchClock(fills, venueOf, whole, clockOffsetNs);
  const market = marketOf(withoutOwnPrints(whole.tape, fills, clock.rows), question.rules);
  const view = viewOf(market, fills, fees);
  const timeNs = tapeTimes(fills, clock, market);
  const orders = judgedOrders({ fills, file, parents, timeNs, offsetNs: clock.offsetNs }, market);
  const executions = new Executions({ fills, clock, timeNs, market, view });
  const sums = {
    best: new BestExecution(market),
    money: new MoneyTrail(view.market.venues.count),
    fees: new FeeCheck(view.market),
    worst: new WorstOrders(view.market),
  };
  const router = orders.orders.map((judged) => {
    const execution = executions.of(judged);
    const measured = measureOrder(execution, view.market, benchmarksOf(judged.order, market));
    sums.best.add(execution, executions.rows);
    sums.money.add(execution);
    sums.worst.add(judged, execution, measured);
    for (const [k, i] of judged.fills.entries()) {
      sums.fees.add(execution.fills.venue[k]!, execution.fills.kind[k]!, fills.shares[i]!, fills.fee[i]!);
    }
    return measured;
  });
  const parentOrders = ordersInTime(orders, router, question.search.seed);
  const worst = sums.worst.finish();
  const shown = worst.map(({ measure: { order } }) => parentOrders.orders.indexOf(order));
  const { others, shown: fillsOfMain } = await workByOthers(
    market,
    parentOrders.orders,
    { ...compared, shown },
    question,
    { evaluate, onProgress },
  );
  const comparisons = compareRouter(router, others, compared.main, question.search.seed);
  const belief = children && beliefIn(children, {
    fills,
    timeNs,
    offsetNs: clock.offsetNs,
    market,
    orders,
    rules: question.rules,
    confidence: confidenceOptions(router, question.search.seed),
    file: input.childrenFile ?? file,
    calibrate: calibrateQueue,
  });
  return {
    market,
    view,
    clock,
    orders,
    parentOrders,
    router,
    others,
    comparisons,
    main: compared.main,
    leftOut: compared.leftOut,
    bestExecution: sums.best.finish(),
    money: { byVenue: sums.money.byVenue(), byHour: sums.money.byHour() },
    fees: sums.fees.finish(),
    worst: worst.map((order, i) => withFillsOf(order, compared.main, fillsOfMain[i]!)),
    counts: present({
      ...input.counts,
      fills_at_unknown_venues: fillsAt(view, fills.venue.subarray(0, fills.length)),
      prices_outside_the_days_range: outsideRange,
      fills_outside_their_orders_time: orders.fillsOutsideWindow,
      orders_outside_the_tape: orders.outside.length,
      kinds_inferred: executions.kindsInferred,
      fills_without_an_order_name: fills.nameOrders ? 0 : fills.length,
    }),
    belief,
  };
}

/** How the orders lie in time. */
function ordersInTime(
  { orders }: JudgedOrders,
  router: readonly OrderMeasure[],
  seed: number,
): ParentOrders {
  const { horizonNs, spacingNs } = confidenceOptions(router, seed);
  const parents = orders.map(({ order }) => order);
  const toNs = parents.reduce((latest, { endNs }) => Math.max(latest, endNs), -Infinity);
  return {
    orders: parents,
    notional: Float64Array.from(router, ({ order, arrivalMid }) => order.quantity * arrivalMid),
    horizonNs,
    spacingNs: parents.length > 1 ? spacingNs : 0,
    windows: [{ fromNs: parents[0]!.startNs, toNs }],
    empty: 0,
  };
}

function fillsAt({ market: { venues }, unknown, venueOf }: VenueView, venue: Uint16Array): number {
  const known = venues.count - unknown.length;
  return venue.reduce((count, each) => count + (venueOf[each]! >= known ? 1 : 0), 0);
}

/** What happened at all. */
function present(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
