import { Buffer } from "node:buffer";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import Record from "kafkajs/src/protocol/recordBatch/record/v0/index.js";
import crc32C from "kafkajs/src/protocol/recordBatch/crc32C/crc32C.js";
import { RecordBatch } from "kafkajs/src/protocol/recordBatch/v0/index.js";
import decodeMessages from "kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js";
import { replaceCodecs } from "../../../src/kafka/_kafkajs/codecs.ts";
import { CODECS } from "../../../src/kafka/compression/codec.ts";
import { canCompress } from "../../../src/kafka/compression/codecs.ts";
import { envelopeOf } from "../../../src/kafka/replay_messages.ts";
import { type FetchedRecord, RecordReader } from "../../../src/kafka/_kafkajs/record_reader.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { seeds } from "../../_seeds.ts";

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
  const encoder = await RecordBatch({
    firstOffset,
    records,
    compression,
    lastOffsetDelta: records.length - 1,
  } as never);
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
  for (let seed = 1; seed <= seeds(6, 20); seed++) {
    const random = seededRandom(seed);
    const firstOffset = randomInt(random, 2 ** 40);
    const whole = Buffer.concat([
      await batch(firstOffset, randomRecords(random)),
      await batch(firstOffset + 1000, randomRecords(random)),
    ]);
    for (const bytes of [whole, whole.subarray(0, randomInt(random, whole.length))]) {
      assertEquals(
        await reader.read(bytes),
        await readByKafkajs(bytes),
        `seed ${seed}, ${bytes.length} bytes`,
      );
    }
  }
});

/** With its checksum made anew. */
function changed(bytes: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = byte;
  copy.writeUInt32BE(crc32C(copy.subarray(21) as never), 17);
  return copy;
}

const fault = (text: string) => (records: FetchedRecord[] | undefined) =>
  assertStringIncludes(records?.at(-1)?.fault ?? "", text);

const textOf = ({ offset, value, headers }: FetchedRecord): unknown => [
  offset,
  value && Buffer.from(value).toString("hex"),
  Object.entries(headers).map(([name, header]) => [
    name,
    [header].flat().map((each) => each && Buffer.from(each).toString("hex")),
  ]),
];

Deno.test("RecordReader reads compressed batches, whichever the codec", async () => {
  replaceCodecs();
  const reader = new RecordReader();
  for (const codec of CODECS) {
    if (!canCompress(codec)) continue;
    const random = seededRandom(3);
    const records = randomRecords(random);
    const [plain, compressed] = [await batch(7, records), await batch(7, records, CODECS.indexOf(codec))];
    assertEquals(compressed[22], CODECS.indexOf(codec));
    const read = (await reader.read(Buffer.concat([compressed, plain])))!;
    const twice = (await reader.read(Buffer.concat([plain, plain])))!;
    assertEquals(JSON.stringify(read.map(textOf)), JSON.stringify(twice.map(textOf)), codec);
  }
});

Deno.test("trap: RecordReader notices every flipped bit of a stored batch", async () => {
  const reader = new RecordReader();
  const bytes = await batch(5, randomRecords(seededRandom(2)).slice(0, 3));
  const whole = await reader.read(bytes);
  assert(whole?.every((record) => record.fault === undefined));
  for (let at = 16; at < bytes.length; at += 1 + Math.floor(bytes.length / 400)) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 1 << bit;
      const records = await reader.read(flipped);
      assert(records === undefined || records.at(-1)?.fault !== undefined, `byte ${at}, bit ${bit}`);
    }
  }
});

Deno.test("trap: RecordReader makes no room for records that a batch cannot have", async () => {
  const reader = new RecordReader();
  for (const codec of [0, 1, 2, 3, 4]) {
    // 73 bytes: a head, and a record that is none.
    const bytes = Buffer.alloc(73);
    bytes.writeInt32BE(73 - 12, 8);
    bytes[16] = 2;
    bytes.writeInt16BE(codec, 21);
    bytes.writeInt32BE(0x7fff_ffff, 57);
    const records = await reader.read(changed(bytes, 61, 0));
    assertEquals([records?.length, records?.[0]?.fault !== undefined], [1, true]);
    if (codec === 0) fault("a batch of 2147483647 records in 12 bytes")(records);
    else fault(`compressed with ${CODECS[codec]}: `)(records);
  }
  const plain = await batch(0, randomRecords(seededRandom(1)));
  fault("a batch of")(await reader.read(changed(plain, 57, 0x80)));
  fault("compressed with codec 7: ")(await reader.read(changed(plain, 22, 7)));
});

Deno.test("RecordReader leaves old versions to kafkajs, and names newer ones", async () => {
  const reader = new RecordReader();
  const plain = await batch(0, randomRecords(seededRandom(1)));
  assertEquals(await reader.read(changed(plain, 16, 1)), undefined);
  fault("a batch of version 3")(await reader.read(changed(plain, 16, 3)));
});

/** A batch of a transaction's, of records or of the marker that ends it: 0 aborts, 1 commits. */
async function transactional(firstOffset: number, producerId: number, end?: 0 | 1): Promise<Buffer> {
  const key = Buffer.from([0, 0, 0, end ?? 0]);
  const record = Record(
    { offsetDelta: 0, timestampDelta: 0, key, value: Buffer.from("x"), headers: {} } as never,
  );
  const bytes = Buffer.from(await batch(firstOffset, [record]));
  bytes.writeBigInt64BE(BigInt(producerId), 43);
  return changed(bytes, 22, end === undefined ? 0x10 : 0x30);
}

Deno.test("trap: RecordReader leaves aborted transactions out, and tells how far they go", async () => {
  const reader = new RecordReader();
  const offsets = async (bytes: Buffer[], aborted: { producerId: bigint; firstOffset: bigint }[]) =>
    (await reader.read(Buffer.concat(bytes), aborted))!
      .map(({ offset, isPassed }) => `${offset}${isPassed ? " passed" : ""}`);
  const alone = [await transactional(0, 9), await transactional(1, 9), await transactional(2, 9, 0)];
  assertEquals(await offsets(alone, [{ producerId: 9n, firstOffset: 0n }]), [
    "0 passed",
    "1 passed",
    "2 passed",
  ]);
  const mixed = [
    await transactional(10, 9),
    await transactional(11, 8),
    await transactional(12, 9, 0),
    await transactional(13, 9),
    await transactional(14, 8, 1),
    await transactional(15, 9, 1),
  ];
  assertEquals(await offsets(mixed, [{ producerId: 9n, firstOffset: 10n }]), [
    "10 passed",
    "11",
    "12 passed",
    "13",
    "14 passed",
    "15 passed",
  ]);
});

Deno.test("RecordReader gives a header without a value as null, which is no run of ours", async () => {
  // One record: key and value absent, one header, "run", whose value is absent.
  const record = [0, 0, 0, 1, 1, 2, 6, ...Buffer.from("run"), 1];
  const body = Buffer.concat([Buffer.alloc(61), Buffer.from([record.length * 2, ...record])]);
  body.writeInt32BE(body.length - 12, 8);
  body[16] = 2;
  const records = (await new RecordReader().read(changed(body, 60, 1)))!;
  assertEquals(records, [{ offset: "0", value: null, headers: { run: null }, isControlRecord: false }]);
  assertEquals(envelopeOf(records[0]!.headers), undefined);
});
