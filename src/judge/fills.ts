/** What a router did: its fills, in columns. @module */

import { grown } from "../execution/grown.ts";
import type { Side } from "../market/side.ts";
import { Names, UNNAMED } from "./names.ts";

/** One fill, as a reader hands it over. */
export interface Fill {
  /** ns after the tape's origin, by the router's clock. */
  readonly timeNs: number;
  /** Bought or sold. */
  readonly side: Side;
  /** Market identifier. */
  readonly venue: string;
  /** 1e-9 dollars. */
  readonly price: number;
  /** How many, at least one. */
  readonly shares: number;
  /** Parent order; empty where it is not told. */
  readonly order: string;
  /** Child order; empty where it is not told. */
  readonly child: string;
  /** When the child order was sent; `NaN` where it is not told. */
  readonly sentNs: number;
  /** `TAKEN`, `RESTED`, `CROSSED` or `UNTOLD`. */
  readonly kind: number;
  /** What was charged for a share, 1e-9 dollars; `NaN` where it is not told. */
  readonly fee: number;
  /** Line of the file. */
  readonly line: number;
}

/** Fills in columns, in the order that they were read. */
export class Fills {
  /** How many; the columns may be longer. */
  length = 0;
  /** ns after the tape's origin, by the router's clock. */
  timeNs: Float64Array<ArrayBuffer> = new Float64Array(64);
  /** 1 bought, -1 sold. */
  side: Float64Array<ArrayBuffer> = new Float64Array(64);
  /** Index into `venues`. */
  venue: Uint16Array<ArrayBuffer> = new Uint16Array(64);
  /** 1e-9 dollars. */
  price: Float64Array<ArrayBuffer> = new Float64Array(64);
  /** How many. */
  shares: Float64Array<ArrayBuffer> = new Float64Array(64);
  /** Index into `orders`, or `UNNAMED`. */
  order: Int32Array<ArrayBuffer> = new Int32Array(64);
  /** Index into `children`, or `UNNAMED`. */
  child: Int32Array<ArrayBuffer> = new Int32Array(64);
  /** When the child order was sent, or acknowledged; `NaN` where it is not told. */
  sentNs: Float64Array<ArrayBuffer> = new Float64Array(64);
  /** `TAKEN`, `RESTED`, `CROSSED` or `UNTOLD`. */
  kind: Uint8Array<ArrayBuffer> = new Uint8Array(64);
  /** A share's, 1e-9 dollars. */
  fee: Float64Array<ArrayBuffer> = new Float64Array(64);
  /** Line of the file. */
  line: Float64Array<ArrayBuffer> = new Float64Array(64);
  /** Market identifiers. */
  readonly venues: Names = new Names();
  /** Parent orders. */
  readonly orders: Names = new Names();
  /** Child orders. */
  readonly children: Names = new Names();

  /** Notes a fill; returns its index. */
  add(fill: Fill): number {
    const i = this.length++;
    if (i === this.timeNs.length) this.#grow();
    this.timeNs[i] = fill.timeNs;
    this.side[i] = fill.side;
    this.venue[i] = this.venues.of(fill.venue);
    this.price[i] = fill.price;
    this.shares[i] = fill.shares;
    this.order[i] = this.orders.of(fill.order);
    this.child[i] = this.children.of(fill.child);
    this.sentNs[i] = fill.sentNs;
    this.kind[i] = fill.kind;
    this.fee[i] = fill.fee;
    this.line[i] = fill.line;
    return i;
  }

  /** Whether two fills are alike in all that counts. */
  isSame(i: number, fill: Fill): boolean {
    return this.timeNs[i] === fill.timeNs && this.side[i] === fill.side && this.price[i] === fill.price &&
      this.shares[i] === fill.shares && this.venues.list[this.venue[i]!] === fill.venue;
  }

  /** Keeps the fills that are asked for, in their order. */
  keep(which: (i: number) => boolean): void {
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      if (!which(i)) continue;
      for (const column of this.#columns()) column[kept] = column[i]!;
      kept++;
    }
    this.length = kept;
  }

  /** Whether any fill names its parent order. */
  get nameOrders(): boolean {
    return this.order.subarray(0, this.length).some((order) => order !== UNNAMED);
  }

  #columns() {
    return [
      this.timeNs,
      this.side,
      this.venue,
      this.price,
      this.shares,
      this.order,
      this.child,
      this.sentNs,
      this.kind,
      this.fee,
      this.line,
    ];
  }

  #grow(): void {
    this.timeNs = grown(this.timeNs);
    this.side = grown(this.side);
    this.venue = grown(this.venue);
    this.price = grown(this.price);
    this.shares = grown(this.shares);
    this.order = grown(this.order);
    this.child = grown(this.child);
    this.sentNs = grown(this.sentNs);
    this.kind = grown(this.kind);
    this.fee = grown(this.fee);
    this.line = grown(this.line);
  }
}

/** What a reader met beside fills, by kind. */
export type ReadCounts = Record<string, number>;

/** Fills, and what their reader met. */
export interface FillsRead {
  /** In the file's order. */
  readonly fills: Fills;
  /** How often, by what it was; what did not happen is not there. */
  readonly counts: Readonly<ReadCounts>;
}

/** Counts one more of a kind. */
export function countOne(counts: ReadCounts, kind: string): void {
  counts[kind] = (counts[kind] ?? 0) + 1;
}
