/** Every fill of an outcome: its scored orders, worked once more by the same rules. @module */

import type { FillFigures } from "../analysis/fill_figures.ts";
import type { Side } from "../market/side.ts";
import { firstPoint } from "../model/point.ts";
import type { SimulationResult, SimulationTask } from "../search/order_run.ts";
import type { Outcome } from "../search/outcome.ts";
import type { Evaluate } from "../search/pool.ts";
import type { Scored } from "../search/walk_forward.ts";
import { parametersOf, type StrategyName } from "../strategy/strategy_name.ts";
import type { Plan } from "./plan.ts";
import { type BacktestOptions, jobOf, lenderOf, setupOf, workFor } from "./run.ts";

/** The fills of one order by one strategy. */
export interface OrderFills {
  /** Number of the parent order, from 0. */
  readonly order: number;
  /** By its name in the artefact; the tuned one is `router`. */
  readonly strategy: string;
  /** Of the parent order. */
  readonly side: Side;
  /** In order of time. */
  readonly fills: readonly FillFigures[];
}

/** Orders whose fills are held at once. */
const ORDERS_A_BLOCK = 64;

/**
 * Works the scored orders of an outcome once more, each by every strategy at the parameters chosen for it, and hands
 * on what filled. That is what the outcome has measured, fill by fill: the search keeps none, as they would take far
 * more memory than what is measured of them.
 *
 * @param plan that the outcome came of.
 * @param use gets blocks of orders, the next one only when it asks: by order, then by strategy, the tuned one first.
 *
 * @example
 * ```ts
 * import { withFills } from "./fills.ts";
 * import { planBacktest } from "./plan.ts";
 * import { runBacktest } from "./run.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { assertEquals } from "@std/assert";
 * const plan = planBacktest({
 *   orders: { count: 2, size: { kind: "shares", shares: 200 }, horizonNs: 10e9 },
 *   strategy: { name: { schedule: "twap", placement: "sweep" }, intervalNs: 2e9 },
 * });
 * const outcome = await runBacktest(generateTape({ durationSeconds: 60 }), plan);
 * let filled = 0;
 * await withFills(outcome, plan, {}, async (blocks) => {
 *   for await (const block of blocks) {
 *     for (const { fills } of block.filter(({ strategy }) => strategy === "router")) {
 *       filled += fills.reduce((sum, { shares }) => sum + shares, 0);
 *     }
 *   }
 * });
 * assertEquals(filled, 400);
 * ```
 */
export async function withFills(
  outcome: Outcome,
  plan: Plan,
  options: BacktestOptions,
  use: (blocks: AsyncIterable<readonly OrderFills[]>) => Promise<void>,
): Promise<void> {
  await workAgain(outcome, plan, options, (evaluate) => use(blocksOf(outcome, evaluate)));
}

/** Simulates orders. */
type Simulate = Evaluate<SimulationTask, readonly SimulationResult[]>;

/** Lends what simulates the orders of an outcome by its rules. */
export async function workAgain(
  outcome: Outcome,
  { question }: Plan,
  options: BacktestOptions,
  use: (simulate: Simulate) => Promise<void>,
): Promise<void> {
  const { market, parentOrders } = outcome;
  const job = jobOf(market, setupOf(question, market, parentOrders, options));
  const strategies = [outcome.lab.tuned, ...Object.values(outcome.lab.others)].map((each) => each.strategy);
  const work = workFor(job, strategies, options);
  await lenderOf(job, options)(work, use);
}

/** A strategy, and which orders it works at which parameters. */
interface Worked {
  readonly name: string;
  readonly strategy: StrategyName;
  readonly scored: readonly Scored[];
}

async function* blocksOf(
  outcome: Outcome,
  evaluate: Simulate,
): AsyncGenerator<OrderFills[]> {
  const { lab: { firstScored }, parentOrders: { orders } } = outcome;
  const strategies = strategiesOf(outcome);
  for (let first = firstScored; first < orders.length; first += ORDERS_A_BLOCK) {
    const end = Math.min(orders.length, first + ORDERS_A_BLOCK);
    const all = await fillsBetween(first, end, strategies, evaluate);
    yield Array.from(
      { length: end - first },
      (_, i) =>
        strategies.map(({ name }, strategy) => ({
          order: first + i,
          strategy: name,
          side: orders[first + i]!.side,
          fills: all[strategy]![i]!,
        })),
    ).flat();
  }
}

/** The strategies of an outcome, the tuned one first. */
export function strategiesOf({ lab, parentOrders: { orders } }: Outcome): Worked[] {
  const all = { first: lab.firstScored, end: orders.length };
  return [
    { name: "router", strategy: lab.tuned.strategy, scored: lab.walked.scored },
    ...Object.entries(lab.others).map(([name, { strategy }]) => ({
      name,
      strategy,
      scored: [{ ...all, point: firstPoint(parametersOf(strategy)) }],
    })),
  ];
}

/** The fills of some orders, by strategy and by order. */
export async function fillsBetween(
  first: number,
  end: number,
  strategies: readonly Worked[],
  evaluate: Simulate,
): Promise<(readonly FillFigures[])[][]> {
  const fills = strategies.map(() => new Array<readonly FillFigures[]>(end - first));
  const tasks: SimulationTask[] = [];
  const strategyOf: number[] = [];
  for (const [number, { strategy, scored }] of strategies.entries()) {
    for (const part of scored) {
      const task = { first: Math.max(first, part.first), end: Math.min(end, part.end) };
      if (task.first >= task.end) continue;
      tasks.push({ ...task, strategy, points: [part.point], wantsMeasures: false, wantsFills: true });
      strategyOf.push(number);
    }
  }
  await evaluate(tasks, (index, [result]) => {
    const ofStrategy = fills[strategyOf[index]!]!;
    for (const [i, each] of result!.fills.entries()) ofStrategy[tasks[index]!.first - first + i] = each;
  });
  return fills;
}
