/** What a router did for one order, as the simulator would tell it. @module */

import { FillLog, RESTED, TAKEN } from "../execution/fill_log.ts";
import type { Market } from "../execution/market.ts";
import { Marks } from "../execution/marks.ts";
import type { Execution } from "../execution/simulator.ts";
import { type ClockMatch, NO_PRINT } from "./clock.ts";
import type { Fills } from "./fills.ts";
import type { JudgedOrder } from "./judged_orders.ts";
import { UNTOLD } from "./read/fields.ts";
import type { VenueView } from "./venue_view.ts";

/** What executions are made of. */
interface ExecutionsInput {
  readonly fills: Fills;
  readonly clock: ClockMatch;
  /** By fill: its time by the tape's clock, ns. */
  readonly timeNs: Float64Array;
  /** Of others, whose prints are theirs alone. */
  readonly market: Market;
  readonly view: VenueView;
}

/** The tape's time of each fill: its print's where it has one, else its own and the offset. */
export function tapeTimes(
  fills: Fills,
  { rows, offsetNs }: ClockMatch,
  { live: { clockNs } }: Market,
): Float64Array {
  return Float64Array.from(
    rows,
    (row, i) => row === NO_PRINT ? fills.timeNs[i]! + offsetNs : clockNs[row]!,
  );
}

/**
 * Makes executions of what a router did, so that they are measured by the very code that measures the simulator's.
 * Mid and touch are those just before a fill's print; without one, what a decision (of a fill at rest) or an arrival
 * (of one that took) meets at its time. The fee is the one charged; where none is told, the venue's.
 */
export class Executions {
  /** Fills whose kind their file does not tell: taken on the far side of the mid, else rested. */
  kindsInferred = 0;
  /** Of the last execution's fills, in order: rows of the tape before each. */
  rows: number[] = [];
  #input: ExecutionsInput;
  #log = new FillLog();
  #marks: Marks;

  constructor(input: ExecutionsInput) {
    this.#input = input;
    this.#marks = new Marks(input.market, this.#log);
  }

  /** The execution of an order; its log of fills holds until the next one. */
  of({ order, fills: group }: JudgedOrder): Execution {
    const { fills, clock, timeNs, market, view } = this.#input;
    const marks = this.#marks;
    this.#log.clear();
    this.rows = [];
    marks.begin();
    for (const i of group) {
      const row = clock.rows[i]!;
      const told = fills.kind[i]!;
      const rows = row !== NO_PRINT
        ? row
        : told === RESTED
        ? market.rowsBefore(timeNs[i]!)
        : market.rowsThrough(timeNs[i]!);
      this.rows.push(rows);
      marks.look(rows, timeNs[i]!, order.side);
      const venue = view.venueOf[fills.venue[i]!]!;
      const kind = told === UNTOLD ? this.#kindOf(order.side * (fills.price[i]! - marks.mid)) : told;
      const { takeFee, addRebate } = view.market.fees;
      const due = kind === RESTED ? 0 - addRebate[venue]! : takeFee[venue]!;
      const fee = Number.isNaN(fills.fee[i]!) ? due : fills.fee[i]!;
      marks.log(timeNs[i]!, venue, fills.price[i]!, fills.shares[i]!, fee, kind);
    }
    const arrivalRows = market.rowsBefore(order.startNs);
    const endRows = market.rowsBefore(order.endNs);
    return {
      order,
      fills: this.#log,
      arrivalMid: market.lastMid(market.touchEntry(arrivalRows, order.startNs)),
      endMid: market.lastMid(market.touchEntry(endRows, order.endNs)),
      unfilled: order.quantity - this.#log.sharesFilled,
      decisions: new Set(group.map((i) => fills.child[i]!)).size,
      restsRefused: 0,
      refused: new Float64Array(view.market.venues.count),
      undefinedMids: marks.undefinedMids,
      doubtfulMids: marks.doubtfulMids,
    };
  }

  #kindOf(overMid: number): number {
    this.kindsInferred++;
    return overMid > 0 ? TAKEN : RESTED;
  }
}
