/** Consolidated quotes as what they say of single venues. @module */

import { hasPrice, NO_PRICE } from "../market/price.ts";
import {
  ACTION_FILL,
  ACTION_MODIFY,
  ACTION_TRADE,
  FLAG_LAST,
  SIDE_NONE,
  type TapeBuilder,
} from "../market/tape.ts";

/**
 * Makes the rows of venues out of consolidated ones (cmbp-1, cbbo, tcbbo), of which each side is the best of all venues
 * and the quote of the publisher that its own field names. Such a row says of these two what they show on that side, and
 * of all others only that they show nothing better: what they do show is not known. So a venue is seen while it has the
 * best bid or the best offer, and shows nothing once another has it.
 *
 * A row becomes one for each venue that it tells of: those that have lost a side, then the one with the offer and the
 * one with the bid, which may be the same; the last of them ends the event, where the row did. A trade among quotes
 * (cmbp-1) changes no book, and stays one row. Where all rows are trades (tcbbo), the rows of venues that did not trade
 * are trades of nothing, so that the tape still tells the book before each trade.
 *
 * The bias: size at the second best venue is not seen, so less can be taken than was there.
 */
export class ConsolidatedRows {
  /** Rows that were split. */
  rows = 0;
  // Publishers that the rows so far left showing something.
  #shown: readonly number[] = [];

  /**
   * Splits the last row of a builder.
   *
   * @param bidPublisher whose its bid is; 0 stands for the row's own publisher.
   * @param askPublisher whose its offer is, likewise.
   * @param isOfTrades whether all rows are trades.
   */
  split(
    builder: TapeBuilder,
    row: number,
    bidPublisher: number,
    askPublisher: number,
    isOfTrades: boolean,
  ): void {
    this.rows++;
    const { publisher, action, flags, bidPx, askPx, bidSz, askSz, tsEventNs, tsRecvNs } = builder.columns;
    const own = publisher[row]!;
    const bid = { px: bidPx[row]!, size: bidSz[row]!, of: bidPublisher || own };
    const ask = { px: askPx[row]!, size: askSz[row]!, of: askPublisher || own };
    const showing = [...hasPrice(ask.px) ? [ask.of] : [], ...hasPrice(bid.px) ? [bid.of] : []];
    const isTrade = action[row] === ACTION_TRADE || action[row] === ACTION_FILL;
    const told = isTrade ? [own] : [];
    if (!isTrade || isOfTrades) {
      told.push(...this.#shown.filter((id) => !showing.includes(id)), ...showing);
      this.#shown = showing;
    }
    const venues = [...new Set(told.length === 0 ? [own] : told)];
    const time = { event: tsEventNs[row]!, recv: tsRecvNs[row]! };
    const rowFlags = flags[row]!;
    for (const [i, id] of venues.entries()) {
      const at = i === 0 ? row : builder.next();
      const { columns } = builder;
      columns.tsEventNs[at] = time.event;
      columns.tsRecvNs[at] = time.recv;
      columns.publisher[at] = id;
      columns.action[at] = isTrade ? ACTION_TRADE : ACTION_MODIFY;
      columns.flags[at] = i === venues.length - 1 ? rowFlags : rowFlags & ~FLAG_LAST;
      const hasBid = id === bid.of && hasPrice(bid.px);
      const hasAsk = id === ask.of && hasPrice(ask.px);
      columns.bidPx[at] = hasBid ? bid.px : NO_PRICE;
      columns.bidSz[at] = hasBid ? bid.size : 0;
      columns.askPx[at] = hasAsk ? ask.px : NO_PRICE;
      columns.askSz[at] = hasAsk ? ask.size : 0;
      if (isTrade && i === 0) continue;
      // Of a quote it is the order that changed, which nobody needs; a trade is one venue's.
      columns.side[at] = SIDE_NONE;
      columns.price[at] = NO_PRICE;
      columns.size[at] = 0;
    }
  }
}
