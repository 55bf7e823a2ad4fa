/**
 * What a router of one's own costs: a module against the same placement built in, in the same worker, and a program
 * in Python per decision. Run it by itself to print `name value unit` lines.
 *
 * @module
 */

import { US_EQUITY_FEES } from "../../src/execution/fee_choice.ts";
import { Market } from "../../src/execution/market.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { DEFAULTS } from "../../src/backtest/question.ts";
import type { SimulationResult, SimulationTask } from "../../src/search/order_run.ts";
import { type Evaluate, WorkerPool } from "../../src/search/pool.ts";
import { withPrograms } from "../../src/search/program_run.ts";
import type { SimulationJob } from "../../src/search/simulation_job.ts";
import { confinedSimulationsOf } from "../../src/search/simulations.ts";
import { generateTape } from "../../src/source/generated.ts";
import { openStrategy } from "../../src/strategy/open_strategy.ts";
import { parseNamed, type StrategyName } from "../../src/strategy/strategy_name.ts";
import { type Figure, formatFigure } from "./figure.ts";

const ROUNDS = 9;
const TIMEOUT_MS = 60_000;
const ORDERS = 400;
/** Slices of an order, so about as many decisions. */
const SLICES = 60;

/** What best-quote does. */
const BEST_QUOTE = `export default {
  sequential: true,
  place({ quantity, offers, side }, { take }) {
    const { count, price, size } = offers;
    let best = -1;
    let bestCost = Infinity;
    for (let venue = 0; venue < count; venue++) {
      const cost = side * price[venue];
      if (cost < bestCost && size[venue] > 0) {
        best = venue;
        bestCost = cost;
      }
    }
    if (best >= 0) take[best] = Math.min(quantity, size[best]);
  },
};`;

type EvaluateOrders = Evaluate<SimulationTask, readonly SimulationResult[]>;

function makeJob(): SimulationJob {
  const tape = generateTape({ seed: 1, durationSeconds: 1800, venues: 11 });
  const { live } = new Market(tape, FeeSchedule.flat(0.003, 0.002), {});
  const horizonNs = SLICES * 5e9;
  const fromNs = live.clockNs[0]! + 60e9;
  const roomNs = live.clockNs.at(-1)! - horizonNs - fromNs;
  const orders = Array.from({ length: ORDERS }, (_, i): ParentOrder => {
    const startNs = Math.floor(fromNs + roomNs * i / ORDERS);
    return { side: i % 2 === 0 ? 1 : -1, quantity: 600, startNs, endNs: startNs + horizonNs };
  });
  const setup = {
    ...DEFAULTS.strategy,
    queue: DEFAULTS.rules.queue,
    intervalNs: 5e9,
    fees: US_EQUITY_FEES,
    latencyNs: 500_000,
    refreshNs: 1e9,
    residual: "cross",
    orders,
  } as const;
  return { columns: tape.columns, originNs: tape.originNs, live, setup };
}

function tasksOf(strategy: StrategyName, count: number): SimulationTask[] {
  const size = 100;
  return Array.from({ length: count / size }, (_, i) => ({
    strategy,
    points: [{}],
    first: i * size,
    end: (i + 1) * size,
    wantsMeasures: false,
  }));
}

async function timeMs(evaluate: EvaluateOrders, tasks: readonly SimulationTask[]): Promise<number> {
  const start = performance.now();
  await evaluate(tasks, () => {});
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Times both; takes some ten seconds. */
export async function benchRouters(): Promise<Figure[]> {
  const folder = await Deno.makeTempDir();
  try {
    const job = makeJob();
    using pool = new WorkerPool(confinedSimulationsOf(job, TIMEOUT_MS), 1, "none");
    await Deno.writeTextFile(`${folder}/best.js`, BEST_QUOTE);
    const own = tasksOf(await openStrategy(parseNamed(`twap+${folder}/best.js`)), ORDERS);
    const builtIn = tasksOf({ schedule: "twap", placement: "best-quote" }, ORDERS);
    const ratios: number[] = [];
    for (let round = -2; round < ROUNDS; round++) {
      const theirs = await timeMs(pool.evaluate, builtIn);
      const ratio = await timeMs(pool.evaluate, own) / theirs;
      if (round >= 0) ratios.push(ratio);
    }
    return [
      { name: "router_module_over_built_in", value: median(ratios), unit: "times" },
      ...await benchProgram(job, pool.evaluate),
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function benchProgram(job: SimulationJob, evaluate: EvaluateOrders): Promise<Figure[]> {
  const example = decodeURIComponent(new URL("../strategy/external/my_router.py", import.meta.url).pathname);
  const running = { timeoutMs: TIMEOUT_MS, allowed: ["python3"] };
  const program = await openStrategy(parseNamed(`twap+exec:python3 '${example}'`), {
    allowExec: running.allowed,
  });
  const tasks = tasksOf(program, 200);
  let decisions = 0;
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    decisions = 0;
    const start = performance.now();
    await withPrograms(evaluate, job, running, 1)(
      tasks.map((task) => ({ ...task, wantsMeasures: true })),
      (_, [result]) => {
        for (const { decisions: made } of result!.measures) decisions += made;
      },
    );
    times.push(performance.now() - start);
  }
  return [{ name: "router_python", value: median(times) * 1e3 / decisions, unit: "us_a_decision" }];
}

if (import.meta.main) {
  // deno-lint-ignore no-console -- a benchmark prints
  for (const figure of await benchRouters()) console.log(formatFigure(figure));
}
