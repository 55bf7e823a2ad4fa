import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import Record from "kafkajs/src/protocol/recordBatch/record/v0/index.js";
import { RecordBatch } from "kafkajs/src/protocol/recordBatch/v0/index.js";
import decodeMessages from "kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js";
import { envelopeOf } from "../../../src/kafka/replay_messages.ts";
import { type FetchedRecord, RecordReader } from "../../../src/kafka/_kafkajs/record_reader.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";

const GZIP = 1;

type Random = () => number;

const chance = (random: Random, share: number): boolean => random() < share;

function randomBytes(random: Random, most: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: randomInt(random, most) }, () => randomInt(random, 256)));
}

function randomHeaders(random: Random): { [name: string]: unknown } {
  const headers: { [name: string]: unknown } = {};
  for (let left = randomInt(random, 6); left > 0; left--) {
    const name = ["run", "seq", "v", "kind", "größe", "", "x".repeat(200)][randomInt(random, 7)]!;
    const values = Array.from({ length: 1 + randomInt(random, 3) }, () => randomBytes(random, 300));
    headers[name] = chance(random, 0.3) ? values : values[0];
  }
  return headers;
}

function randomRecords(random: Random): unknown[] {
  return Array.from({ length: 1 + randomInt(random, 300) }, (_, offsetDelta) =>
    Record({
      offsetDelta,
      timestampDelta: randomInt(random, 2 ** 31),
      key: chance(random, 0.2) ? null : randomBytes(random, 100),
      value: chance(random, 0.1) ? null : randomBytes(random, chance(random, 0.1) ? 40_000 : 300),
      headers: randomHeaders(random),
    } as never));
}

async function batch(firstOffset: number, records: unknown[], compression = 0): Promise<Buffer> {
  const encoder = await RecordBatch({ firstOffset, records, compression } as never);
  return encoder.buffer;
}

/** As kafkajs reads them, without what is left out here. */
async function readByKafkajs(bytes: Buffer): Promise<FetchedRecord[]> {
  const decoder = new Decoder(new Encoder().writeBytes(bytes).buffer);
  const messages = await decodeMessages(decoder) as FetchedRecord[];
  return messages.map(({ offset, value, headers, isControlRecord }) => ({
    offset,
    value,
    headers,
    isControlRecord,
  }));
}

Deno.test("RecordReader reads what kafkajs reads, whatever a fetch cuts off at the end", async () => {
  const reader = new RecordReader();
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed);
    const firstOffset = randomInt(random, 2 ** 40);
    const whole = Buffer.concat([
      await batch(firstOffset, randomRecords(random)),
      await batch(firstOffset + 1000, randomRecords(random)),
    ]);
    for (const bytes of [whole, whole.subarray(0, randomInt(random, whole.length))]) {
      assertEquals(reader.read(bytes), await readByKafkajs(bytes), `seed ${seed}, ${bytes.length} bytes`);
    }
  }
});

Deno.test("RecordReader leaves what is not plain to kafkajs", async () => {
  const reader = new RecordReader();
  const random = seededRandom(1);
  const plain = await batch(0, randomRecords(random));
  const compressed = await batch(1000, randomRecords(random), GZIP);
  assertEquals(reader.read(compressed), undefined);
  assertEquals(reader.read(Buffer.concat([plain, compressed])), undefined);
  const changed = (at: number, byte: number) => {
    const bytes = Buffer.from(plain);
    bytes[at] = byte;
    return bytes;
  };
  assertEquals(reader.read(changed(16, 1)), undefined, "old version");
  assertEquals(reader.read(changed(22, 0x20)), undefined, "control records");
  assertEquals(reader.read(changed(57, 0x10)), undefined, "more records than there are");
  assertEquals(reader.read(changed(22, 0x18))?.length, reader.read(plain)?.length, "of a transaction");
});

Deno.test("RecordReader gives a header without a value as null, which is no run of ours", () => {
  // One record: key and value absent, one header, "run", whose value is absent.
  const record = [0, 0, 0, 1, 1, 2, 6, ...Buffer.from("run"), 1];
  const body = Buffer.concat([Buffer.alloc(61), Buffer.from([record.length * 2, ...record])]);
  body.writeInt32BE(body.length - 12, 8);
  body[16] = 2;
  body[60] = 1;
  const records = new RecordReader().read(body)!;
  assertEquals(records, [{ offset: "0", value: null, headers: { run: null }, isControlRecord: false }]);
  assertEquals(envelopeOf(records[0]!.headers), undefined);
});
