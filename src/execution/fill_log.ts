/**
 * The fills of one parent order, a column per figure, in the order they happened.
 *
 * @example
 * ```ts
 * import { FillLog } from "./fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = new FillLog();
 * fills.add(5, 0, 10e9, 300, 3e6);
 * assertEquals([fills.length, fills.sharesFilled, fills.price[0]], [1, 300, 10e9]);
 * ```
 */
export class FillLog {
  /** Number of fills; the columns may be longer. */
  length = 0;
  /** Shares of all fills. */
  sharesFilled = 0;
  /** ns after the tape's origin. */
  timeNs = new Float64Array(16);
  /** Venue index. */
  venue = new Uint16Array(16);
  /** 1e-9 dollars. */
  price = new Float64Array(16);
  shares = new Float64Array(16);
  /** Fee of a share, 1e-9 dollars; negative is a rebate. */
  fee = new Float64Array(16);

  /** Notes a fill. */
  add(timeNs: number, venue: number, price: number, shares: number, fee: number): void {
    const i = this.length++;
    if (i === this.price.length) this.#grow();
    this.timeNs[i] = timeNs;
    this.venue[i] = venue;
    this.price[i] = price;
    this.shares[i] = shares;
    this.fee[i] = fee;
    this.sharesFilled += shares;
  }

  #grow(): void {
    const capacity = this.price.length * 2;
    this.timeNs = enlarged(this.timeNs, new Float64Array(capacity));
    this.venue = enlarged(this.venue, new Uint16Array(capacity));
    this.price = enlarged(this.price, new Float64Array(capacity));
    this.shares = enlarged(this.shares, new Float64Array(capacity));
    this.fee = enlarged(this.fee, new Float64Array(capacity));
  }
}

function enlarged<T extends Float64Array | Uint16Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
