import { assertEquals } from "@std/assert";
import Encoder from "kafkajs/src/protocol/encoder.js";
import { replaceEncoder } from "../../../src/kafka/_kafkajs/encoder.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";

Deno.test("replaceEncoder() leaves every number of varying length as kafkajs writes it", () => {
  const random = seededRandom(1);
  const values = [0, 1, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)];
  for (let bits = 1; bits < 32; bits++) {
    for (let i = 0; i < 50; i++) values.push(randomInt(random, 2 ** bits), -randomInt(random, 2 ** bits));
  }
  const written = () => {
    const encoder = new Encoder(1);
    for (const value of values) encoder.writeVarInt(value).writeUVarInt(value >>> 0);
    return encoder.buffer;
  };
  const before = written();
  replaceEncoder();
  assertEquals(written(), before);
});
