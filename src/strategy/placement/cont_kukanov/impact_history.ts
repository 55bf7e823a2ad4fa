import type { Market } from "../../../execution/market.ts";
import { temporaryImpact } from "../../../model/market_impact.ts";
import { hasPrice, NO_PRICE } from "../../../market/price.ts";
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
 * venue. A print of z shares is taken to move the live mid by β·z^.6, on average, from just before it to a
 * second later, towards whoever took. With y the moves after the prints at a venue of about the size q asked
 * for (from q/4 to 4q, by classes of powers of two) in the trailing hour, and n of them,
 *
 * - β̂ = Σ z^.6·y / Σ z^1.2, least squares through the origin;
 * - β₀ = .142·σ/v^.6 as a prior, the temporary impact .142·σ·(q/v)^.6 of Almgren et al. (2005) for q shares
 *   in the time in which the market trades v, where σ is a day's volatility: v and σ are those of the
 *   trailing windows, of their volume and of the mid's moves in them;
 * - β = (n·β̂ + 10·β₀)/(n + 10), and θ = max(0, β)·q^.6.
 *
 * The taker is whom the tape names; where it names nobody, prints at the live ask or above are buys, at the
 * bid or below sells, and others do not count. What is biased: prints that follow each other, parts of one
 * large order, each get the move of all, which makes θ too high.
 *
 * All that is asked for at a moment was known then. The tape is walked once.
 */
export class ImpactHistory {
  #venues: number;
  #history: OutflowHistory;
  /** By window: β₀ when it is over; `NaN` where the past is too short. */
  #prior: Float64Array;
  // Prints by venue and size class, ascending in time; where the runs begin, one entry more than there are.
  #runs: Uint32Array;
  /** When a print's second was over. */
  #knownNs: Float64Array;
  // Sums of z^.6·y and z^1.2 over the run's prints up to this one: of one run, so that no later print of
  // another makes a difference, be it of rounding.
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
    this.#runs = new Uint32Array(this.#venues * SIZE_CLASSES + 1);
    const eachPrint = (visit: (run: number, print: number) => void): void => {
      for (let venue = 0; venue < this.#venues; venue++) {
        for (let print = printsOf[venue]!; print < printsOf[venue + 1]!; print++) {
          if (hasPrice(moves[print]!)) visit(this.#run(venue, size[printRow[print]!]!), print);
        }
      }
    };
    eachPrint((run) => this.#runs[run + 1]!++);
    for (let run = 0; run + 1 < this.#runs.length; run++) this.#runs[run + 1]! += this.#runs[run]!;
    const count = this.#runs.at(-1)!;
    const next = this.#runs.slice();
    this.#knownNs = new Float64Array(count);
    this.#moved = new Float64Array(count);
    this.#sized = new Float64Array(count);
    eachPrint((run, print) => {
      const at = next[run]!++;
      const weight = size[printRow[print]!]! ** POWER;
      this.#knownNs[at] = clockNs[printRow[print]!]! + AFTER_NS;
      const isFirst = at === this.#runs[run]!;
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
    const own = this.#run(venue, shares);
    const lowest = venue * SIZE_CLASSES;
    let prints = 0;
    let moved = 0;
    let sized = 0;
    for (let run = Math.max(lowest, own - 1); run <= Math.min(lowest + SIZE_CLASSES - 1, own + 1); run++) {
      const first = this.#firstKnownAfter(run, nowNs - LOOKBACK_NS);
      const end = this.#firstKnownAfter(run, nowNs);
      prints += end - first;
      moved += this.#sum(this.#moved, run, end) - this.#sum(this.#moved, run, first);
      sized += this.#sum(this.#sized, run, end) - this.#sum(this.#sized, run, first);
    }
    const learnt = sized > 0 ? moved / sized : 0;
    const slope = (prints * learnt + PRIOR_PRINTS * prior) / (prints + PRIOR_PRINTS);
    return Math.max(0, slope) * shares ** POWER;
  }

  /** The sum over a run's prints before one. */
  #sum(sums: Float64Array, run: number, print: number): number {
    return print === this.#runs[run] ? 0 : sums[print - 1]!;
  }

  /** The run of a venue and a size. */
  #run(venue: number, shares: number): number {
    return venue * SIZE_CLASSES + 31 - Math.clz32(Math.max(1, shares));
  }

  /** The first print of a run that was known only after a moment, or the run's end. */
  #firstKnownAfter(run: number, timeNs: number): number {
    let low = this.#runs[run]!;
    let high = this.#runs[run + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#knownNs[middle]! <= timeNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** How far the live mid moves after a print, towards its taker; `NaN` where it has none, or no mid. */
function moveAfter(market: Market, row: number): number {
  const { live, tape } = market;
  const timeNs = live.clockNs[row]!;
  const touch = market.touch(row, timeNs);
  if (touch < 0) return NO_PRICE;
  const afterNs = timeNs + AFTER_NS;
  const after = market.touch(market.rowsBefore(afterNs), afterNs);
  const { side, price } = tape.columns;
  const isBuy = side[row] === SIDE_BID || (side[row] !== SIDE_ASK && price[row]! >= live.touchAsk[touch]!);
  const isSell = side[row] === SIDE_ASK || (side[row] !== SIDE_BID && price[row]! <= live.touchBid[touch]!);
  // Of a locked market it could be both.
  if (isBuy === isSell) return NO_PRICE;
  return (isBuy ? 1 : -1) * (market.midOf(after) - market.midOf(touch));
}

/** β₀ by window: the impact of trading one share in the time of a window. */
function priorByWindow(market: Market, history: OutflowHistory): Float64Array {
  const { windows, lengthNs } = history;
  const { volumeShares } = market.live;
  const prior = new Float64Array(windows);
  // Sums over the windows before.
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
