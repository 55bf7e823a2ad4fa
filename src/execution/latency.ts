/** Latency models: how long messages travel between the router and a venue. @module */

/** Latency as plain data, ns: one of all venues, or one each, by venue index. */
export type LatencyNs = number | Float64Array;

/**
 * How long messages travel.
 *
 * The bias of all models here: they are the same at any time, as quick in a burst as in a lull, though
 * everybody is slower then and quotes are gone sooner; so orders find a little too much.
 */
export interface LatencyModel {
  /** From a decision until it acts at a venue, ns. */
  outNs(venue: number): number;
  /** From there until the answer is back, ns. */
  backNs(venue: number): number;
  /** The longest way out to any venue, ns. */
  readonly slowestNs: number;
}

/**
 * The model of plain data.
 *
 * @throws {RangeError} if a latency is negative or not finite, or there is none.
 *
 * @example
 * ```ts
 * import { latencyModel } from "./latency.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(latencyModel(500e3).outNs(7), 500e3);
 * const byVenue = latencyModel(Float64Array.of(200e3, 2e6));
 * assertEquals([byVenue.outNs(0), byVenue.backNs(1), byVenue.slowestNs], [200e3, 2e6, 2e6]);
 * ```
 */
export function latencyModel(latencyNs: LatencyNs): LatencyModel {
  return typeof latencyNs === "number" ? new ConstantLatency(latencyNs) : new VenueLatency(latencyNs);
}

/** All venues are equally far away, out and back. The bias: nothing is lost by reaching them at different times. */
export class ConstantLatency implements LatencyModel {
  readonly slowestNs: number;

  /** @throws {RangeError} if the latency is negative or not finite. */
  constructor(ns: number) {
    this.slowestNs = checked(ns);
  }

  outNs(): number {
    return this.slowestNs;
  }

  backNs(): number {
    return this.slowestNs;
  }
}

/** Each venue is so far away, out and back alike. */
export class VenueLatency implements LatencyModel {
  readonly slowestNs: number;
  #ns: Float64Array;

  /** @throws {RangeError} if a latency is negative or not finite, or there is none. */
  constructor(byVenue: Float64Array) {
    this.#ns = byVenue.map(checked);
    this.slowestNs = checked(Math.max(...byVenue));
  }

  outNs(venue: number): number {
    return this.#ns[venue]!;
  }

  backNs(venue: number): number {
    return this.#ns[venue]!;
  }
}

function checked(ns: number): number {
  if (!(ns >= 0 && ns < Infinity)) {
    throw new RangeError(`A latency must be finite and not negative, not ${ns} ns`);
  }
  return ns;
}
