/** Rows of as many numbers each, without repetition: each gets an index when it is first met. */
export class RowIndex {
  /** Number of rows. */
  count = 0;
  #width = 1;
  #rows = new Float64Array(256);
  /** A hash table: index + 1 by slot, 0 where there is none; never more than half full. */
  #slots = new Int32Array(256);

  /** Forgets all rows. */
  begin(width: number): void {
    this.#width = width;
    this.count = 0;
    this.#slots.fill(0);
  }

  /** The index of a row; {@linkcode count} grows if it is new. */
  indexOf(row: ArrayLike<number>): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(row) & mask;; slot = (slot + 1) & mask) {
      const index = this.#slots[slot]! - 1;
      if (index < 0) return this.#add(row, slot);
      if (this.#isAt(index, row)) return index;
    }
  }

  /** A number of a row. */
  at(index: number, column: number): number {
    return this.#rows[index * this.#width + column]!;
  }

  #hash(row: ArrayLike<number>): number {
    let hash = 0;
    // The operators drop fractions, so rows that differ only in these get the same hash; `#isAt` tells them apart.
    for (let i = 0; i < this.#width; i++) hash = Math.imul(hash ^ row[i]!, 0x9e3779b1) ^ hash >>> 15;
    return hash ^ hash >>> 16;
  }

  #isAt(index: number, row: ArrayLike<number>): boolean {
    for (let i = 0; i < this.#width; i++) if (this.at(index, i) !== row[i]) return false;
    return true;
  }

  #add(row: ArrayLike<number>, slot: number): number {
    const index = this.count++;
    if ((index + 1) * this.#width > this.#rows.length) {
      const rows = new Float64Array(2 * this.#rows.length + this.#width);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    for (let i = 0; i < this.#width; i++) this.#rows[index * this.#width + i] = row[i]!;
    this.#slots[slot] = index + 1;
    if (2 * this.count > this.#slots.length) this.#rehash();
    return index;
  }

  #rehash(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    const mask = this.#slots.length - 1;
    for (let index = 0; index < this.count; index++) {
      const row = this.#rows.subarray(index * this.#width, (index + 1) * this.#width);
      let slot = this.#hash(row) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = index + 1;
    }
  }
}
