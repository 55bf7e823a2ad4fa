/** The synthetic market: how the touch moves, and which venues are at it. @module */

import { type Random, randomInt } from "../../market/random.ts";
import { Agenda } from "./agenda.ts";
import { ASK, BID, type Board, type BookSide, outward } from "./board.ts";
import { Orders } from "./orders.ts";
import { drawIndex, type Presence, presence } from "./presence.ts";
import { drawBehind, drawDisplayed, MAX_BEHIND } from "./sizes.ts";

/** Chances, per event that has so many of its burst to come, that the price or the presence changes. */
const STIR_LEFT = 3;
const MOVE = 0.019;
const REGIME = 0.0167;
/** A move starts with a trade that takes all that the first venue shows. */
const SWEEP = 0.6;
/** Another venue at the touch misses a move, and locks the market until it notices. */
const LAG = 0.9;
const LAG_ENDS = 1 / 36;

/** Of the other events: at a venue away from the touch, and at the leader rather than with those beside it. */
const AWAY = 0.005;
const AT_LEADER = 0.8;
/** Of those at the touch: trades, changes of the displayed size, and of the deeper ones, additions. */
const TRADE = 0.046;
const RESIZE = 0.248;
const DEEP_ADD = 0.621;
const DEEP_TICKS = 9;

/**
 * A market of one tick. The touch walks at random; one venue, the leader, is always at it, others join
 * or stay some ticks behind. A venue behind is quiet, which is why nearly every row shows one tick of
 * spread although most venues are wider most of the time. Changes of more than one quote happen within
 * bursts, retreats before advances, so that no book is ever crossed.
 */
export class Market {
  readonly #board: Board;
  readonly #random: Random;
  readonly #presence: Presence;
  readonly #agenda: Agenda;
  readonly #orders: Orders;
  readonly #atTouch: Uint8Array;
  readonly #lowestTick: number;
  readonly #highestTick: number;
  #bidTick: number;
  #leader: number;
  /** The venue that missed the last move, or −1. */
  #laggard = -1;
  /** Whether the next quote gives way to a trade. */
  #sweepNext = false;

  /** The touch starts at `bidTick` and one above, and stays between the bounds. */
  constructor(board: Board, random: Random, bidTick: number, bounds: readonly [number, number]) {
    const venues = board.ticks[BID].length;
    this.#board = board;
    this.#random = random;
    this.#presence = presence(venues);
    // Each venue moves two quotes at most, or three venues do.
    this.#agenda = new Agenda(2 * venues + 6);
    this.#orders = new Orders(board, random);
    this.#atTouch = new Uint8Array(venues);
    [this.#lowestTick, this.#highestTick] = bounds;
    this.#bidTick = bidTick;
    this.#leader = drawIndex(random, this.#presence.lead);
    for (let venue = 0; venue < venues; venue++) this.#place(venue);
  }

  #place(venue: number): void {
    const joins = venue === this.#leader || this.#random() < this.#presence.join[venue]!;
    this.#atTouch[venue] = joins ? 1 : 0;
    for (const side of [BID, ASK] as const) {
      const behind = joins ? 0 : drawBehind(this.#random);
      this.#board.ticks[side][venue] = this.#touch(side) + behind * outward(side);
      this.#board.sizes[side][venue] = drawDisplayed(this.#random);
    }
  }

  #touch(side: BookSide): number {
    return side === BID ? this.#bidTick : this.#bidTick + 1;
  }

  #drawSide(): BookSide {
    return this.#random() < 0.5 ? BID : ASK;
  }

  /** The next event; `left` more of its burst are to come. */
  step(left: number): void {
    if (this.#orders.isWaiting) return this.#orders.fill();
    if (this.#agenda.isEmpty) this.#plan(left);
    if (this.#agenda.isEmpty) return this.#routine();
    this.#agenda.take(this.#requote);
  }

  #plan(left: number): void {
    if (this.#laggard >= 0 && this.#random() < LAG_ENDS) return this.#catchUp();
    if (left < STIR_LEFT) return;
    const u = this.#random();
    if (u >= MOVE + REGIME) return;
    if (this.#laggard >= 0) this.#catchUp();
    else if (u < MOVE) this.#move(this.#isNextUp() ? ASK : BID);
    else this.#changePresence();
  }

  #isNextUp(): boolean {
    if (this.#bidTick <= this.#lowestTick) return true;
    if (this.#bidTick >= this.#highestTick) return false;
    return this.#random() < 0.5;
  }

  readonly #requote = (venue: number, side: BookSide, tick: number): void => {
    const size = drawDisplayed(this.#random);
    if (this.#sweepNext) this.#orders.sweep(venue, side, tick, size);
    else this.#board.quote(venue, side, tick, size);
    this.#sweepNext = false;
  };

  // The touch moves over the quotes of side `front`: they give way, then the other side follows.
  #move(front: BookSide): void {
    const { ticks } = this.#board;
    const back = front === ASK ? BID : ASK;
    const out = outward(front);
    const over = this.#touch(front);
    this.#bidTick += out;
    this.#sweepNext = this.#random() < SWEEP;
    this.#agenda.add(this.#leader, front, over + out);
    for (let venue = 0; venue < this.#atTouch.length; venue++) {
      if (!this.#atTouch[venue] || venue === this.#leader) continue;
      if (this.#laggard < 0 && this.#random() < LAG) this.#laggard = venue;
      else this.#agenda.add(venue, front, over + out);
    }
    for (let venue = 0; venue < this.#atTouch.length; venue++) {
      if (this.#atTouch[venue] && venue !== this.#laggard) this.#agenda.add(venue, back, over);
    }
    for (let venue = 0; venue < this.#atTouch.length; venue++) {
      if (this.#atTouch[venue]) continue;
      if (ticks[front][venue] === over + out) this.#fallBehind(venue, front);
      if ((over - ticks[back][venue]!) * out > MAX_BEHIND) this.#fallBehind(venue, back);
    }
  }

  #fallBehind(venue: number, side: BookSide): void {
    this.#agenda.add(venue, side, this.#touch(side) + drawBehind(this.#random) * outward(side));
  }

  // The side that locks gives way first.
  #catchUp(): void {
    const venue = this.#laggard;
    const first = this.#board.ticks[ASK][venue]! <= this.#bidTick ? ASK : BID;
    this.#laggard = -1;
    this.#agenda.add(venue, first, this.#touch(first));
    const second = first === ASK ? BID : ASK;
    this.#agenda.add(venue, second, this.#touch(second));
  }

  // Another venue may take the lead; the old leader, and one more, choose anew whether to be there.
  #changePresence(): void {
    const random = this.#random;
    const { lead } = this.#presence;
    const old = this.#leader;
    this.#leader = drawIndex(random, lead);
    if (!this.#atTouch[this.#leader]) this.#arrive(this.#leader);
    const other = randomInt(random, lead.length);
    if (old !== this.#leader) this.#choose(old);
    if (other !== old && other !== this.#leader) this.#choose(other);
  }

  #choose(venue: number): void {
    const joins = this.#random() < this.#presence.join[venue]!;
    if (joins && !this.#atTouch[venue]) this.#arrive(venue);
    if (!joins && this.#atTouch[venue]) this.#leave(venue);
  }

  #arrive(venue: number): void {
    this.#atTouch[venue] = 1;
    const first = this.#drawSide();
    this.#agenda.add(venue, first, this.#touch(first));
    const second = first === ASK ? BID : ASK;
    this.#agenda.add(venue, second, this.#touch(second));
  }

  #leave(venue: number): void {
    this.#atTouch[venue] = 0;
    this.#fallBehind(venue, BID);
    this.#fallBehind(venue, ASK);
  }

  #routine(): void {
    const random = this.#random;
    if (random() < AWAY) return this.#deeper(randomInt(random, this.#atTouch.length));
    const venue = this.#drawActive();
    const u = random();
    if (u < TRADE) this.#orders.arrive(venue, this.#drawSide());
    else if (u < TRADE + RESIZE) this.#resize(venue);
    else this.#deeper(venue);
  }

  #drawActive(): number {
    if (this.#random() < AT_LEADER) return this.#leader;
    const venue = drawIndex(this.#random, this.#presence.lead);
    return this.#atTouch[venue] ? venue : this.#leader;
  }

  #resize(venue: number): void {
    const side = this.#drawSide();
    const size = drawDisplayed(this.#random);
    if (size === this.#board.sizes[side][venue]) this.#deeper(venue);
    else this.#board.resize(venue, side, size);
  }

  #deeper(venue: number): void {
    const random = this.#random;
    const added = random() < DEEP_ADD;
    this.#board.deeper(
      venue,
      this.#drawSide(),
      added,
      1 + randomInt(random, DEEP_TICKS),
      drawDisplayed(random),
    );
  }
}
