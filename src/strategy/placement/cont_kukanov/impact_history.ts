/** Impact by venue, learnt from the tape's prints. @module */

import type { Market } from "../../../execution/market.ts";
import { temporaryImpact } from "../../../model/market_impact.ts";
import { hasPrice, NO_PRICE } from "../../../market/price.ts";
import { firstAbove } from "../../../market/sorted.ts";
import { SIDE_ASK, SIDE_BID } from "../../../market/tape.ts";
import { TRADING_DAY_NS } from "../../../market/time.ts";
import type { OutflowHistory } from "./outflow_history.ts";
import { FEWEST_WINDOWS } from "./outflow_sample.ts";

/** Impact grows with this power of the size, as in Almgren et al. */
const POWER = 0.6;
/** How long after a print the mid is looked at, ns. */
const AFTER_NS = 1e9;
/** How far back prints are looked at, ns. */
const LOOKBACK_NS = 3600e9;
/** Windows that tell of volume and volatility. */
const TRAILING_WINDOWS = 60;
/** Prints that the prior weighs as much as. */
const PRIOR_PRINTS = 10;
/** Sizes of one class are within a factor of two. */
const SIZE_CLASSES = 32;

/**
 * What trading costs by temporary impact at each venue, learnt from the tape's prints: used as θ of that
 * venue. A print of z shares is taken to move the live mid by β·z^0.6, on average, from just before it to a
 * second later, towards whoever took. With y the moves after the prints at a venue of about the size q asked
 * for (from q/4 to 4q, by classes of powers of two) in the trailing hour, and n of them,
 *
 * - β̂ = Σ z^0.6·y / Σ z^1.2, least squares through the origin;
 * - β₀ = 0.142·σ/v^0.6 as a prior, the temporary impact 0.142·σ·(q/v)^0.6 of Almgren et al. (2005) for q shares
 *   in the time in which the market trades v, where σ is a day's volatility: v and σ are those of the
 *   trailing windows, of their volume and of the mid's moves in them;
 * - β = (n·β̂ + 10·β₀)/(n + 10), and θ = max(0, β)·q^0.6.
 *
 * Which side took is what the tape says; where it does not say, prints at the live ask or above are buys, at
 * the bid or below sells, and others do not count.
 *
 * The bias: prints that follow each other as parts of one large order are each charged with the move of all
 * of them, which makes θ too high.
 *
 * All that is asked for at a moment was known then. The tape is walked once.
 */
export class ImpactHistory {
  #venues: number;
  #history: OutflowHistory;
  /** By window: β₀ when it is over; `NaN` where the past is too short. */
  #prior: Float64Array;
  // Prints by venue and size class, ascending in time; where the groups begin, one entry more than there are.
  #groups: Uint32Array;
  /** When a print's second was over. */
  #knownNs: Float64Array;
  // By print: sums of z^0.6·y and z^1.2 over its group's prints up to it. Each group has sums of its own, so
  // that later prints elsewhere change nothing, not even by rounding.
  #moved: Float64Array;
  #sized: Float64Array;

  /** @param history its windows tell σ and v. */
  constructor(market: Market, history: OutflowHistory) {
    this.#venues = market.venues.count;
    this.#history = history;
    this.#prior = priorByWindow(market, history);
    const { printsOf, printRow, clockNs } = market.live;
    const { size } = market.tape.columns;
    const moves = Float64Array.from(printRow, (row) => moveAfter(market, row));
    this.#groups = new Uint32Array(this.#venues * SIZE_CLASSES + 1);
    const eachPrint = (visit: (group: number, print: number) => void): void => {
      for (let venue = 0; venue < this.#venues; venue++) {
        for (let print = printsOf[venue]!; print < printsOf[venue + 1]!; print++) {
          if (hasPrice(moves[print]!)) visit(this.#group(venue, size[printRow[print]!]!), print);
        }
      }
    };
    eachPrint((group) => this.#groups[group + 1]!++);
    for (let group = 0; group + 1 < this.#groups.length; group++) {
      this.#groups[group + 1]! += this.#groups[group]!;
    }
    const count = this.#groups.at(-1)!;
    const next = this.#groups.slice();
    this.#knownNs = new Float64Array(count);
    this.#moved = new Float64Array(count);
    this.#sized = new Float64Array(count);
    eachPrint((group, print) => {
      const at = next[group]!++;
      const weight = size[printRow[print]!]! ** POWER;
      this.#knownNs[at] = clockNs[printRow[print]!]! + AFTER_NS;
      const isFirst = at === this.#groups[group]!;
      this.#moved[at] = (isFirst ? 0 : this.#moved[at - 1]!) + weight * moves[print]!;
      this.#sized[at] = (isFirst ? 0 : this.#sized[at - 1]!) + weight * weight;
    });
  }

  /**
   * θ: what a share costs by impact at a venue, where about so many are traded, 1e-9 dollars; `NaN` where
   * the past is too short even for the prior.
   *
   * @param shares at least 1.
   */
  impact(venue: number, shares: number, nowNs: number): number {
    const windows = this.#history.endedBy(nowNs);
    const prior = windows > 0 ? this.#prior[windows - 1]! : NO_PRICE;
    const own = this.#group(venue, shares);
    const lowest = venue * SIZE_CLASSES;
    let prints = 0;
    let moved = 0;
    let sized = 0;
    for (
      let group = Math.max(lowest, own - 1);
      group <= Math.min(lowest + SIZE_CLASSES - 1, own + 1);
      group++
    ) {
      const first = this.#firstKnownAfter(group, nowNs - LOOKBACK_NS);
      const end = this.#firstKnownAfter(group, nowNs);
      prints += end - first;
      moved += this.#sum(this.#moved, group, end) - this.#sum(this.#moved, group, first);
      sized += this.#sum(this.#sized, group, end) - this.#sum(this.#sized, group, first);
    }
    const learnt = sized > 0 ? moved / sized : 0;
    const slope = (prints * learnt + PRIOR_PRINTS * prior) / (prints + PRIOR_PRINTS);
    return Math.max(0, slope) * shares ** POWER;
  }

  /** The sum over a group's prints before one. */
  #sum(sums: Float64Array, group: number, print: number): number {
    return print === this.#groups[group] ? 0 : sums[print - 1]!;
  }

  /** The group of a venue and a size. */
  #group(venue: number, shares: number): number {
    return venue * SIZE_CLASSES + 31 - Math.clz32(Math.max(1, shares));
  }

  /** The first print of a group that was known only after a moment, or the group's end. */
  #firstKnownAfter(group: number, timeNs: number): number {
    return firstAbove(this.#knownNs, timeNs, this.#groups[group]!, this.#groups[group + 1]!);
  }
}

/** How far the live mid moves after a print, towards its taker; `NaN` where it has none, or no mid. */
function moveAfter(market: Market, row: number): number {
  const { live, tape } = market;
  const timeNs = live.clockNs[row]!;
  const entry = market.touchEntry(row, timeNs);
  if (entry < 0) return NO_PRICE;
  const afterNs = timeNs + AFTER_NS;
  const after = market.touchEntry(market.rowsBefore(afterNs), afterNs);
  const { side, price } = tape.columns;
  const isBuy = side[row] === SIDE_BID || (side[row] !== SIDE_ASK && price[row]! >= live.touchAsk[entry]!);
  const isSell = side[row] === SIDE_ASK || (side[row] !== SIDE_BID && price[row]! <= live.touchBid[entry]!);
  // In a locked market a print may look like both, and then tells nothing.
  if (isBuy === isSell) return NO_PRICE;
  return (isBuy ? 1 : -1) * (market.midOf(after) - market.midOf(entry));
}

/** β₀ by window: the impact of trading one share in the time of a window. */
function priorByWindow(market: Market, history: OutflowHistory): Float64Array {
  const { windows, lengthNs } = history;
  const { volumeShares } = market.live;
  const prior = new Float64Array(windows);
  // Sums over the windows before each: of squared moves, and of windows whose move is known.
  const squares = new Float64Array(windows + 1);
  const known = new Uint32Array(windows + 1);
  const days = lengthNs / TRADING_DAY_NS;
  for (let window = 0; window < windows; window++) {
    const move = history.midMove(window);
    squares[window + 1] = squares[window]! + (hasPrice(move) ? move * move : 0);
    known[window + 1] = known[window]! + (hasPrice(move) ? 1 : 0);
    const first = Math.max(0, window + 1 - TRAILING_WINDOWS);
    const moves = known[window + 1]! - known[first]!;
    const startNs = history.startNs(first);
    const endNs = history.startNs(window) + lengthNs;
    const printedBy = (ns: number): number => volumeShares[market.printsBy(market.rowsBefore(ns))]!;
    const traded = (printedBy(endNs) - printedBy(startNs)) * lengthNs / (endNs - startNs);
    const variance = (squares[window + 1]! - squares[first]!) / moves;
    prior[window] = moves >= FEWEST_WINDOWS && traded > 0
      ? temporaryImpact({ volatility: Math.sqrt(variance / days), dayFraction: days / traded, days })
      : NO_PRICE;
  }
  return prior;
}
