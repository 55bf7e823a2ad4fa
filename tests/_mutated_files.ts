/** Files of market data with something changed in them. @module */

import { type Random, randomInt } from "../src/market/random.ts";

/** One to three changes: a bit, a byte, a stretch of 0xff, a cut, bytes taken out or put in twice. */
export function mutated(random: Random, whole: Uint8Array): Uint8Array {
  let bytes = whole.slice();
  for (let changes = 1 + randomInt(random, 3); changes > 0 && bytes.length > 1; changes--) {
    // Half of them near the beginning, where headers are.
    const at = randomInt(random, random() < 0.5 ? Math.min(bytes.length, 64) : bytes.length);
    const count = 1 + randomInt(random, 16);
    switch (randomInt(random, 6)) {
      case 0:
        bytes[at]! ^= 1 << randomInt(random, 8);
        break;
      case 1:
        bytes[at] = randomInt(random, 256);
        break;
      case 2:
        bytes.fill(0xff, at, at + count);
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      case 4:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + count));
        break;
      default:
        bytes = joined(bytes.subarray(0, at + count), bytes.subarray(at));
    }
  }
  return bytes;
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}
