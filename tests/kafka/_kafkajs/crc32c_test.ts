import { assertEquals } from "@std/assert";
import reference from "kafkajs/src/protocol/recordBatch/crc32C/crc32C.js";
import { crc32c } from "../../../src/kafka/_kafkajs/crc32c.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";

Deno.test("crc32c() is kafkajs's, of any length and from anywhere", () => {
  const random = seededRandom(1);
  const bytes = Uint8Array.from({ length: 200 }, () => randomInt(random, 256));
  for (let from = 0; from < 9; from++) {
    for (let to = from; to <= bytes.length; to++) {
      const part = bytes.subarray(from, to);
      assertEquals(crc32c(part), reference(part as never));
    }
  }
});
