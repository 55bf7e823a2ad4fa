import type { Checkpoint } from "./checkpoint.ts";
import type { Point } from "./grid.ts";
import type { SimulationResult, SimulationTask } from "./market_run.ts";
import type { Evaluate } from "./pool.ts";
import type { StrategyName } from "./strategies.ts";

/** Orders in a segment: enough to outweigh handing it over, few enough to share the work evenly. */
const ORDERS_A_SEGMENT = 32;
/** Segments between two savings of a checkpoint. */
const SAVE_EVERY = 64;

const BPS = 1e4;

/** What a table is made from. */
export interface CostTableOptions {
  /** The strategy whose parameters are varied. */
  readonly strategy: StrategyName;
  /** Arrival notional of each order, 1e-9 dollars. */
  readonly notional: Float64Array;
  /** The numbers of orders that costs will be asked for. */
  readonly counts: readonly number[];
  readonly evaluate: Evaluate<SimulationTask, SimulationResult>;
  readonly checkpoint?: Checkpoint<StoredSegment> | undefined;
  /** Told how many orders were simulated since it was last told. */
  readonly onSimulated?: ((orders: number) => void) | undefined;
}

/** A segment's result as it goes into JSON. */
export interface StoredSegment {
  readonly costs: readonly number[];
  readonly execution: string;
}

interface Row {
  /** All-in shortfall of each order, 1e-9 dollars. */
  readonly costs: Float64Array;
  /** Fingerprint of each segment's executions; missing where it was not simulated yet. */
  readonly executions: string[];
}

/**
 * What each point cost on each order, simulated when it is first asked for and never again: folds share
 * their training orders, and a search may come back to a point.
 */
export class CostTable {
  #options: CostTableOptions;
  /** Where segments end: cut in the same places for all points, so that fingerprints compare. */
  #ends: readonly number[];
  #rows = new Map<string, Row>();
  #unsaved = 0;

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
    const { strategy, evaluate, checkpoint, onSimulated } = this.#options;
    const tasks: SimulationTask[] = [];
    const segments: number[] = [];
    for (const point of new Map(points.map((point) => [pointKey(point), point])).values()) {
      const row = this.#row(point);
      for (let segment = 0; segment < this.#ends.length && this.#ends[segment]! <= count; segment++) {
        if (row.executions[segment] !== undefined) continue;
        const [first, end] = [this.#ends[segment - 1] ?? 0, this.#ends[segment]!];
        const stored = checkpoint?.results.get(segmentKey(point, first, end));
        if (stored !== undefined) this.#put(point, segment, stored);
        else {
          tasks.push({ strategy, point, first, end, measures: false });
          segments.push(segment);
        }
      }
    }
    try {
      await evaluate(tasks, async (index, { costs, execution }) => {
        const { point, first, end } = tasks[index]!;
        const stored = { costs: [...costs], execution };
        this.#put(point, segments[index]!, stored);
        onSimulated?.(end - first);
        checkpoint?.results.set(segmentKey(point, first, end), stored);
        if (++this.#unsaved % SAVE_EVERY === 0) await checkpoint?.save();
      });
    } finally {
      // What is interrupted keeps what it has.
      if (tasks.length > 0) await checkpoint?.save();
    }
  }

  /** All-in shortfall of each order at a point, 1e-9 dollars; of those not simulated it says nothing. */
  costsOf(point: Point): Float64Array {
    return this.#row(point).costs;
  }

  /** Notional-weighted mean all-in shortfall of the first `count` orders, basis points. */
  meanBps(point: Point, count: number): number {
    const costs = this.costsOf(point);
    const { notional } = this.#options;
    let cost = 0;
    let worth = 0;
    for (let order = 0; order < count; order++) {
      cost += costs[order]!;
      worth += notional[order]!;
    }
    return cost / worth * BPS;
  }

  /** Tells the executions of the first `count` orders at a point from any others. */
  executionOf(point: Point, count: number): string {
    const { executions } = this.#row(point);
    return executions.slice(0, this.#ends.indexOf(count) + 1).join(" ");
  }

  #row(point: Point): Row {
    const key = pointKey(point);
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { costs: new Float64Array(this.#options.notional.length), executions: [] };
      this.#rows.set(key, row);
    }
    return row;
  }

  #put(point: Point, segment: number, { costs, execution }: StoredSegment): void {
    const row = this.#row(point);
    row.costs.set(costs, this.#ends[segment - 1] ?? 0);
    row.executions[segment] = execution;
  }
}

function pointKey({ lambdaOver, lambdaUnder, thetaQueue }: Point): string {
  return `${lambdaOver} ${lambdaUnder} ${thetaQueue}`;
}

function segmentKey(point: Point, first: number, end: number): string {
  return `${pointKey(point)} ${first}-${end}`;
}
