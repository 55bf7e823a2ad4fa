/** The synthetic market's quotes, whose every change becomes a row. @module */

import type { Random } from "../../market/random.ts";
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_TRADE,
  FLAG_LAST,
  SIDE_ASK,
  SIDE_BID,
  TapeBuilder,
} from "../../market/tape.ts";
import type { TapeDepth } from "../../market/tape_depth.ts";
import { bidBelow, sizeAt } from "../made_up_levels.ts";
import { drawBaseDelayNs, drawDelayNs } from "./pace.ts";

/** Sides as indices of {@linkcode Board.ticks} and {@linkcode Board.sizes}. */
export const BID = 0;
export const ASK = 1;
export type BookSide = typeof BID | typeof ASK;

/** Last of an event, and the bit of the publisher's own that such rows have. */
const FLAGS_LAST = FLAG_LAST | 2;

/** The direction, in prices, away from the touch. */
export function outward(side: BookSide): 1 | -1 {
  return side === ASK ? 1 : -1;
}

/** What the board needs to know of the tape. */
interface BoardOptions {
  readonly publishers: readonly number[];
  /** 1e-9 dollars. */
  readonly tick: number;
  /** ns after the tape's origin; no row is earlier. */
  readonly startNs: number;
  /** Rows to make room for. */
  readonly capacity: number;
  /** Levels of each venue's book that the tape keeps, the first included. */
  readonly levels: number;
  readonly random: Random;
}

/** The venues' best quotes; every change of them is a row of the tape. */
export class Board {
  readonly builder: TapeBuilder;
  /** Prices in ticks, by side and venue. */
  readonly ticks: readonly [Float64Array, Float64Array];
  /** Displayed shares, by side and venue. */
  readonly sizes: readonly [Uint32Array, Uint32Array];
  readonly #options: BoardOptions;
  readonly #baseDelayNs: Float64Array;
  readonly #lastRecvNs: Float64Array;
  readonly #lastEventNs: Float64Array;
  #recvNs = 0;

  constructor(options: BoardOptions) {
    const venues = options.publishers.length;
    this.#options = options;
    this.builder = new TapeBuilder(options.capacity, options.levels);
    this.ticks = [new Float64Array(venues), new Float64Array(venues)];
    this.sizes = [new Uint32Array(venues), new Uint32Array(venues)];
    this.#baseDelayNs = Float64Array.from({ length: venues }, () => drawBaseDelayNs(options.random));
    this.#lastRecvNs = new Float64Array(venues).fill(-1);
    this.#lastEventNs = new Float64Array(venues).fill(options.startNs);
  }

  /** The rows that follow are received at this moment, ns after the tape's origin; it never falls. */
  receive(recvNs: number): void {
    this.#recvNs = recvNs;
  }

  /** An order that makes the venue's quote known. */
  open(venue: number, side: BookSide): void {
    this.#row(venue, ACTION_ADD, side, this.ticks[side][venue]!, this.sizes[side][venue]!, FLAGS_LAST);
  }

  /** Orders come or go at the venue's best price until it shows `size`, another number than now. */
  resize(venue: number, side: BookSide, size: number): void {
    const change = size - this.sizes[side][venue]!;
    this.sizes[side][venue] = size;
    const action = change > 0 ? ACTION_ADD : ACTION_CANCEL;
    this.#row(venue, action, side, this.ticks[side][venue]!, Math.abs(change), FLAGS_LAST);
  }

  /** The venue's best price becomes `tick`: a better one is added, or the best one is cancelled. */
  quote(venue: number, side: BookSide, tick: number, size: number): void {
    const oldTick = this.ticks[side][venue]!;
    const oldSize = this.sizes[side][venue]!;
    const worse = (tick - oldTick) * outward(side) > 0;
    this.ticks[side][venue] = tick;
    this.sizes[side][venue] = size;
    if (worse) this.#row(venue, ACTION_CANCEL, side, oldTick, oldSize, FLAGS_LAST);
    else this.#row(venue, ACTION_ADD, side, tick, size, FLAGS_LAST);
  }

  /** An order that comes or goes behind the venue's best price, which stays. */
  deeper(venue: number, side: BookSide, added: boolean, behind: number, size: number): void {
    const tick = this.ticks[side][venue]! + behind * outward(side);
    this.#row(venue, added ? ACTION_ADD : ACTION_CANCEL, side, tick, size, FLAGS_LAST);
  }

  /**
   * One trade against `count` resting orders of the given sizes. Each print shows the book before it;
   * of several, none ends the event. Then the last order leaves the book, and the quote that remains is
   * shown: `next` replaces a level that is used up.
   */
  trade(venue: number, side: BookSide, prints: Uint32Array, count: number, next: NextLevel): void {
    const sizes = this.sizes[side];
    const tick = this.ticks[side][venue]!;
    const flags = count === 1 ? FLAGS_LAST : 0;
    const aggressor = side === ASK ? BID : ASK;
    for (let i = 0; i < count; i++) {
      this.#row(venue, ACTION_TRADE, aggressor, tick, prints[i]!, flags);
      sizes[venue] = sizes[venue]! - prints[i]!;
    }
    if (sizes[venue] === 0) {
      this.ticks[side][venue] = next.tick;
      sizes[venue] = next.size;
    }
    this.#row(venue, ACTION_CANCEL, side, tick, prints[count - 1]!, FLAGS_LAST);
  }

  #row(venue: number, action: number, side: BookSide, tick: number, size: number, flags: number): void {
    const { tick: tickPx, publishers } = this.#options;
    const eventNs = this.#eventNs(venue);
    const row = this.builder.next();
    const { columns } = this.builder;
    columns.tsEventNs[row] = eventNs;
    columns.tsRecvNs[row] = this.#recvNs;
    columns.publisher[row] = publishers[venue]!;
    columns.action[row] = action;
    columns.side[row] = side === ASK ? SIDE_ASK : SIDE_BID;
    columns.flags[row] = flags;
    columns.price[row] = tick * tickPx;
    columns.size[row] = size;
    columns.bidPx[row] = this.ticks[BID][venue]! * tickPx;
    columns.askPx[row] = this.ticks[ASK][venue]! * tickPx;
    columns.bidSz[row] = this.sizes[BID][venue]!;
    columns.askSz[row] = this.sizes[ASK][venue]!;
    if (this.builder.depth !== undefined) this.#deeperLevels(row, this.builder.depth);
  }

  /** Those that the writers make up of a tape without depth: what is written and read again is the same. */
  #deeperLevels(row: number, { levels, bidPx, askPx, bidSz, askSz }: TapeDepth): void {
    const { columns } = this.builder;
    const publisher = columns.publisher[row]!;
    for (let level = 1; level <= levels; level++) {
      const entry = row * levels + level - 1;
      const away = level * this.#options.tick;
      bidPx[entry] = bidBelow(columns.bidPx[row]!, away);
      askPx[entry] = columns.askPx[row]! + away;
      bidSz[entry] = sizeAt(bidPx[entry]!, publisher);
      askSz[entry] = sizeAt(askPx[entry]!, publisher);
    }
  }

  // What one venue sends in one packet has one time; its clock never steps back.
  #eventNs(venue: number): number {
    const recvNs = this.#recvNs;
    const lastNs = this.#lastEventNs[venue]!;
    if (this.#lastRecvNs[venue] === recvNs) return lastNs;
    const delayNs = drawDelayNs(this.#options.random, this.#baseDelayNs[venue]!);
    const eventNs = Math.max(lastNs, recvNs - delayNs);
    this.#lastRecvNs[venue] = recvNs;
    this.#lastEventNs[venue] = eventNs;
    return eventNs;
  }
}

/** The level behind one that is used up. */
export interface NextLevel {
  tick: number;
  size: number;
}
