import { createHash } from "node:crypto";
import { type Tape, TAPE_COLUMNS } from "./tape.ts";

/** Changes when the columns or their order do. */
const LAYOUT = "sorlab-tape-1";
const BLOCK_BYTES = 1 << 16;

/**
 * SHA-256 (hex) of a tape's rows, origin and symbol. Two tapes with the same digest give the same
 * back-test, wherever they came from. Columns are hashed as stored, so little-endian.
 */
export function tapeDigest(tape: Tape): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([LAYOUT, tape.symbol, tape.originNs.toString(), tape.length]));
  // The hash takes no shared memory: through a block of its own.
  const block = new Uint8Array(BLOCK_BYTES);
  for (const name of TAPE_COLUMNS) {
    const { buffer, byteOffset, byteLength } = tape.columns[name];
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    for (let at = 0; at < byteLength; at += BLOCK_BYTES) {
      const part = bytes.subarray(at, at + BLOCK_BYTES);
      block.set(part);
      hash.update(block.subarray(0, part.length));
    }
  }
  return hash.digest("hex");
}
