/** Every venue's live quote, and the best of them. @module */

/** Every venue's live quote and the best of them. No price is an infinity here, the worst of all. */
export class Board {
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  bestBid = -Infinity;
  bestAsk = Infinity;
  /** When the next quote expires, and whose. */
  nextExpiryNs = Infinity;
  nextToExpire = -1;
  #expiresNs: Float64Array;

  constructor(venues: number) {
    this.bid = new Float64Array(venues).fill(-Infinity);
    this.ask = new Float64Array(venues).fill(Infinity);
    this.#expiresNs = new Float64Array(venues).fill(Infinity);
  }

  set(venue: number, bid: number, ask: number, expiresNs: number): void {
    const bidBefore = this.bid[venue]!;
    const askBefore = this.ask[venue]!;
    this.bid[venue] = bid;
    this.ask[venue] = ask;
    this.#expiresNs[venue] = expiresNs;
    // All venues are searched only if the best quote was this venue's and got worse.
    if (bid >= this.bestBid) this.bestBid = bid;
    else if (bidBefore === this.bestBid) this.bestBid = highest(this.bid);
    if (ask <= this.bestAsk) this.bestAsk = ask;
    else if (askBefore === this.bestAsk) this.bestAsk = lowest(this.ask);
    if (expiresNs < this.nextExpiryNs) {
      this.nextExpiryNs = expiresNs;
      this.nextToExpire = venue;
    } else if (venue === this.nextToExpire) this.#findNext();
  }

  /** The best bid that is no higher than a limit. */
  bestBidUpTo(limit: number): number {
    if (this.bestBid <= limit) return this.bestBid;
    let best = -Infinity;
    for (let i = 0; i < this.bid.length; i++) {
      if (this.bid[i]! > best && this.bid[i]! <= limit) best = this.bid[i]!;
    }
    return best;
  }

  /** The best ask that is no lower than a limit. */
  bestAskFrom(limit: number): number {
    if (this.bestAsk >= limit) return this.bestAsk;
    let best = Infinity;
    for (let i = 0; i < this.ask.length; i++) {
      if (this.ask[i]! < best && this.ask[i]! >= limit) best = this.ask[i]!;
    }
    return best;
  }

  remove(venue: number): void {
    this.set(venue, -Infinity, Infinity, Infinity);
  }

  #findNext(): void {
    const expiresNs = this.#expiresNs;
    this.nextToExpire = -1;
    this.nextExpiryNs = Infinity;
    for (let venue = 0; venue < expiresNs.length; venue++) {
      if (expiresNs[venue]! >= this.nextExpiryNs) continue;
      this.nextExpiryNs = expiresNs[venue]!;
      this.nextToExpire = venue;
    }
  }
}

function highest(prices: Float64Array): number {
  let best = -Infinity;
  for (let i = 0; i < prices.length; i++) if (prices[i]! > best) best = prices[i]!;
  return best;
}

function lowest(prices: Float64Array): number {
  let best = Infinity;
  for (let i = 0; i < prices.length; i++) if (prices[i]! < best) best = prices[i]!;
  return best;
}
