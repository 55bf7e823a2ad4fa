/** The offset between the router's clock and the tape's, by matching fills to prints. @module */

import type { Market } from "../execution/market.ts";
import { DataError } from "../market/data_error.ts";
import { NS_PER_SECOND } from "../market/time.ts";
import type { Fills } from "./fills.ts";
import { secondsText } from "./read/fields.ts";

/** No print. */
export const NO_PRINT: number = -1;

/** Offsets up to this are looked for. */
const FARTHEST_NS = 10 * NS_PER_SECOND;
/** Fills that vote on the offset, at most; all of them are then matched. */
const MOST_VOTERS = 20_000;
/** Pairs of a fill and a print that it may be, at most. */
const MOST_VOTES = 500_000;
/** How near to each other the offsets of true pairs may lie, from the finest clocks to the coarsest. */
const WIDTHS_NS = [2e3, 6e3, 2e4, 6e4, 2e5, 6e5, 2e6, 6e6, 2e7, 6e7, 2e8, 6e8, 2e9] as const;
/** Offsets this far from the one found match by chance alone. */
const PLACEBOS_NS = [-3 * NS_PER_SECOND, 3 * NS_PER_SECOND] as const;
/** Of the matched pairs, this part lies within the spread. */
const WITHIN_SPREAD = 0.95;
/** Below this part matched, the result is not to be trusted. */
const LEAST_MATCHED = 0.5;
/** Below this part matched, a reader is warned. */
export const FAIRLY_MATCHED = 0.8;

/** How the router's clock relates to the tape's. */
export interface ClockMatch {
  /** To be added to the router's times, ns. */
  readonly offsetNs: number;
  /** 95 % of the matched pairs lie no further from the offset than this, ns. */
  readonly spreadNs: number;
  /**
   * Part of the fills that have a print of their own: (m − c)/(1 − c) of m matched and c that match by chance, some
   * seconds away.
   */
  readonly matchedShare: number;
  /** Whether the offset was found, and not given. */
  readonly estimated: boolean;
  /** By fill: row of its print, or {@linkcode NO_PRINT}. */
  readonly rows: Int32Array;
}

/**
 * Matches fills to the tape's prints of the same venue, price and size (else to a larger print at that price), and
 * so finds the offset of the router's clock: where the most fills have a print at one distance, beyond what chance
 * would give. A print is matched once.
 *
 * @param venueOf the market's venue of each of the fills' venues; below 0 where the tape has none.
 * @param givenNs an offset that is known; then it is not looked for.
 * @throws {DataError} if fewer than half of the fills match and no offset is given.
 *
 * @example
 * ```ts
 * import { matchClock } from "./clock.ts";
 * import { Fills } from "./fills.ts";
 * import { Market } from "../execution/market.ts";
 * import { FeeSchedule } from "../market/fee_schedule.ts";
 * import { ACTION_TRADE, TapeBuilder } from "../market/tape.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * const fills = new Fills();
 * const fill = { side: 1, venue: "XNAS", price: 10e9, order: "", child: "", sentNs: NaN, kind: 0, fee: 0, line: 1 } as const;
 * for (const at of [1e9, 4e9, 9e9]) {
 *   const row = builder.next();
 *   const print = { tsEventNs: at, publisher: 2, action: ACTION_TRADE, price: 10e9, size: at / 1e9 };
 *   for (const [name, value] of Object.entries(print)) builder.columns[name as "price"][row] = value;
 *   fills.add({ ...fill, timeNs: at - 250e6, shares: at / 1e9 });
 * }
 * const market = new Market(builder.finish({ originNs: 0n, symbol: "" }), FeeSchedule.flat(0, 0), {});
 * const { offsetNs, spreadNs, matchedShare } = matchClock(fills, [0], market);
 * assertEquals([offsetNs, spreadNs, matchedShare], [250e6, 0, 1]);
 * ```
 */
export function matchClock(
  fills: Fills,
  venueOf: readonly number[],
  market: Market,
  givenNs?: number,
): ClockMatch {
  const prints = new PrintIndex(market);
  const votes = givenNs === undefined
    ? votesOf(fills, venueOf, prints, 0, FARTHEST_NS)
    : votesOf(fills, venueOf, prints, givenNs, NS_PER_SECOND);
  const found = givenNs === undefined
    ? densest(votes)
    : { offsetNs: givenNs, widthNs: widthAbout(votes, givenNs) };
  const order = orderInTime(fills);
  let match = matchAll(fills, venueOf, prints, order, found.offsetNs, found.widthNs);
  if (givenNs === undefined) {
    // The middle of the pairs themselves is the better offset, and may match more.
    const offsetNs = median(match.distances) ?? found.offsetNs;
    match = matchAll(fills, venueOf, prints, order, offsetNs, found.widthNs);
    found.offsetNs = offsetNs;
  }
  const { rows, distances } = match;
  const spread = distances.map((ns) => Math.abs(ns - found.offsetNs)).sort();
  const chance = chanceOf(fills, venueOf, prints, found.offsetNs, found.widthNs);
  const matchedShare = Math.max(0, (distances.length / fills.length - chance) / (1 - chance));
  if (givenNs === undefined && matchedShare < LEAST_MATCHED) {
    throw new DataError(
      `only ${(100 * matchedShare).toFixed(1)} % of the fills have a print of their own on the tape within ` +
        `${secondsText(FARTHEST_NS)}: is it the same day and instrument, and are the times UTC? ` +
        "--clock-offset gives an offset that is known",
    );
  }
  return {
    offsetNs: found.offsetNs,
    spreadNs: spread.length === 0 ? 0 : spread[Math.ceil(WITHIN_SPREAD * spread.length) - 1]!,
    matchedShare,
    estimated: givenNs === undefined,
    rows,
  };
}

/** Rows of the prints at one venue and price, in order of time. */
interface PriceRows {
  readonly all: number[];
  readonly bySize: Map<number, number[]>;
}

const NO_ROWS: readonly number[] = [];

/** The prints of a market by venue, price and size. */
class PrintIndex {
  readonly clockNs: Float64Array;
  readonly sizes: Uint32Array;
  #byVenue: Map<number, PriceRows>[];

  constructor({ live, tape, venues }: Market) {
    this.clockNs = live.clockNs;
    this.sizes = tape.columns.size;
    const { price, size } = tape.columns;
    this.#byVenue = Array.from({ length: venues.count }, (_, venue) => {
      const prices = new Map<number, PriceRows>();
      for (const row of live.printRow.subarray(live.printsOf[venue]!, live.printsOf[venue + 1]!)) {
        const rows = entryOf<PriceRows>(prices, price[row]!, () => ({ all: [], bySize: new Map() }));
        rows.all.push(row);
        entryOf<number[]>(rows.bySize, size[row]!, () => []).push(row);
      }
      return prices;
    });
  }

  /** Rows of the prints that a fill may be. */
  ofSize(venue: number, price: number, shares: number): readonly number[] {
    return this.#byVenue[venue]?.get(price)?.bySize.get(shares) ?? NO_ROWS;
  }

  /** Rows of the prints at a price, whatever their size. */
  atPrice(venue: number, price: number): readonly number[] {
    return this.#byVenue[venue]?.get(price)?.all ?? NO_ROWS;
  }

  /** The first of some rows that is not before a moment. */
  firstFrom(rows: readonly number[], timeNs: number): number {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.clockNs[rows[middle]!]! < timeNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function entryOf<T>(entries: Map<number, T>, key: number, make: () => T): T {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const made = make();
  entries.set(key, made);
  return made;
}

/** Distances from fills to prints that they may be, ascending; the pairs of a fill weigh one together. */
interface Votes {
  readonly distanceNs: Float64Array;
  readonly weight: Float64Array;
  readonly total: number;
  readonly reachNs: number;
}

function votesOf(
  fills: Fills,
  venueOf: readonly number[],
  prints: PrintIndex,
  centreNs: number,
  reachNs: number,
): Votes {
  const distances: number[] = [];
  const weights: number[] = [];
  for (const { fill, rows, first, end } of votersAmong(fills, venueOf, prints, centreNs, reachNs)) {
    if (distances.length + end - first > MOST_VOTES && distances.length > 0) break;
    for (let at = first; at < end; at++) {
      distances.push(prints.clockNs[rows[at]!]! - fills.timeNs[fill]!);
      weights.push(1 / (end - first));
    }
  }
  const order = Uint32Array.from(distances, (_, i) => i);
  order.sort((a, b) => distances[a]! - distances[b]! || a - b);
  return {
    distanceNs: Float64Array.from(order, (i) => distances[i]!),
    weight: Float64Array.from(order, (i) => weights[i]!),
    total: weights.reduce((sum, weight) => sum + weight, 0),
    reachNs,
  };
}

/** A fill, and the prints that it may be: those of some rows from `first` to before `end`. */
interface Voter {
  readonly fill: number;
  readonly rows: readonly number[];
  readonly first: number;
  readonly end: number;
}

/** Fills evenly over the file, those with the fewest prints to choose from first: they tell most. */
function votersAmong(
  fills: Fills,
  venueOf: readonly number[],
  prints: PrintIndex,
  centreNs: number,
  reachNs: number,
): Voter[] {
  const voters: Voter[] = [];
  const step = Math.max(1, fills.length / MOST_VOTERS);
  for (let k = 0; k * step < fills.length; k++) {
    const fill = Math.floor(k * step);
    const aboutNs = fills.timeNs[fill]! + centreNs;
    const rows = prints.ofSize(venueOf[fills.venue[fill]!]!, fills.price[fill]!, fills.shares[fill]!);
    const first = prints.firstFrom(rows, aboutNs - reachNs);
    const end = prints.firstFrom(rows, aboutNs + reachNs);
    if (end > first) voters.push({ fill, rows, first, end });
  }
  return voters.sort((a, b) => (a.end - a.first) - (b.end - b.first) || a.fill - b.fill);
}

/**
 * Where votes lie closest: of windows of several widths, the one that chance is least likely to fill so (the scan
 * statistic of Kulldorff 1997, A Spatial Scan Statistic, of Poisson counts).
 */
function densest(votes: Votes): { offsetNs: number; widthNs: number } {
  const windows = WIDTHS_NS.map((widthNs) => {
    const { first, end, weight } = heaviest(votes, widthNs);
    const score = surprise(weight, votes.total * widthNs / (2 * votes.reachNs));
    return { widthNs, offsetNs: votes.distanceNs[(first + end) >>> 1] ?? 0, score };
  });
  return windows.reduce((best, each) => each.score > best.score ? each : best);
}

/** How unlikely chance makes so much weight where it would put less: the logarithm of a likelihood ratio. */
function surprise(weight: number, chance: number): number {
  return weight > chance ? weight * Math.log(weight / chance) - (weight - chance) : 0;
}

function heaviest(
  { distanceNs, weight }: Votes,
  widthNs: number,
): { first: number; end: number; weight: number } {
  let best = { first: 0, end: 0, weight: 0 };
  let sum = 0;
  let first = 0;
  for (let end = 0; end < distanceNs.length; end++) {
    sum += weight[end]!;
    while (distanceNs[end]! - distanceNs[first]! > widthNs) sum -= weight[first++]!;
    if (sum > best.weight + 1e-9) best = { first, end: end + 1, weight: sum };
  }
  return best;
}

/** The width about a given offset that chance is least likely to fill so. */
function widthAbout({ distanceNs, weight, total, reachNs }: Votes, offsetNs: number): number {
  const scores = WIDTHS_NS.map((widthNs) => {
    let sum = 0;
    for (let i = 0; i < distanceNs.length; i++) {
      if (Math.abs(distanceNs[i]! - offsetNs) <= widthNs) sum += weight[i]!;
    }
    return surprise(sum, total * Math.min(1, widthNs / reachNs));
  });
  return WIDTHS_NS[scores.indexOf(Math.max(...scores))]!;
}

/** Part of some fills that have a print at a wrong offset too: by chance alone. */
function chanceOf(
  fills: Fills,
  venueOf: readonly number[],
  prints: PrintIndex,
  offsetNs: number,
  widthNs: number,
): number {
  let [tried, matched] = [0, 0];
  const step = Math.max(1, fills.length / MOST_VOTERS);
  for (const awayNs of PLACEBOS_NS) {
    for (let k = 0; k * step < fills.length; k++) {
      const i = Math.floor(k * step);
      const aboutNs = fills.timeNs[i]! + offsetNs + awayNs;
      const rows = prints.ofSize(venueOf[fills.venue[i]!]!, fills.price[i]!, fills.shares[i]!);
      tried++;
      if (nearest(prints, rows, aboutNs, widthNs, () => true) !== NO_PRINT) matched++;
    }
  }
  // Where every fill would match anywhere, nothing is known.
  return matched === tried ? 1 - 1 / tried : matched / tried;
}

interface Matched {
  readonly rows: Int32Array;
  readonly distances: Float64Array;
}

/** Gives each fill, in order of time, the nearest print that is left; then, of larger ones, a part. */
function matchAll(
  fills: Fills,
  venueOf: readonly number[],
  prints: PrintIndex,
  order: Uint32Array,
  offsetNs: number,
  widthNs: number,
): Matched {
  const rows = new Int32Array(fills.length).fill(NO_PRINT);
  const left = prints.sizes.slice();
  const takeNearest = (i: number, list: readonly number[], fits: (row: number) => boolean): void => {
    const aboutNs = fills.timeNs[i]! + offsetNs;
    const row = nearest(prints, list, aboutNs, widthNs, fits);
    if (row === NO_PRINT) return;
    rows[i] = row;
    left[row]! -= fills.shares[i]!;
  };
  for (const i of order) {
    const [venue, price, shares] = [venueOf[fills.venue[i]!]!, fills.price[i]!, fills.shares[i]!];
    takeNearest(i, prints.ofSize(venue, price, shares), (row) => left[row] === shares);
  }
  for (const i of order) {
    if (rows[i] !== NO_PRINT) continue;
    const [venue, price, shares] = [venueOf[fills.venue[i]!]!, fills.price[i]!, fills.shares[i]!];
    takeNearest(i, prints.atPrice(venue, price), (row) => left[row]! >= shares);
  }
  const matched = order.filter((i) => rows[i] !== NO_PRINT);
  return { rows, distances: Float64Array.from(matched, (i) => prints.clockNs[rows[i]!]! - fills.timeNs[i]!) };
}

/** The fills by time; mostly they are so already. */
function orderInTime({ timeNs, length }: Fills): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i);
  let sorted = true;
  for (let i = 1; i < length && sorted; i++) sorted = timeNs[i - 1]! <= timeNs[i]!;
  return sorted ? order : order.sort((a, b) => timeNs[a]! - timeNs[b]! || a - b);
}

function nearest(
  prints: PrintIndex,
  list: readonly number[],
  aboutNs: number,
  widthNs: number,
  fits: (row: number) => boolean,
): number {
  const { clockNs } = prints;
  const from = prints.firstFrom(list, aboutNs);
  let found = NO_PRINT;
  let nearestNs = widthNs;
  for (let at = from; at < list.length && clockNs[list[at]!]! - aboutNs <= nearestNs; at++) {
    if (!fits(list[at]!)) continue;
    found = list[at]!;
    nearestNs = clockNs[found]! - aboutNs;
    break;
  }
  for (let at = from - 1; at >= 0 && aboutNs - clockNs[list[at]!]! < nearestNs; at--) {
    if (!fits(list[at]!)) continue;
    return list[at]!;
  }
  return found;
}

function median(values: Float64Array): number | undefined {
  const sorted = values.toSorted();
  return sorted[sorted.length >>> 1];
}
