/** Costs as they depend on the penalties. @module */

/** What penalties cost, as {@linkcode Forms} are priced with them: money. */
export interface Prices {
  /** θ, of a share that is sent; 0 where impact is known by place, and so part of the money. */
  readonly sent: number;
  /** λ_u + θ, of a share that one sample misses. */
  readonly missed: number;
  /** λ_o, of a share that one sample fills too much. */
  readonly excess: number;
}

/** Costs as they depend on the penalties: money + θ·sent + (λ_u + θ)·missed + λ_o·excess; a column per figure. */
export class Forms {
  count = 0;
  #money = new Float64Array(16);
  #sent = new Float64Array(16);
  #missed = new Float64Array(16);
  #excess = new Float64Array(16);

  clear(): void {
    this.count = 0;
  }

  add(money: number, sent: number, missed: number, excess: number): void {
    const i = this.count++;
    if (i === this.#money.length) this.#grow();
    this.#money[i] = money;
    this.#sent[i] = sent;
    this.#missed[i] = missed;
    this.#excess[i] = excess;
  }

  #grow(): void {
    this.#money = grown(this.#money);
    this.#sent = grown(this.#sent);
    this.#missed = grown(this.#missed);
    this.#excess = grown(this.#excess);
  }

  /** What one comes to. */
  price(i: number, { sent, missed, excess }: Prices): number {
    return this.#money[i]! + sent * this.#sent[i]! + missed * this.#missed[i]! + excess * this.#excess[i]!;
  }

  /** The first of the lowest ones, or -1 of none. */
  lowest({ sent, missed, excess }: Prices): number {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < this.count; i++) {
      const cost = this.#money[i]! + sent * this.#sent[i]! + missed * this.#missed[i]! +
        excess * this.#excess[i]!;
      if (cost < least) {
        least = cost;
        best = i;
      }
    }
    return best;
  }
}

function grown(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * column.length);
  larger.set(column);
  return larger;
}
