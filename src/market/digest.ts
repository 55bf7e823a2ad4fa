/** What a tape is known by: a digest of its rows. @module */

import { createHash, type Hash } from "node:crypto";
import { rowOrder, type Tape, TAPE_COLUMNS, type TapeOrder } from "./tape.ts";
import { DEPTH_COLUMNS } from "./tape_depth.ts";

/** Changes when the columns or their order do. */
const LAYOUT = "sorlab-tape-1";
const BLOCK_BYTES = 1 << 16;

/**
 * SHA-256 (hex) of a tape's rows, origin and symbol. Columns are hashed as stored, so little-endian.
 *
 * @param order in which the rows are hashed: by default as they stand. By `"event"` two files with the same
 *   digest give the same back-test, wherever they came from and however their rows were sorted; no copy is
 *   made for it.
 */
export function tapeDigest(tape: Tape, order: TapeOrder = "file"): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([LAYOUT, tape.symbol, tape.originNs.toString(), tape.length]));
  const rows = rowOrder(tape.columns, order);
  for (const name of TAPE_COLUMNS) update(hash, tape.columns[name], rows);
  const { depth } = tape;
  if (depth !== undefined) {
    hash.update(JSON.stringify(["levels", depth.levels]));
    const entries = rows && entriesOf(rows, depth.levels);
    for (const name of DEPTH_COLUMNS) update(hash, depth[name], entries);
  }
  return hash.digest("hex");
}

/** Hashes a column, as it stands or in an order. */
function update(hash: Hash, column: Column, order: Uint32Array | undefined): void {
  const block = blockFor(column);
  // The hash takes no shared memory, so the rows go through a block that is not shared.
  const bytes = new Uint8Array(block.buffer);
  for (let from = 0; from < column.length; from += block.length) {
    const length = Math.min(block.length, column.length - from);
    if (order === undefined) block.set(column.subarray(from, from + length));
    else for (let i = 0; i < length; i++) block[i] = column[order[from + i]!]!;
    hash.update(bytes.subarray(0, length * column.BYTES_PER_ELEMENT));
  }
}

/** The entries of rows in an order, each of which has so many. */
function entriesOf(rows: Uint32Array, levels: number): Uint32Array {
  const entries = new Uint32Array(rows.length * levels);
  for (let at = 0; at < entries.length; at++) {
    entries[at] = rows[Math.floor(at / levels)]! * levels + at % levels;
  }
  return entries;
}

type Column = Float64Array | Uint32Array | Uint16Array | Uint8Array;

function blockFor(column: Column): Column {
  const type = column.constructor as new (buffer: ArrayBuffer) => Column;
  return new type(new ArrayBuffer(BLOCK_BYTES));
}
