/** Simulating orders by routers that are programs: many at once, so that each message asks many decisions. @module */

import { feeSchedule } from "../execution/fee_choice.ts";
import { Market } from "../execution/market.ts";
import { type Execution, type OpenDecision, Simulator } from "../execution/simulator.ts";
import type { Point } from "../model/point.ts";
import { Program, type ProgramOptions } from "../strategy/external/program.ts";
import { acceptAnswer, decideMessage, type ProgramQuestion } from "../strategy/external/program_messages.ts";
import { OPEN } from "../strategy/external/open_program.ts";
import type { ProgramRouter } from "../strategy/external/router.ts";
import { StrategyMaker } from "../strategy/strategy_maker.ts";
import { programOf } from "../strategy/strategy_name.ts";
import { OrderBenchmarks, type SimulationResult, type SimulationTask, TaskResults } from "./order_run.ts";
import type { Evaluate } from "./pool.ts";
import type { SimulationJob } from "./simulation_job.ts";
import { tapeOf } from "./tape_data.ts";

/** Decisions that a message asks, at most. */
const DECISIONS_A_MESSAGE = 128;

/** Evaluates simulations. */
type EvaluateOrders = Evaluate<SimulationTask, readonly SimulationResult[]>;

/**
 * Evaluation that does those tasks itself, in this thread and with programs of its own, whose placement is a program,
 * and leaves all others to another one. What comes out does not depend on the number of programs.
 *
 * @param programs how many of each program run at once, at most.
 */
export function withPrograms(
  evaluate: EvaluateOrders,
  job: SimulationJob,
  options: ProgramOptions,
  programs: number,
): EvaluateOrders {
  return async (tasks, onResult) => {
    const indices = [...tasks.keys()];
    const [own, others] = [true, false].map((isOwn) =>
      indices.filter((index) => (programOf(tasks[index]!.strategy) !== undefined) === isOwn)
    ) as [number[], number[]];
    if (others.length > 0) {
      await evaluate(others.map((index) => tasks[index]!), (i, results) => onResult(others[i]!, results));
    }
    const queue: TaskQueue = { open: own.toReversed(), failure: undefined };
    const count = Math.min(programs, own.length);
    await Promise.all(Array.from({ length: count }, () => workThrough(queue, tasks, onResult, job, options)));
    if (queue.failure !== undefined) throw queue.failure.error;
  };
}

/** Tasks that nobody does yet, the next one last, and the first that failed. */
interface TaskQueue {
  open: number[];
  failure: { readonly index: number; readonly error: unknown } | undefined;
}

/** Does tasks for as long as there are any, with programs that are started for them. */
async function workThrough(
  queue: TaskQueue,
  tasks: readonly SimulationTask[],
  onResult: (index: number, results: readonly SimulationResult[]) => void | Promise<void>,
  job: SimulationJob,
  options: ProgramOptions,
): Promise<void> {
  const run = new ProgramRun(job);
  await using programs = new AsyncDisposableStack();
  const started = new Map<string, Program>();
  for (let index = queue.open.pop(); index !== undefined; index = queue.open.pop()) {
    const task = tasks[index]!;
    const router = programOf(task.strategy)!;
    try {
      let program = started.get(router.text);
      if (program === undefined) {
        program = programs.use(await Program.start(router.text, router.command, options));
        await program.ask(OPEN);
        started.set(router.text, program);
      }
      await onResult(index, await run.simulate(task, router, program));
    } catch (error) {
      // Tasks before it are under way already: of several that fail, the first is always the same.
      queue.open = [];
      if (queue.failure === undefined || index < queue.failure.index) queue.failure = { index, error };
    }
  }
}

/** An order that is worked at a point, until it waits for the program. */
interface Working {
  readonly order: number;
  readonly point: Point;
  readonly steps: Generator<OpenDecision, Execution, void>;
  open: OpenDecision | undefined;
  execution: Execution | undefined;
}

/** Simulates a set-up's orders, many at once. */
class ProgramRun {
  #job: SimulationJob;
  #market: Market;
  #strategies: StrategyMaker;
  #benchmarks: OrderBenchmarks;
  /** One for each order that is worked at once. */
  #simulators: Simulator[] = [];

  constructor(job: SimulationJob) {
    this.#job = job;
    this.#market = new Market(tapeOf(job), feeSchedule(job.setup.fees), {}, job.live);
    this.#strategies = new StrategyMaker(this.#market, job.setup);
    this.#benchmarks = new OrderBenchmarks(this.#market, job.setup.orders);
  }

  /** Simulates the orders of a task; a result for each of its points. */
  async simulate(task: SimulationTask, router: ProgramRouter, program: Program): Promise<SimulationResult[]> {
    const { points, first, end, lastFirst = false } = task;
    const results = new TaskResults(task, this.#market, this.#benchmarks, points.map(() => ({})));
    const all = points.flatMap((point, member) =>
      Array.from({ length: end - first }, (_, worked) => ({
        member,
        point,
        order: lastFirst ? end - 1 - worked : first + worked,
      }))
    );
    for (let at = 0; at < all.length; at += DECISIONS_A_MESSAGE) {
      const some = all.slice(at, at + DECISIONS_A_MESSAGE);
      const working = some.map(({ order, point }, slot) => this.#begin(task, router, order, point, slot));
      await this.#finish(working, router, program);
      for (const [i, { member, order }] of some.entries()) {
        results.add(working[i]!.execution!, order, [member]);
      }
    }
    return results.finish();
  }

  #begin(
    { strategy }: SimulationTask,
    { text, traits }: ProgramRouter,
    order: number,
    point: Point,
    slot: number,
  ): Working {
    const simulator = this.#simulators[slot] ??= new Simulator(this.#market, this.#job.setup);
    const schedule = this.#strategies.makeSchedule(strategy.schedule, point);
    const steps = simulator.work(this.#job.setup.orders[order]!, {
      schedule,
      placement: { name: text, ...traits },
    });
    const working: Working = { order, point, steps, open: undefined, execution: undefined };
    advance(working);
    return working;
  }

  /** Asks until all orders are worked. */
  async #finish(working: readonly Working[], router: ProgramRouter, program: Program): Promise<void> {
    while (true) {
      const questions = working.filter(({ open }) => open !== undefined) as (Working & ProgramQuestion)[];
      if (questions.length === 0) return;
      const answer = await program.ask(
        decideMessage(router, this.#market, questions),
        placeOf(questions[0]!),
      );
      acceptAnswer(router, this.#market, questions, answer);
      for (const question of questions) advance(question);
    }
  }
}

function placeOf({ order, open }: ProgramQuestion): { readonly order: number; readonly decision: number } {
  return { order, decision: open.decision.index };
}

/** Works an order until its next decision, or to its end. */
function advance(working: Working): void {
  const step = working.steps.next();
  working.open = step.done ? undefined : step.value;
  working.execution = step.done ? step.value : undefined;
}
