/** What of a whole tape a file tells before its rows. @module */

import { publisher } from "../market/publishers.ts";
import type { Tape } from "../market/tape.ts";
import type { TapeNotes } from "../market/tape_notes.ts";

/** Facts of a tape, gathered a block of its rows at a time. */
export class TapeFacts {
  /** Number of rows. */
  length = 0;
  /** Instrument; empty where none is named. */
  symbol = "";
  /** What the reader met. */
  notes: TapeNotes = {};
  #originNs = 0n;
  #firstNs = Infinity;
  #lastNs = -Infinity;
  #publishers = new Set<number>();

  /** Adds the rows that stand behind those added before; of symbol and notes the last ones hold. */
  add(rows: Tape): this {
    const { columns, length, symbol, notes, originNs } = rows;
    const { tsRecvNs, tsEventNs } = columns;
    for (let row = 0; row < length; row++) {
      const recvNs = tsRecvNs[row]!;
      const ns = Number.isNaN(recvNs) ? tsEventNs[row]! : recvNs;
      if (ns < this.#firstNs) this.#firstNs = ns;
      if (ns > this.#lastNs) this.#lastNs = ns;
    }
    for (const id of new Set(columns.publisher)) this.#publishers.add(id);
    this.length += length;
    this.symbol = symbol;
    this.notes = notes;
    this.#originNs = originNs;
    return this;
  }

  /** First and last time of receipt, ns since the Unix epoch. */
  get spanNs(): [first: bigint, last: bigint] {
    const originNs = this.#originNs;
    if (this.length === 0) return [originNs, originNs];
    return [originNs + BigInt(this.#firstNs), originNs + BigInt(this.#lastNs)];
  }

  /** Databento's dataset that all rows are of; where they are of several, there is no name for it. */
  get dataset(): string {
    const datasets = new Set([...this.#publishers].map((id) => publisher(id).dataset));
    return datasets.size === 1 ? [...datasets][0]! : "";
  }
}
