/** What a tape is known by: a digest of its rows. @module */

import { createHash } from "node:crypto";
import { rowOrder, type Tape, TAPE_COLUMNS, type TapeColumns, type TapeOrder } from "./tape.ts";

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
  for (const name of TAPE_COLUMNS) {
    const column = tape.columns[name];
    // The hash takes no shared memory, so the rows go through a block that is not shared.
    const block = blockFor(column);
    const bytes = new Uint8Array(block.buffer);
    for (let from = 0; from < column.length; from += block.length) {
      const length = Math.min(block.length, column.length - from);
      if (rows === undefined) block.set(column.subarray(from, from + length));
      else for (let i = 0; i < length; i++) block[i] = column[rows[from + i]!]!;
      hash.update(bytes.subarray(0, length * column.BYTES_PER_ELEMENT));
    }
  }
  return hash.digest("hex");
}

type Column = TapeColumns[keyof TapeColumns];

function blockFor(column: Column): Column {
  const type = column.constructor as new (buffer: ArrayBuffer) => Column;
  return new type(new ArrayBuffer(BLOCK_BYTES));
}
