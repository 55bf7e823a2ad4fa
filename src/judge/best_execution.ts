/** How well fills were executed against the quotes, by venue, kind and size. @module */

import { RESTED, TAKEN } from "../execution/fill_log.ts";
import { type Market, NO_QUOTE } from "../execution/market.ts";
import type { Execution } from "../execution/simulator.ts";
import { hasPrice, toDollars } from "../market/price.ts";
import { NS_PER_SECOND } from "../market/time.ts";
import { MeanSum, type WeightedMean } from "../analysis/weighted_mean.ts";

/** How long after a fill its realised spread is taken, seconds. */
const REALISED_SECONDS: readonly number[] = [0.05, 1, 15, 60, 300];

/** Sizes of fills that are told apart: from so many shares on. */
const SIZES: readonly (readonly [from: number, text: string])[] = [
  [1, "1-99"],
  [100, "100-499"],
  [500, "500-1999"],
  [2000, "2000-4999"],
  [5000, "5000+"],
];

/** Fills of one venue, kind and size. */
export interface ExecutionCell {
  /** Index into the view's venues. */
  readonly venue: number;
  /** Whether they rested; those that crossed in the end count as taken. */
  readonly kind: "taken" | "rested";
  /** Of {@linkcode SIZES}. */
  readonly size: string;
  /** How many. */
  readonly fills: number;
  /** Theirs. */
  readonly shares: number;
  /** Dollars a share: 2s·(p − M). */
  readonly effective: WeightedMean;
  /** Dollars a share: 2s·(T − M). */
  readonly quoted: WeightedMean;
  /** Dollars a share: 2s·(p − M then), by {@linkcode REALISED_SECONDS}. */
  readonly realised: readonly WeightedMean[];
  /** Shares at a better price than the touch to take from. */
  readonly inside: number;
  /** Shares at it. */
  readonly at: number;
  /** Shares at a worse price. */
  readonly outside: number;
}

/** What was better and what was worse than the touch to take from. */
export interface PriceImprovement {
  /** Shares taken at a better price. */
  readonly shares: number;
  /** What that saved, dollars. */
  readonly dollars: number;
}

/** Shares taken at a worse price than another venue showed at that moment. */
export interface ThroughTouch extends PriceImprovement {
  /** How many. */
  readonly fills: number;
}

/** How a router's fills stood to the quotes of their moment, in the manner of SEC Rule 605. */
export interface ExecutionQuality {
  /** By venue, kind and size. */
  readonly cells: readonly ExecutionCell[];
  /** What was taken better than the touch. */
  readonly improvement: PriceImprovement;
  /** What was taken worse than another venue's live quote. */
  readonly through: ThroughTouch;
}

interface Sums {
  venue: number;
  kind: "taken" | "rested";
  size: string;
  fills: number;
  shares: number;
  effective: MeanSum;
  quoted: MeanSum;
  realised: MeanSum[];
  inside: number;
  at: number;
  outside: number;
}

/**
 * Adds up executions in the manner of SEC Rule 605: effective over quoted spread, realised spread at 50 ms to 5 min,
 * and the shares inside, at and outside the quote. T is the best live price to take from, M the live mid, both just
 * before the fill. What rested is counted by itself: it pays the spread negatively.
 *
 * The manner, not the letter: it counts fills and their sizes, where the rule counts orders by theirs, and times run
 * from fills, as the arrival of child orders may not be known.
 *
 * Source: 17 CFR 242.600(b) and 242.605 (as amended 2024: realised spread at 50 ms, 1 s, 15 s, 1 min and 5 min).
 */
export class BestExecution {
  #market: Market;
  #cells = new Map<string, Sums>();
  #improved = { shares: 0, dollars: 0 };
  #through = { fills: 0, shares: 0, dollars: 0 };

  /** @param market of others, by which mids go on. */
  constructor(market: Market) {
    this.#market = market;
  }

  /**
   * Adds the fills of an execution.
   *
   * @param rows of the tape before each fill.
   */
  add({ order: { side }, fills }: Execution, rows: readonly number[]): void {
    for (let i = 0; i < fills.length; i++) {
      const [price, shares, mid, touch] = [fills.price[i]!, fills.shares[i]!, fills.mid[i]!, fills.touch[i]!];
      if (!hasPrice(mid) || !hasPrice(touch)) continue;
      const kind = fills.kind[i] === RESTED ? "rested" : "taken";
      const cell = this.#cellOf(fills.venue[i]!, kind, shares);
      cell.fills++;
      cell.shares += shares;
      cell.effective.add(toDollars(2 * side * (price - mid)), shares);
      cell.quoted.add(toDollars(2 * side * (touch - mid)), shares);
      const worse = side * (price - touch);
      if (worse < 0) cell.inside += shares;
      else if (worse === 0) cell.at += shares;
      else cell.outside += shares;
      this.#realise(cell, side, price, shares, fills.timeNs[i]!);
      if (fills.kind[i] !== TAKEN) continue;
      if (worse < 0) {
        this.#improved.shares += shares;
        this.#improved.dollars += toDollars(-worse * shares);
      }
      if (worse > 0) {
        this.#noteThrough(fills.venue[i]!, side, price, touch, shares, rows[i]!, fills.timeNs[i]!);
      }
    }
  }

  /** All that was added. */
  finish(): ExecutionQuality {
    const sizes = SIZES.map(([, text]) => text);
    const cells = [...this.#cells.values()].sort((a, b) =>
      a.venue - b.venue || a.kind.localeCompare(b.kind) || sizes.indexOf(a.size) - sizes.indexOf(b.size)
    );
    return {
      cells: cells.map((cell) => ({
        ...cell,
        effective: cell.effective.finish(),
        quoted: cell.quoted.finish(),
        realised: cell.realised.map((sum) => sum.finish()),
      })),
      improvement: { ...this.#improved },
      through: { ...this.#through },
    };
  }

  #cellOf(venue: number, kind: "taken" | "rested", shares: number): Sums {
    const [, size] = SIZES.findLast(([from]) => shares >= from)!;
    const key = `${venue} ${kind} ${size}`;
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const cell: Sums = {
      venue,
      kind,
      size,
      fills: 0,
      shares: 0,
      effective: new MeanSum(),
      quoted: new MeanSum(),
      realised: REALISED_SECONDS.map(() => new MeanSum()),
      inside: 0,
      at: 0,
      outside: 0,
    };
    this.#cells.set(key, cell);
    return cell;
  }

  #realise(cell: Sums, side: number, price: number, shares: number, timeNs: number): void {
    const market = this.#market;
    const endNs = market.live.clockNs.at(-1)!;
    for (const [i, seconds] of REALISED_SECONDS.entries()) {
      const atNs = timeNs + seconds * NS_PER_SECOND;
      if (atNs > endNs) return;
      const mid = market.lastMid(market.touchEntry(market.rowsThrough(atNs), atNs));
      if (hasPrice(mid)) cell.realised[i]!.add(toDollars(2 * side * (price - mid)), shares);
    }
  }

  /** Counts a fill whose price another venue would have bettered; `touch` is the best that is believed. */
  #noteThrough(
    own: number,
    side: 1 | -1,
    price: number,
    touch: number,
    shares: number,
    rows: number,
    timeNs: number,
  ): void {
    const market = this.#market;
    let best = price;
    for (let venue = 0; venue < market.venues.count; venue++) {
      if (venue === own) continue;
      const row = market.liveRow(venue, rows, timeNs);
      if (row === NO_QUOTE) continue;
      const shown = market.farPrice(row, side);
      if (side * shown < side * best && side * shown >= side * touch) best = shown;
    }
    if (best === price) return;
    this.#through.fills++;
    this.#through.shares += shares;
    this.#through.dollars += toDollars(side * (price - best) * shares);
  }
}
