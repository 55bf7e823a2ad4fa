/** A set of fills as the files that `judge` reads. @module */

import { attributionBps, partsOf, poolAttributions } from "../analysis/attribution.ts";
import { halfUnitsToDollars } from "../analysis/half_units.ts";
import { CROSSED, RESTED } from "../execution/fill_log.ts";
import { formatUnits, hasPrice } from "../market/price.ts";
import { sideName } from "../market/side.ts";
import { formatTime } from "../market/time.ts";
import type { FillSet } from "./synthetic_set.ts";

/** The names of a set's files, but for its tape. */
export const SET_FILES = {
  tape: "tape.csv",
  fills: "fills.csv",
  parents: "parents.csv",
  orders: "orders.csv",
  truth: "truth.json",
} as const;

/** What is true of a set: whoever judges its fills should find this. */
interface SetTruth {
  /** To be added to the fills' times, seconds. */
  readonly clock_offset_s: number;
  /** The queue model by which what rested was filled. */
  readonly queue: string;
  /** Who routed. */
  readonly router: string;
  readonly orders: number;
  readonly fills: number;
  /** All-in implementation shortfall of all orders, dollars. */
  readonly shortfall: number;
  /** Its parts, dollars. */
  readonly parts: Readonly<Record<string, number>>;
  readonly shortfall_bps: number;
}

const orderName = (order: number): string => `P${order + 1}`;
const childName = (child: number): string => `C${child + 1}`;

/** The fills as `judge --fills` reads them, by the router's clock. */
export function* fillsCsv(set: FillSet): Generator<string> {
  const { market: { tape, venues } } = set;
  const time = clockText(tape.originNs, set.clockOffsetNs);
  yield "id,time,side,venue,price,shares,order,child,sent,kind,fee\n";
  for (const [i, fill] of set.fills.entries()) {
    const { timeNs, jitterNs, side, venue, price, shares, order, child, kind, fee } = fill;
    const fields = [
      `E${i + 1}`,
      time(timeNs + jitterNs),
      sideName(side),
      venues.names[venue]!,
      formatUnits(price),
      shares,
      orderName(order),
      childName(child),
      time(set.children[child]!.sentNs),
      kind === RESTED ? "rested" : kind === CROSSED ? "crossed" : "taken",
      formatUnits(BigInt(fee) * BigInt(shares)),
    ];
    yield `${fields.join(",")}\n`;
  }
}

/** The parent orders as `judge --parents` reads them. */
export function* parentsCsv(set: FillSet): Generator<string> {
  const time = clockText(set.market.tape.originNs, set.clockOffsetNs);
  yield "order,side,quantity,start,end,limit\n";
  for (const [number, { side, quantity, startNs, endNs, limit }] of set.orders.entries()) {
    const price = limit === undefined ? "" : formatUnits(limit);
    const fields = [orderName(number), sideName(side), quantity, time(startNs), time(endNs), price];
    yield `${fields.join(",")}\n`;
  }
}

/** The child orders as `judge --orders` reads them. */
export function* ordersCsv(set: FillSet): Generator<string> {
  const { market: { tape, venues } } = set;
  const time = clockText(tape.originNs, set.clockOffsetNs);
  yield "child,order,venue,side,price,shares,sent,acknowledged,until,tif\n";
  for (const [number, child] of set.children.entries()) {
    const { order, venue, side, price, shares, sentNs, reachedNs, untilNs, takes } = child;
    const fields = [
      childName(number),
      orderName(order),
      venues.names[venue]!,
      sideName(side),
      hasPrice(price) ? formatUnits(price) : "",
      shares,
      time(sentNs),
      time(reachedNs),
      takes ? "" : time(untilNs),
      takes ? "IOC" : "DAY",
    ];
    yield `${fields.join(",")}\n`;
  }
}

/** What is true of the set. */
export function truthOf(set: FillSet, queue: string, router: string): SetTruth {
  const all = poolAttributions(set.measures.flatMap(({ attribution }) => attribution ?? []));
  return {
    clock_offset_s: set.clockOffsetNs / 1e9,
    queue,
    router,
    orders: set.orders.length,
    fills: set.fills.length,
    shortfall: halfUnitsToDollars(all.total),
    parts: partsOf((part) => halfUnitsToDollars(all.parts[part])),
    shortfall_bps: attributionBps(all).total,
  };
}

/** Times of the tape as the router's clock shows them; fractions of a nanosecond are cut off. */
function clockText(originNs: bigint, offsetNs: number): (ns: number) => string {
  return (ns) => formatTime(originNs + BigInt(Math.floor(ns)) - BigInt(offsetNs));
}
