/**
 * A second, plain implementation of the market rules: an object per row, everything found out anew by
 * walking all rows before, no index and no typed array. Slow and easy to read; it shares no code with
 * what it tests.
 *
 * @module
 */

import type { ChildOrders, Decision, Strategy } from "../../src/execution/strategy.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import type { Tape } from "../../src/market/tape.ts";
import { publisher } from "../../src/market/publishers.ts";

/** A price and the shares displayed there. */
export interface Quote {
  readonly price: number;
  readonly size: number;
}

export interface Row {
  readonly at: number;
  /** When the venue stamped it. */
  readonly stamped: number;
  /** Undefined where no order can be sent. */
  readonly venue: string | undefined;
  readonly isTrade: boolean;
  /** What was printed, where the row is a print that counts. */
  readonly print: Quote | undefined;
  readonly bid: Quote | undefined;
  readonly ask: Quote | undefined;
}

export interface Options {
  readonly maxQuoteAgeNs?: number | undefined;
  readonly referenceVenue?: string | undefined;
  readonly maxPrint?: number | undefined;
  readonly collarBps?: number | undefined;
}

/** Reference prices by side; undefined is none. */
interface References {
  readonly bid: number | undefined;
  readonly ask: number | undefined;
}

/** A live quote, and the row it comes from. */
interface Live {
  readonly row: number;
  readonly bid: Quote | undefined;
  readonly ask: Quote | undefined;
}

interface Book extends ReadonlyMap<string, Live> {
  /** What the prices of the moment are held against. */
  readonly reference: References;
}

/** Half the width of the collar about a price. */
function widthAt(price: number, collarBps: number): number {
  return Math.max(price * collarBps / 1e4, 5 * (price < 1e9 ? 1e5 : 1e7));
}

/** The tape as a list of rows in order of receipt; what is displayed is what is left after a trade. */
function rowsOf({ columns, length }: Tape, maxPrint: number): Row[] {
  const quote = (price: number, size: number) =>
    Number.isNaN(price) || size === 0 ? undefined : { price, size };
  const told = new Map<string, number>();
  const rowsOf = new Map<number, number>();
  for (const id of columns.publisher) rowsOf.set(id, (rowsOf.get(id) ?? 0) + 1);
  for (const id of [...rowsOf.keys()].sort((a, b) => rowsOf.get(b)! - rowsOf.get(a)! || a - b)) {
    const feed = `${publisher(id).kind} ${publisher(id).venue}`;
    if (!told.has(feed)) told.set(feed, id);
  }
  const rows: Row[] = [];
  for (let i = 0; i < length; i++) {
    const { venue, kind } = publisher(columns.publisher[i]!);
    // One feed tells of a venue: that with most rows.
    const tells = told.get(`${kind} ${venue}`) === columns.publisher[i]!;
    const action = String.fromCharCode(columns.action[i]!);
    const price = columns.price[i]!;
    const size = columns.size[i]!;
    const counts = tells && action === "T" && !Number.isNaN(price) && size <= maxPrint &&
      (kind === "exchange" || kind === "off-exchange");
    rows.push({
      at: Number.isNaN(columns.tsRecvNs[i]!) ? columns.tsEventNs[i]! : columns.tsRecvNs[i]!,
      stamped: columns.tsEventNs[i]!,
      venue: kind === "exchange" && tells ? venue : undefined,
      isTrade: action === "T" || action === "F",
      print: counts ? { price, size } : undefined,
      bid: quote(columns.bidPx[i]!, columns.bidSz[i]!),
      ask: quote(columns.askPx[i]!, columns.askSz[i]!),
    });
  }
  const isTbbo = rows.every(({ venue, isTrade }) => venue === undefined || isTrade);
  const afterTrade = (row: Row, i: number): Row => {
    const after = (shown: Quote | undefined) =>
      shown === undefined || shown.price !== columns.price[i]!
        ? shown
        : quote(shown.price, Math.max(0, shown.size - columns.size[i]!));
    return { ...row, bid: after(row.bid), ask: after(row.ask) };
  };
  // Array.sort is stable.
  return (isTbbo ? rows.map(afterTrade) : rows).sort((a, b) => a.at - b.at || a.stamped - b.stamped);
}

export class ReferenceMarket {
  readonly rows: readonly Row[];
  /** In ascending order of the lowest publisher id. */
  readonly venues: readonly string[];
  readonly isTbbo: boolean;
  /** 1 ns or 1 ms. */
  readonly resolution: number;
  readonly referenceVenue: string;
  readonly carriedCrossed: number;
  readonly maxAge: ReadonlyMap<string, number>;
  readonly collarBps: number;
  readonly #standIns: readonly string[];
  #moments: { rows: number; at: number; mid?: number; bid?: number; ask?: number }[] = [];

  constructor(
    tape: Tape,
    { maxQuoteAgeNs, referenceVenue, maxPrint = 10_000, collarBps = Infinity }: Options,
  ) {
    this.collarBps = collarBps;
    this.rows = rowsOf(tape, maxPrint);
    const ids = [...new Set(tape.columns.publisher)].sort((a, b) => a - b);
    this.venues = [
      ...new Set(ids.map(publisher).filter(({ kind }) => kind === "exchange").map(({ venue }) => venue)),
    ];
    this.isTbbo = this.rows.every(({ venue, isTrade }) => venue === undefined || isTrade);
    this.resolution = this.rows.every(({ at }) => at % 1e6 === 0) ? 1e6 : 1;
    const quotes = (venue: string) =>
      this.rows.filter((row) => this.#isQuote(row) && row.venue === venue).length;
    const busiest = this.venues.toSorted((a, b) => quotes(b) - quotes(a));
    this.referenceVenue = referenceVenue ?? busiest[0]!;
    this.#standIns = busiest.slice(0, 2);
    this.carriedCrossed = this.#findCarriedCrossed();
    const usual = this.carriedCrossed > 0.01 ? 1e9 : Infinity;
    this.maxAge = new Map(
      this.venues.map((venue) => [
        venue,
        maxQuoteAgeNs ?? (venue === this.referenceVenue ? Infinity : usual),
      ]),
    );
    this.#findMoments();
  }

  #isQuote({ venue, isTrade }: Row): boolean {
    return venue !== undefined && (this.isTbbo || !isTrade);
  }

  /**
   * The quotes alive after the first rows at a moment, and the reference prices; `carried`: until the venue's next
   * one.
   */
  book(rows: number, at: number, { carried = false } = {}): Book {
    const alive = new Map<string, Live>();
    let now: References = { bid: undefined, ask: undefined };
    // The last reference prices that there were, and when they went.
    const last = { bid: NaN, ask: NaN, bidGone: -Infinity, askGone: -Infinity };
    const shown = (): References => {
      const sideOf = (name: "bid" | "ask") => {
        const prices = (venues: readonly string[]) =>
          venues.flatMap((venue) => alive.get(venue)?.[name]?.price ?? []);
        const best = name === "bid" ? Math.max : Math.min;
        const own = prices([this.referenceVenue]);
        const others = prices(this.#standIns);
        return own[0] ?? (others.length > 0 ? best(...others) : undefined);
      };
      return { bid: sideOf("bid"), ask: sideOf("ask") };
    };
    const note = (moment: number) => {
      const next = shown();
      if (next.bid !== now.bid && now.bid !== undefined) [last.bid, last.bidGone] = [now.bid, moment];
      if (next.ask !== now.ask && now.ask !== undefined) [last.ask, last.askGone] = [now.ask, moment];
      now = next;
    };
    const held = (moment: number): References => ({
      bid: now.bid ?? (moment - last.bidGone <= 1e9 ? last.bid : undefined),
      ask: now.ask ?? (moment - last.askGone <= 1e9 ? last.ask : undefined),
    });
    const expire = (until: number) => {
      const deathOf = ([venue, { row }]: [string, Live]) => this.rows[row]!.at + this.maxAge.get(venue)!;
      const dead = carried ? [] : [...alive].filter((entry) => deathOf(entry) <= until);
      for (const death of [...new Set(dead.map(deathOf))].sort((a, b) => a - b)) {
        for (const entry of dead) if (deathOf(entry) === death) alive.delete(entry[0]);
        note(death);
      }
    };
    for (let i = 0; i < rows; i++) {
      const row = this.rows[i]!;
      expire(row.at);
      if (!this.#isQuote(row)) continue;
      alive.set(row.venue!, { row: i, bid: row.bid, ask: row.ask });
      const before = held(row.at);
      const { bid = before.bid, ask = before.ask } = shown();
      const believed = this.#believed(row, { bid, ask });
      for (const [venue, old] of [...alive]) {
        const crosses = (believed.bid && old.ask && believed.bid.price > old.ask.price) ||
          (believed.ask && old.bid && believed.ask.price < old.bid.price);
        if (!carried && venue !== row.venue && crosses) alive.delete(venue);
      }
      note(row.at);
    }
    expire(at);
    return Object.assign(alive, { reference: held(at) });
  }

  /** The sides of a quote that are not too good to be true. */
  #believed({ bid, ask }: Pick<Row, "bid" | "ask">, reference: References): Pick<Row, "bid" | "ask"> {
    const highest = reference.bid === undefined
      ? Infinity
      : reference.bid + widthAt(reference.bid, this.collarBps);
    const lowest = reference.ask === undefined
      ? -Infinity
      : reference.ask - widthAt(reference.ask, this.collarBps);
    return {
      bid: bid && bid.price <= highest ? bid : undefined,
      ask: ask && ask.price >= lowest ? ask : undefined,
    };
  }

  best(book: Book): { bid?: number; ask?: number; mid?: number } {
    const quotes = [...book.values()].map((quote) => this.#believed(quote, book.reference));
    const bids = quotes.flatMap(({ bid }) => bid ? [bid.price] : []);
    const asks = quotes.flatMap(({ ask }) => ask ? [ask.price] : []);
    return {
      ...(bids.length > 0 ? { bid: Math.max(...bids) } : {}),
      ...(asks.length > 0 ? { ask: Math.min(...asks) } : {}),
      ...(bids.length > 0 && asks.length > 0 ? { mid: (Math.max(...bids) + Math.min(...asks)) / 2 } : {}),
    };
  }

  /** Part of the tape's time in which the carried book is crossed. */
  #findCarriedCrossed(): number {
    let crossed = 0;
    for (let i = 1; i < this.rows.length; i++) {
      const { bid, ask } = this.#carriedBest(this.book(i, this.rows[i]!.at, { carried: true }));
      if (bid !== undefined && ask !== undefined && bid > ask) {
        crossed += this.rows[i]!.at - this.rows[i - 1]!.at;
      }
    }
    const all = this.rows.at(-1)!.at - this.rows[0]!.at;
    return all > 0 ? crossed / all : 0;
  }

  /** The best prices of all quotes, believed or not. */
  #carriedBest(book: Book): { bid?: number; ask?: number } {
    return this.best(Object.assign(new Map(book), { reference: { bid: undefined, ask: undefined } }));
  }

  /** The best prices just after every quote, just before it, and whenever a quote grows too old between. */
  #findMoments(): void {
    const look = (rows: number, at: number) => {
      this.#moments.push({ rows, at, ...this.best(this.book(rows, at)) });
    };
    const deaths = this.rows
      .filter((row) => this.#isQuote(row)).map(({ at, venue }) => at + this.maxAge.get(venue!)!)
      .filter((at) => at < Infinity).sort((a, b) => a - b);
    for (let rows = 1; rows <= this.rows.length; rows++) {
      const from = this.rows[rows - 1]!.at;
      const to = this.rows[rows]?.at ?? Infinity;
      // What is believed is settled whenever a quote comes or goes.
      if (this.#isQuote(this.rows[rows - 1]!)) look(rows, from);
      for (const at of deaths) if (at > from && at <= to) look(rows, at);
    }
  }

  /** The mid after the first rows at a moment; `NaN` where one side has no quote. */
  midAt(rows: number, at: number): number {
    return this.#moments.filter((moment) => moment.rows <= rows && moment.at <= at).at(-1)?.mid ?? NaN;
  }

  /** Whether the last print puts the last mid in doubt: more than a minute older, or more than 50 bps away. */
  doubts(rows: number, at: number): boolean {
    const print = this.rows.slice(0, rows).findLast(({ print }) => print !== undefined);
    const moments = this.#moments.filter((moment) => moment.rows <= rows && moment.at <= at);
    const last = moments.findLastIndex(({ mid }) => mid !== undefined);
    if (print === undefined || last < 0) return false;
    // An entry a change: the touch that the mid is of began when a touch differed from the one before.
    const same = (a: { bid?: number; ask?: number } | undefined, b: { bid?: number; ask?: number }) =>
      a?.bid === b.bid && a?.ask === b.ask;
    let first = last;
    while (first > 0 && same(moments[first - 1], moments[last]!)) first--;
    const { price } = print.print!;
    const { bid, ask, mid } = moments[last]!;
    // A venue's last quote speaks for its prices, whatever became of it.
    const shown = this.venues.flatMap((venue) => {
      const quote = this.rows.slice(0, rows).findLast((row) => this.#isQuote(row) && row.venue === venue);
      return quote && (quote.bid?.price === bid || quote.ask?.price === ask) ? [quote.at] : [];
    });
    return Math.abs(mid! - price) > 50e-4 * price || print.at - Math.max(moments[first]!.at, ...shown) > 60e9;
  }

  /** Worst and best price to take at on a side, within the collar and a parent order's limit. */
  limits(rows: number, at: number, side: number, parentLimit?: number): { worst: number; best: number } {
    const { bid, ask } = this.book(rows, at).reference;
    const reference = side === 1 ? ask : bid;
    let worst = NaN;
    let best = NaN;
    if (this.collarBps === Infinity) [worst, best] = [side * Infinity, -side * Infinity];
    else if (reference !== undefined) {
      const width = widthAt(reference, this.collarBps);
      [worst, best] = [reference + side * width, reference - side * width];
    }
    if (parentLimit !== undefined && !Number.isNaN(worst)) {
      worst = side === 1 ? Math.min(worst, parentLimit) : Math.max(worst, parentLimit);
    }
    return { worst, best };
  }

  /** Mid and best prices after the first rows at a moment, else the last that there were. */
  known(rows: number, at: number): { mid: number; bid: number; ask: number; isDefined: boolean } {
    let known = { mid: NaN, bid: NaN, ask: NaN, isDefined: false };
    for (const moment of this.#moments) {
      if (moment.rows > rows || moment.at > at) break;
      const { mid = known.mid, bid = known.bid, ask = known.ask } = moment;
      known = { mid, bid, ask, isDefined: moment.mid !== undefined };
    }
    return known;
  }

  /** Rows known at a moment: those of earlier stamps, on a coarse clock a millisecond earlier. */
  rowsBefore(at: number): number {
    return this.rows.filter((row) => row.at + this.resolution <= at).length;
  }

  rowsThrough(at: number): number {
    return this.rows.filter((row) => row.at <= at).length;
  }

  arrival(at: number): number {
    return Math.ceil(at / this.resolution) * this.resolution;
  }
}

export interface Fill {
  at: number;
  venue: string;
  price: number;
  shares: number;
  fee: number;
  kind: "taken" | "rested" | "crossed" | "beyond" | "unwound";
  mid: number;
  touch: number;
}

export interface Result {
  fills: Fill[];
  arrivalMid: number;
  endMid: number;
  unfilled: number;
  decisions: number;
  restsRefused: number;
  /** Fills, other than beyond the displayed size, without a mid just before. */
  undefinedMids: number;
  /** Likewise, fills whose mid is in doubt. */
  doubtfulMids: number;
  /** Shares by venue that were sent beyond the limit. */
  refused: Record<string, number>;
}

interface Rules {
  readonly latencyNs: readonly number[];
  readonly refreshNs: number;
  /** The share of cancels ahead is 0, 1 or the number behind the colon. */
  readonly queue: "risk-averse" | "prorata" | `cancels-ahead:${number}`;
  readonly residual: "cross" | "opportunity";
  /** By venue, 1e-9 dollars. */
  readonly takeFee: readonly number[];
  readonly addRebate: readonly number[];
}

interface Resting {
  readonly venue: string;
  readonly price: number;
  left: number;
  ahead: number;
  shown: number;
  printed: number;
  readonly arrivalRows: number;
  readonly until: number;
}

interface Taken {
  readonly venue: string;
  readonly price: number;
  readonly shares: number;
  readonly rows: number;
  readonly at: number;
}

export function simulateReference(
  market: ReferenceMarket,
  order: ParentOrder,
  { schedule, placement }: Strategy,
  rules: Rules,
): Result {
  const { rows, venues } = market;
  const fills: Fill[] = [];
  let side: number = order.side;
  let takenShares: Taken[] = [];
  let resting: Resting[] = [];
  let walked = 0;
  let undefinedMids = 0;
  let doubtfulMids = 0;
  const refused: Record<string, number> = Object.fromEntries(venues.map((venue) => [venue, 0]));
  let restsRefused = 0;
  let decisions = 0;

  const far = ({ bid, ask }: { bid: Quote | undefined; ask: Quote | undefined }) => side === 1 ? ask : bid;
  const near = ({ bid, ask }: { bid: Quote | undefined; ask: Quote | undefined }) => side === 1 ? bid : ask;
  /** Whether a is a worse price than b to trade at. */
  const isWorse = (a: number, b: number) => side === 1 ? a > b : a < b;
  const latency = (venue: string) => rules.latencyNs[venues.indexOf(venue)]!;
  const takeFee = (venue: string) => rules.takeFee[venues.indexOf(venue)]!;
  const filled = () => fills.reduce((sum, { shares }) => sum + shares, 0);

  const fill = (beforeRows: number, fill: Omit<Fill, "mid" | "touch">) => {
    const { mid, bid, ask, isDefined } = market.known(beforeRows, fill.at);
    fills.push({ ...fill, mid, touch: side === 1 ? ask : bid });
    if (fill.kind === "beyond") return;
    if (!isDefined) undefinedMids++;
    if (market.doubts(beforeRows, fill.at)) doubtfulMids++;
  };

  /** What is missing of a venue's shares at a price. */
  const missing = (venue: string, price: number, atRows: number, at: number): number => {
    const takes = takenShares.filter((take) => take.venue === venue && take.price === price);
    let taken = 0;
    let away: number | undefined;
    const settle = (now: number) => {
      if (away !== undefined && now - away >= rules.refreshNs) taken = 0;
    };
    for (let i = 0; i <= atRows; i++) {
      for (const take of takes.filter((take) => take.rows === i)) {
        settle(take.at);
        taken += take.shares;
      }
      const row = rows[i];
      if (i === atRows || row === undefined || row.venue !== venue || (row.isTrade && !market.isTbbo)) {
        continue;
      }
      settle(row.at);
      const shown = far(row);
      if (shown === undefined) away = undefined;
      else if (shown.price !== price) away ??= row.at;
      else {
        taken = Math.min(taken, shown.size);
        away = undefined;
      }
    }
    settle(at);
    return taken;
  };
  const available = (venue: string, quote: Quote, atRows: number, at: number) =>
    Math.max(0, quote.size - missing(venue, quote.price, atRows, at));

  /** Lets the first rows pass by what rests. */
  const walkTo = (toRows: number) => {
    for (; walked < toRows; walked++) {
      const row = rows[walked]!;
      const { at } = row;
      // Better prices first, then earlier ones: sorting is stable.
      const here = resting
        .filter(({ venue, arrivalRows, until, left }) =>
          venue === row.venue && arrivalRows <= walked && at + market.resolution <= until && left > 0
        )
        .sort((a, b) => side * (b.price - a.price));
      const rested = (child: Resting, shares: number) => {
        if (shares === 0) return;
        child.left -= shares;
        const fee = -rules.addRebate[venues.indexOf(child.venue)]! + 0;
        fill(walked, { at, venue: child.venue, price: child.price, shares, fee, kind: "rested" });
      };
      if (row.isTrade) {
        if (row.print === undefined) continue;
        let { size } = row.print;
        for (const child of here.filter(({ price }) => isWorse(price, row.print!.price))) {
          const shares = Math.min(size, child.left);
          rested(child, shares);
          size -= shares;
        }
        let unused = size;
        for (const child of here.filter(({ price }) => price === row.print!.price)) {
          const reaching = Math.floor(Math.max(0, size - child.ahead));
          child.ahead = Math.max(0, child.ahead - size);
          child.printed += row.print.size;
          const shares = Math.min(reaching, child.left, unused);
          rested(child, shares);
          unused -= shares;
        }
        continue;
      }
      // Shares that the opposite quote has sold.
      let sold = 0;
      for (const child of here) {
        const shown = near(row);
        const isKnown = shown !== undefined && !isWorse(shown.price, child.price);
        if (rules.queue !== "risk-averse" && isKnown) {
          const share = rules.queue === "prorata" ? 1 : Number(rules.queue.split(":")[1]);
          const now = shown.price === child.price ? shown.size : 0;
          const expected = child.shown - child.printed;
          const stay = share === 1 ? now : (1 - share) * expected + share * now;
          if (now < expected) child.ahead = child.ahead * stay / expected;
          child.shown = now;
          child.printed = 0;
        }
        const opposite = far(row);
        if (opposite === undefined || isWorse(opposite.price, child.price)) continue;
        const { best } = market.limits(walked + 1, at, side);
        if (!(side * opposite.price >= side * best)) continue;
        const shares = Math.min(child.left, opposite.size - sold);
        if (shares === 0) continue;
        sold += shares;
        rested(child, shares);
        takenShares.push({ venue: child.venue, price: opposite.price, shares, rows: walked + 1, at });
      }
    }
  };

  const begin = market.known(market.rowsBefore(order.startNs), order.startNs);
  const plan = schedule.begin(order, undefined as never);
  let ready = order.startNs;
  for (let slice = 0; slice < plan.slices && filled() < order.quantity; slice++) {
    const until = plan.startNs(slice + 1);
    let now = Math.max(ready, plan.startNs(slice));
    if (now >= until) continue;
    let due = Math.min(order.quantity, plan.target(slice, market.rowsBefore(now), filled())) - filled();
    while (due > 0 && now < until) {
      const seen = market.rowsBefore(now);
      walkTo(seen);
      const book = market.book(seen, now);
      const { worst, best } = market.limits(seen, now, side, order.limit);
      /** Whether a price is beyond the limit of the decision. */
      const refuses = (price: number) => !(side * price <= side * worst);
      const placed = filled() + resting.reduce((sum, { left }) => sum + left, 0);
      const offers = venues.map((venue) => {
        const quote = book.has(venue) ? far(book.get(venue)!) : undefined;
        const size = quote && side * quote.price >= side * best ? available(venue, quote, seen, now) : 0;
        return { price: size > 0 ? quote!.price : NaN, size };
      });
      const nearQuotes = venues.map((venue) => {
        const live = book.get(venue);
        const quote = live && near(live);
        const opposite = live && far(live);
        if (!quote || (opposite && !isWorse(opposite.price, quote.price))) return { price: NaN, size: 0 };
        return quote;
      });
      const columns = (quotes: Quote[]) => ({
        count: venues.length,
        price: Float64Array.from(quotes, ({ price }) => price),
        size: Float64Array.from(quotes, ({ size }) => size),
        takeFee: Float64Array.from(rules.takeFee),
        addRebate: Float64Array.from(rules.addRebate),
      });
      const decision: Decision = {
        market: undefined as never,
        index: decisions,
        side: order.side,
        nowNs: now,
        rows: seen,
        untilNs: until,
        quantity: due,
        isLast: slice === plan.slices - 1,
        overdue: 0, // no placement of these tests reads it
        leaves: order.quantity - placed,
        offers: columns(offers),
        nearQuotes: columns(nearQuotes),
        mid: market.midAt(seen, now),
        takeLimit: worst,
      };
      const sent: ChildOrders = {
        take: new Float64Array(venues.length),
        takeLimit: new Float64Array(venues.length).fill(NaN),
        rest: new Float64Array(venues.length),
      };
      placement.place(decision, sent);
      decisions++;
      let answered = now;
      let taken = 0;
      let goesOn = false;
      for (const venue of venues.toSorted((a, b) => latency(a) - latency(b))) {
        const i = venues.indexOf(venue);
        const [take, limit, rest] = [sent.take[i]!, sent.takeLimit[i]!, sent.rest[i]!];
        if (take === 0 && rest === 0) continue;
        const at = market.arrival(now + latency(venue));
        const met = market.rowsThrough(at);
        walkTo(met);
        const live = market.book(met, at).get(venue);
        const quote = live && far(live);
        if (take > 0) {
          let shares = 0;
          if (quote && !isWorse(quote.price, limit) && refuses(quote.price)) refused[venue]! += take;
          else if (
            quote && !isWorse(quote.price, limit) &&
            side * quote.price >= side * market.limits(met, at, side).best
          ) {
            shares = Math.min(take, available(venue, quote, met, at));
            if (shares > 0) {
              fill(met, { at, venue, price: quote.price, shares, fee: takeFee(venue), kind: "taken" });
              takenShares.push({ venue, price: quote.price, shares, rows: met, at });
            }
          }
          taken += shares;
          const wasThere = offers[i]!.size > 0 && !isWorse(offers[i]!.price, limit) &&
            !refuses(offers[i]!.price);
          if (wasThere && shares < take) goesOn = true;
        }
        if (rest > 0) {
          const { price } = nearQuotes[i]!;
          const touch = live && near(live);
          const cancel = until - latency(venue);
          const rests = touch?.price === price && !(quote && !isWorse(quote.price, price)) && at < cancel;
          if (order.limit !== undefined && isWorse(price, order.limit)) refused[venue]! += rest;
          else if (rests) {
            const own = resting.filter((child) => child.venue === venue && child.price === price)
              .reduce((sum, { left }) => sum + left, 0);
            const shown = touch!.size;
            resting.push({
              venue,
              price,
              left: rest,
              ahead: shown + own,
              shown,
              printed: 0,
              arrivalRows: met,
              until: cancel,
            });
          } else {
            restsRefused += rest;
            if (!Number.isNaN(price)) goesOn = true;
          }
        }
        answered = Math.max(answered, at + Math.max(latency(venue), market.resolution));
      }
      due -= filled() + resting.reduce((sum, { left }) => sum + left, 0) - placed;
      now = ready = answered;
      if (!goesOn && !(placement.sequential && taken > 0)) break;
    }
    walkTo(Math.max(walked, market.rowsBefore(until)));
    resting = [];
  }

  const end = market.arrival(Math.max(order.endNs, ready) + Math.max(...rules.latencyNs));
  const endRows = market.rowsThrough(end);
  let left = order.quantity - filled();
  const isOver = left < 0;
  if (isOver) {
    side = -side;
    takenShares = [];
    left = -left;
  }
  if (isOver || rules.residual === "cross") {
    const sign = isOver ? -1 : 1;
    const book = market.book(endRows, end);
    const limit = isOver ? undefined : order.limit;
    const { worst, best } = market.limits(endRows, end, side, limit);
    const quotes = venues.flatMap((venue) => {
      const quote = book.has(venue) ? far(book.get(venue)!) : undefined;
      const isWithin = quote && side * quote.price <= side * worst && side * quote.price >= side * best;
      return isWithin ? [{ venue, ...quote }] : [];
    });
    const displayed = quotes.reduce((sum, { size }) => sum + size, 0);
    const byCost = quotes.toSorted((a, b) =>
      side * (a.price - b.price) + takeFee(a.venue) - takeFee(b.venue) ||
      venues.indexOf(a.venue) - venues.indexOf(b.venue)
    );
    for (const quote of byCost) {
      const { venue, price } = quote;
      const shares = Math.min(left, available(venue, quote, endRows, end));
      if (shares === 0) continue;
      const kind = isOver ? "unwound" : "crossed";
      fill(endRows, { at: end, venue, price, shares: sign * shares, fee: takeFee(venue), kind });
      left -= shares;
    }
    const cheapest = quotes.toSorted((a, b) => side * (a.price - b.price))[0]?.price ?? NaN;
    const reference = (side === 1 ? book.reference.ask : book.reference.bid) ?? cheapest;
    const from = isWorse(reference, cheapest) ? reference : cheapest;
    const venue = market.referenceVenue;
    const tick = from < 1e9 ? 1e5 : 1e7;
    for (let rung = 1; left > 0 && displayed > 0 && limit === undefined; rung++) {
      const shares = Math.min(left, displayed);
      const price = from + side * rung * tick;
      fill(endRows, { at: end, venue, price, shares: sign * shares, fee: takeFee(venue), kind: "beyond" });
      left -= shares;
    }
  }
  return {
    fills,
    arrivalMid: begin.mid,
    endMid: market.known(market.rowsBefore(order.endNs), order.endNs).mid,
    unfilled: isOver ? 0 - left : left,
    decisions,
    restsRefused,
    undefinedMids,
    doubtfulMids,
    refused,
  };
}
