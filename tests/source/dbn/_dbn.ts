/** DBN files written byte by byte, sharing no code with `src/`. @module */

import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import type { Tape } from "../../../src/market/tape.ts";
import { readDbn } from "../../../src/source/dbn/read_dbn.ts";
import type { ReadOptions } from "../../../src/source/tape_reader.ts";
import { dripping } from "../csv/_csv.ts";

/** 2024-08-01T13:36:32Z. */
export const START_NS = 1722519392000000000n;
export const NULL_PRICE = 2n ** 63n - 1n;
export const NULL_TIME = 2n ** 64n - 1n;

/** What stands before the records. */
interface Head {
  readonly version?: number;
  readonly schema?: number;
  readonly stypeIn?: number;
  readonly stypeOut?: number;
  readonly tsOut?: boolean;
  /** Zero bytes behind the last list. */
  readonly padding?: number;
  /** The metadata's length, where it is another than the true one. */
  readonly length?: number;
  /** Symbol, first day, day behind the last, and what the symbol is on them. */
  readonly mappings?: readonly (readonly [symbol: string, start: number, end: number, id: string])[];
}

/** A record of mbp-1 and its kin. */
export interface Quote {
  readonly rtype?: number;
  readonly publisher?: number;
  readonly id?: number;
  readonly tsEvent?: bigint;
  readonly tsRecv?: bigint;
  readonly price?: bigint;
  readonly size?: number;
  readonly action?: string;
  readonly side?: string;
  readonly flags?: number;
  readonly bidPx?: bigint;
  readonly askPx?: bigint;
  readonly bidSz?: number;
  readonly askSz?: number;
  readonly bidPublisher?: number;
  readonly askPublisher?: number;
  /** Bytes of the record; what is beyond the fields is zero. */
  readonly bytes?: number;
}

const text = (letters: string, bytes: number): number[] => [
  ...new TextEncoder().encode(letters),
  ...new Array<number>(bytes - letters.length).fill(0),
];
const little = (value: number | bigint, bytes: number): number[] =>
  Array.from(
    { length: bytes },
    (_, i) => Number((BigInt.asUintN(64, BigInt(value)) >> BigInt(8 * i)) & 0xffn),
  );

/** Prelude and metadata. */
export function head(options: Head = {}): Uint8Array {
  const { version = 3, schema = 1, stypeIn = 1, stypeOut = 0, tsOut = false, padding = 0, mappings = [] } =
    options;
  const symbolBytes = version === 1 ? 22 : 71;
  const symbols = [...new Set(mappings.map(([symbol]) => symbol))];
  const lists = [
    ...little(symbols.length, 4),
    ...symbols.flatMap((symbol) => text(symbol, symbolBytes)),
    ...little(0, 8), // none is partial, none was not found
    ...little(symbols.length, 4),
    ...symbols.flatMap((symbol) => {
      const intervals = mappings.filter(([name]) => name === symbol);
      return [
        ...text(symbol, symbolBytes),
        ...little(intervals.length, 4),
        ...intervals.flatMap(([, start, end, id]) => [
          ...little(start, 4),
          ...little(end, 4),
          ...text(id, symbolBytes),
        ]),
      ];
    }),
  ];
  const metadata = [
    ...text("XNAS.ITCH", 16),
    ...little(schema, 2),
    ...little(START_NS, 8),
    ...little(START_NS, 8),
    ...little(0, 8),
    ...(version === 1 ? little(0, 8) : []),
    stypeIn,
    stypeOut,
    tsOut ? 1 : 0,
    ...(version === 1 ? [] : little(symbolBytes, 2)),
    ...new Array<number>(version === 1 ? 47 : 53).fill(0),
    ...little(0, 4),
    ...lists,
    ...new Array<number>(padding).fill(0),
  ];
  const length = options.length ?? metadata.length;
  return Uint8Array.from([...text("DBN", 3), version, ...little(length, 4), ...metadata]);
}

/** One quote; bid 10.01 and ask 10.02 of publisher 2 by default. */
export function quote(options: Quote = {}): Uint8Array {
  const {
    rtype = 1,
    publisher = 2,
    id = 38,
    tsEvent = START_NS,
    tsRecv = START_NS + 5n,
    price = 10_010_000_000n,
  } = options;
  const { size = 100, action = "A", side = "B", flags = 128, bytes = rtype === 10 ? 368 : 80 } = options;
  const { bidPx = 10_010_000_000n, askPx = 10_020_000_000n, bidSz = 300, askSz = 400 } = options;
  const fields = [
    bytes / 4,
    rtype,
    ...little(publisher, 2),
    ...little(id, 4),
    ...little(tsEvent, 8),
    ...little(price, 8),
    ...little(size, 4),
    ...text(action, 1),
    ...text(side, 1),
    flags,
    0,
    ...little(tsRecv, 8),
    ...little(7, 4),
    ...little(9, 4),
    ...little(bidPx, 8),
    ...little(askPx, 8),
    ...little(bidSz, 4),
    ...little(askSz, 4),
    ...little(options.bidPublisher ?? 1, 4),
    ...little(options.askPublisher ?? 1, 4),
  ];
  const record = new Uint8Array(bytes);
  record.set(fields.slice(0, bytes));
  return record;
}

/** A record of another type, of so many bytes. */
export function other(rtype: number, bytes: number, id = 38): Uint8Array {
  const record = new Uint8Array(bytes);
  record.set([bytes / 4, rtype, ...little(2, 2), ...little(id, 4), ...little(START_NS, 8)]);
  return record;
}

/** A record that says what an instrument is called from now on. */
export function symbolMapping(id: number, input: string, output: string, version = 3): Uint8Array {
  const record = other(22, version === 1 ? 80 : 176, id);
  const [inAt, outAt] = version === 1 ? [16, 38] : [17, 89];
  record.set(new TextEncoder().encode(input), inAt);
  record.set(new TextEncoder().encode(output), outAt);
  return record;
}

/** The parts as one file. */
export function file(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Reads a file, called `day.dbn` in messages, so many bytes at a time. */
export function read(bytes: Uint8Array, options: ReadOptions = {}, step = Infinity): Promise<Tape> {
  return readDbn(dripping(bytes, step), "day.dbn", options);
}

/** Reading must end in a {@linkcode DataError} of this message. */
export async function assertFails(
  bytes: Uint8Array,
  message: string,
  options: ReadOptions = {},
): Promise<void> {
  const error = await assertRejects(() => read(bytes, options), DataError);
  assertEquals(error.message, `day.dbn: ${message}`);
}
