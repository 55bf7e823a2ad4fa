import { assert } from "@std/assert";
import type { Message } from "kafkajs";
import Record from "kafkajs/src/protocol/recordBatch/record/v0/index.js";
import { recordBytes } from "../../src/kafka/record_size.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";

const ENDS = [0, 1, 63, 64, 127, 128, 8_191, 8_192, 20_000];

Deno.test("recordBytes() is what kafkajs writes, and a few more at most", () => {
  const random = seededRandom(3);
  const text = () => "ü".repeat(randomInt(random, 2)) + "x".repeat(ENDS[randomInt(random, ENDS.length)]!);
  for (let round = 0; round < 300; round++) {
    const names = Array.from({ length: randomInt(random, 70) }, (_, i) => `h${i}`);
    const headers = Object.fromEntries(names.map((name) => [name, "v".repeat(randomInt(random, 70))]));
    const message: Message = { key: text(), value: text(), headers };
    const place = { offsetDelta: randomInt(random, 2 ** 20), timestampDelta: randomInt(random, 2 ** 20) };
    const written = (Record({ ...message, ...place } as never) as { buffer: Uint8Array }).buffer.length;
    const size = recordBytes(message);
    assert(written <= size && size <= written + 6, `seed 3, round ${round}: ${size} for ${written}`);
  }
});
