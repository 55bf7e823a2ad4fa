/** The synthetic market's marketable orders. @module */

import type { Random } from "../../market/random.ts";
import { BID, type Board, type BookSide, type NextLevel } from "./board.ts";
import { drawDisplayed, drawPrint, drawPrintCount, MAX_PRINTS } from "./sizes.ts";

/** Marketable orders: what they take at a venue's best price, and whether more has to be displayed first. */
export class Orders {
  readonly #board: Board;
  readonly #random: Random;
  // The trade that waits for its shares: the venue (or −1), the resting side and the prints.
  #venue = -1;
  #side: BookSide = BID;
  readonly #prints: Uint32Array = new Uint32Array(MAX_PRINTS);
  #printCount = 0;
  readonly #next: NextLevel = { tick: 0, size: 0 };

  constructor(board: Board, random: Random) {
    this.#board = board;
    this.#random = random;
  }

  /** Whether the next event is {@linkcode fill}. */
  get isWaiting(): boolean {
    return this.#venue >= 0;
  }

  /**
   * An order that takes less than is displayed, so that the price stays. Where too little is, more is
   * added in this event and the trade waits for the next.
   */
  arrive(venue: number, side: BookSide): void {
    const total = this.#drawPrints();
    this.#venue = venue;
    this.#side = side;
    if (total < this.#board.sizes[side][venue]!) this.fill();
    else this.#board.resize(venue, side, this.#drawMoreThan(total));
  }

  /** The trade that waited for its shares. */
  fill(): void {
    this.#board.trade(this.#venue, this.#side, this.#prints, this.#printCount, this.#next);
    this.#venue = -1;
  }

  /** An order that takes all that is displayed; `size` shares at `tick` were behind it. */
  sweep(venue: number, side: BookSide, tick: number, size: number): void {
    const prints = this.#prints;
    let open = this.#board.sizes[side][venue]!;
    let count = 0;
    while (open > 0) {
      const print = count === MAX_PRINTS - 1 ? open : Math.min(open, drawPrint(this.#random));
      prints[count++] = print;
      open -= print;
    }
    this.#next.tick = tick;
    this.#next.size = size;
    this.#board.trade(venue, side, prints, count, this.#next);
  }

  #drawPrints(): number {
    this.#printCount = drawPrintCount(this.#random);
    let total = 0;
    for (let i = 0; i < this.#printCount; i++) {
      const print = drawPrint(this.#random);
      this.#prints[i] = print;
      total += print;
    }
    return total;
  }

  #drawMoreThan(shares: number): number {
    for (let attempt = 0; attempt < 8; attempt++) {
      const size = drawDisplayed(this.#random);
      if (size > shares) return size;
    }
    return shares + 100;
  }
}
