/** What instruments are called, by id and day. @module */

import { cString, INSTRUMENT_ID, LITTLE_ENDIAN, type Metadata } from "./metadata.ts";

/** A symbol, and when it holds: ns since the Unix epoch, the end exclusive. */
interface NamedSpan {
  readonly symbol: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** First and last moment that a record may have. */
const FIRST_NS = 0n;
const END_NS = 2n ** 64n;
const NS_PER_MS = 1_000_000n;

/** Of a symbol-mapping record: where its symbols stand, by version. */
const MAPPING_V1 = { bytes: 80, symbolBytes: 22, inAt: 16, outAt: 38 } as const;
const MAPPING = { bytes: 176, symbolBytes: 71, inAt: 17, outAt: 89 } as const;

/**
 * The symbols of a file's instruments: those of its metadata hold on the days that it names, those of
 * symbol-mapping records from the record on.
 */
export class SymbolMap {
  #spans = new Map<number, NamedSpan[]>();

  /** @param metadata of the file; mappings between anything but symbols and instrument ids say nothing. */
  constructor({ mappings, stypeIn, stypeOut }: Pick<Metadata, "mappings" | "stypeIn" | "stypeOut">) {
    if (stypeIn !== INSTRUMENT_ID && stypeOut !== INSTRUMENT_ID) return;
    for (const { symbol, intervals } of mappings) {
      for (const interval of intervals) {
        const [id, name] = stypeIn === INSTRUMENT_ID ? [symbol, interval.symbol] : [interval.symbol, symbol];
        if (!/^\d+$/.test(id)) continue;
        this.#add(Number(id), { symbol: name, fromNs: dayNs(interval.start), toNs: dayNs(interval.end) });
      }
    }
  }

  #add(id: number, span: NamedSpan): void {
    const spans = this.#spans.get(id);
    if (spans === undefined) this.#spans.set(id, [span]);
    else spans.push(span);
  }

  /**
   * The symbol of an instrument at a moment, and for how long it has that one; it is empty where none is known.
   */
  at(id: number, ns: bigint): NamedSpan {
    const spans = this.#spans.get(id) ?? [];
    const span = spans.find(({ fromNs, toNs }) => fromNs <= ns && ns < toNs);
    if (span !== undefined) return span;
    const ends = spans.flatMap(({ fromNs, toNs }) => [fromNs, toNs]);
    const fromNs = ends.filter((end) => end <= ns).reduce((a, b) => a > b ? a : b, FIRST_NS);
    const toNs = ends.filter((end) => end > ns).reduce((a, b) => a < b ? a : b, END_NS);
    return { symbol: "", fromNs, toNs };
  }

  /**
   * Learns what a symbol-mapping record says of its instrument from now on.
   *
   * @param record its bytes; one that is too short to say anything is passed over.
   */
  learn(record: Uint8Array, version: number): void {
    const { bytes, symbolBytes, inAt, outAt } = version === 1 ? MAPPING_V1 : MAPPING;
    if (record.length < bytes) return;
    const id = new DataView(record.buffer, record.byteOffset).getUint32(4, LITTLE_ENDIAN);
    const [input, output] = [inAt, outAt].map((at) => cString(record.subarray(at, at + symbolBytes)));
    // Where the feed was asked for symbols and answers with ids, the name is what was asked for.
    const symbol = /^\d*$/.test(output!) ? input! : output!;
    this.#spans.set(id, [{ symbol, fromNs: FIRST_NS, toNs: END_NS }]);
  }
}

/** Midnight of a day given as `yyyymmdd`. */
function dayNs(day: number): bigint {
  const ms = Date.UTC(Math.floor(day / 10_000), Math.floor(day / 100) % 100 - 1, day % 100);
  return Number.isNaN(ms) ? FIRST_NS : BigInt(ms) * NS_PER_MS;
}
