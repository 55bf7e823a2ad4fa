/** What points cost, each simulated once. @module */

import { BPS } from "../market/price.ts";
import * as v from "valibot";
import type { Checkpoint, ResultSchema } from "./checkpoint.ts";
import type { Point } from "../model/point.ts";
import type { SimulationResult, SimulationTask } from "./order_run.ts";
import type { Evaluate } from "./pool.ts";
import type { StrategyName } from "../strategy/strategy_name.ts";

/** Orders in a segment: enough to outweigh handing it over, few enough to share the work evenly. */
const ORDERS_A_SEGMENT = 16;
/** Points in a task: all of a usual search, as points share their simulations; results stay small. */
const POINTS_A_TASK = 1000;

/** What a table is made from. */
export interface CostTableOptions {
  /** The strategy whose parameters are varied. */
  readonly strategy: StrategyName;
  /** Arrival notional of each order, 1e-9 dollars. */
  readonly notional: Float64Array;
  /** The numbers of orders that costs will be asked for. */
  readonly counts: readonly number[];
  readonly evaluate: Evaluate<SimulationTask, readonly SimulationResult[]>;
  readonly checkpoint?: Checkpoint<StoredSegment> | undefined;
  /** Told how many orders were simulated, or found in the checkpoint, since it was last told. */
  readonly onSimulated?: ((orders: number) => void) | undefined;
}

/** What a segment of the orders came to, as it goes into JSON. */
export interface StoredSegment {
  /** All-in shortfall of its orders together, 1e-9 dollars. */
  readonly cost: number;
  /** Fingerprint of their executions. */
  readonly execution: string;
}

/** A {@linkcode StoredSegment} that comes from elsewhere. */
export const STORED_SEGMENT: ResultSchema<StoredSegment> = v.object({
  cost: v.pipe(v.number(), v.finite()),
  execution: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
});

/** Segments of a point's orders; missing where they were not simulated yet. */
type Row = StoredSegment[];

/**
 * What each point cost, simulated when it is first asked for and never again: folds share their training
 * orders, and a search may come back to a point. Orders are kept in segments, so that memory and
 * checkpoint grow with their number divided by a segment's length.
 */
export class CostTable {
  #options: CostTableOptions;
  /** Where segments end: cut in the same places for all points, so that fingerprints compare. */
  #ends: readonly number[];
  #rows = new Map<string, Row>();

  constructor(options: CostTableOptions) {
    this.#options = options;
    const most = Math.max(...options.counts);
    const even = Array.from(
      { length: Math.floor(most / ORDERS_A_SEGMENT) },
      (_, i) => (i + 1) * ORDERS_A_SEGMENT,
    );
    this.#ends = [...new Set([...even, ...options.counts])].sort((a, b) => a - b);
  }

  /**
   * Simulates the first `count` orders at these points, where that was not done yet.
   *
   * @param count one of the table's counts.
   */
  async simulate(points: readonly Point[], count: number): Promise<void> {
    const { evaluate, checkpoint } = this.#options;
    const distinct = [...new Map(points.map((point) => [pointKey(point), point])).values()];
    const tasks: SimulationTask[] = [];
    const segments: number[] = [];
    for (let segment = 0; segment < this.#segments(count); segment++) {
      const missing = distinct.filter((point) => !this.#find(point, segment));
      for (let i = 0; i < missing.length; i += POINTS_A_TASK) {
        tasks.push(this.#task(missing.slice(i, i + POINTS_A_TASK), segment));
        segments.push(segment);
      }
    }
    try {
      await evaluate(tasks, async (index, results) => {
        for (const [i, result] of results.entries()) this.#keep(tasks[index]!, segments[index]!, i, result);
        await checkpoint?.saveIfDue();
      });
    } finally {
      // An interrupted search keeps the costs that it has.
      if (tasks.length > 0) await checkpoint?.save();
    }
  }

  /** Whether a segment of a point is there; it may be in the checkpoint. */
  #find(point: Point, segment: number): boolean {
    const { checkpoint, onSimulated } = this.#options;
    const row = this.#row(point);
    if (row[segment] !== undefined) return true;
    const [first, end] = this.#bounds(segment);
    const stored = checkpoint?.results.get(segmentKey(point, first, end));
    if (stored === undefined) return false;
    row[segment] = stored;
    onSimulated?.(end - first);
    return true;
  }

  #task(points: readonly Point[], segment: number): SimulationTask {
    const [first, end] = this.#bounds(segment);
    return { strategy: this.#options.strategy, points, first, end, wantsMeasures: false };
  }

  /** Keeps the result of a task's point. */
  #keep(
    { points, first, end }: SimulationTask,
    segment: number,
    index: number,
    { costs, execution }: SimulationResult,
  ): void {
    const { checkpoint, onSimulated } = this.#options;
    const point = points[index]!;
    const stored = { cost: costs.reduce((sum, cost) => sum + cost, 0), execution };
    this.#row(point)[segment] = stored;
    onSimulated?.(end - first);
    checkpoint?.results.set(segmentKey(point, first, end), stored);
  }

  #bounds(segment: number): [first: number, end: number] {
    return [this.#ends[segment - 1] ?? 0, this.#ends[segment]!];
  }

  /** All-in shortfall of the first `count` orders together at a point, 1e-9 dollars. */
  costOf(point: Point, count: number): number {
    return this.#first(point, count).reduce((sum, { cost }) => sum + cost, 0);
  }

  /** Notional-weighted mean all-in shortfall of the first `count` orders, basis points. */
  meanBps(point: Point, count: number): number {
    const worth = this.#options.notional.subarray(0, count).reduce((sum, value) => sum + value, 0);
    return this.costOf(point, count) / worth * BPS;
  }

  /** Tells the executions of the first `count` orders at a point from any others. */
  executionOf(point: Point, count: number): string {
    return this.#first(point, count).map(({ execution }) => execution).join(" ");
  }

  #first(point: Point, count: number): Row {
    return this.#row(point).slice(0, this.#segments(count));
  }

  /** Segments of the first `count` orders. */
  #segments(count: number): number {
    return this.#ends.indexOf(count) + 1;
  }

  #row(point: Point): Row {
    const key = pointKey(point);
    let row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, row = []);
    return row;
  }
}

/** In the order of the names: checkpoints keep it. */
function pointKey(point: Point): string {
  return Object.keys(point).sort().map((name) => point[name]).join(" ");
}

function segmentKey(point: Point, first: number, end: number): string {
  return `${pointKey(point)} ${first}-${end}`;
}
