/** The live touch over an order's time, reduced to what a plot can show. @module */

import type { Market } from "../execution/market.ts";
import { hasPrice } from "../market/price.ts";

/** Parts of an order's time: finer than this, a plot of it is not read. */
export const PATH_STEPS = 240;

/**
 * The live touch, in {@linkcode PATH_STEPS} equal steps of time: the least and the greatest price that stood in a step,
 * so that no excursion is lost, however short. Columns of one length; a step in which all stands as in the one before
 * has no entry.
 */
export interface TouchPath {
  /** Which steps, ascending: the first is 0. */
  readonly step: readonly number[];
  /** 1e-9 dollars; `NaN` where there was no bid throughout. */
  readonly bidLow: readonly number[];
  /** The same. */
  readonly bidHigh: readonly number[];
  /** 1e-9 dollars; `NaN` where there was no ask throughout. */
  readonly askLow: readonly number[];
  /** The same. */
  readonly askHigh: readonly number[];
  /** As the step ends, 1e-9 dollars or half of one; `NaN` where a side was missing. */
  readonly mid: readonly number[];
}

/** The step that a moment lies in; what is before the first or after the last lies in these. */
export function stepOf(timeNs: number, fromNs: number, toNs: number): number {
  const step = Math.floor(PATH_STEPS * (timeNs - fromNs) / (toNs - fromNs));
  return Math.min(PATH_STEPS - 1, Math.max(0, step));
}

/**
 * The path of the live touch.
 *
 * @param fromNs ns after the tape's origin.
 * @param toNs after it.
 *
 * @example
 * ```ts
 * import { touchPath } from "./touch_path.ts";
 * import { Market } from "../execution/market.ts";
 * import { FeeSchedule } from "../market/fee_schedule.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { sortByReceipt } from "../market/tape.ts";
 * import { assert } from "@std/assert";
 * const tape = sortByReceipt(generateTape({ durationSeconds: 60 }));
 * const market = new Market(tape, FeeSchedule.flat(0, 0), {});
 * const { bidLow, bidHigh } = touchPath(market, 10e9, 20e9);
 * assert(bidLow.every((low, i) => Number.isNaN(low) || low <= bidHigh[i]!));
 * ```
 */
export function touchPath(market: Market, fromNs: number, toNs: number): TouchPath {
  const { touchNs, touchBid, touchAsk } = market.live;
  const path = new PathBuilder();
  let entry = market.touchEntry(market.rowsThrough(fromNs), fromNs);
  const look = (): void => {
    if (entry >= 0) path.see(touchBid[entry]!, touchAsk[entry]!);
  };
  for (let step = 0; step < PATH_STEPS; step++) {
    const endNs = fromNs + (toNs - fromNs) * (step + 1) / PATH_STEPS;
    look();
    while (entry + 1 < touchNs.length && touchNs[entry + 1]! < endNs) {
      entry++;
      look();
    }
    path.finish(step, market.midOf(entry));
  }
  return path.columns;
}

/** Collects what stood in a step. */
class PathBuilder {
  readonly columns = {
    step: [] as number[],
    bidLow: [] as number[],
    bidHigh: [] as number[],
    askLow: [] as number[],
    askHigh: [] as number[],
    mid: [] as number[],
  };
  #bidLow = NaN;
  #bidHigh = NaN;
  #askLow = NaN;
  #askHigh = NaN;

  see(bid: number, ask: number): void {
    if (hasPrice(bid)) {
      if (!(this.#bidLow <= bid)) this.#bidLow = bid;
      if (!(this.#bidHigh >= bid)) this.#bidHigh = bid;
    }
    if (hasPrice(ask)) {
      if (!(this.#askLow <= ask)) this.#askLow = ask;
      if (!(this.#askHigh >= ask)) this.#askHigh = ask;
    }
  }

  finish(step: number, mid: number): void {
    const seen = {
      bidLow: this.#bidLow,
      bidHigh: this.#bidHigh,
      askLow: this.#askLow,
      askHigh: this.#askHigh,
      mid,
    };
    const names = Object.keys(seen) as (keyof typeof seen)[];
    if (step === 0 || names.some((name) => !Object.is(seen[name], this.columns[name].at(-1)))) {
      this.columns.step.push(step);
      for (const name of names) this.columns[name].push(seen[name]);
    }
    this.#bidLow =
      this.#bidHigh =
      this.#askLow =
      this.#askHigh =
        NaN;
  }
}
