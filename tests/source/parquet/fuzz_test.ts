import { assert, assertEquals, assertThrows } from "@std/assert";
import { gzipSync } from "node:zlib";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { DataError } from "../../../src/market/data_error.ts";
import { type Random, randomInt, seededRandom } from "../../../src/market/random.ts";
import { encodeBlock, largestBlock } from "../../../src/source/lz4/lz4_block.ts";
import { checkPages } from "../../../src/source/parquet/check_pages.ts";
import { checkRuns, checkValues, ENCODING } from "../../../src/source/parquet/check_values.ts";
import { ParquetFile } from "../../../src/source/parquet/parquet_file.ts";
import { ThriftReader } from "../../../src/source/parquet/thrift.ts";
import { mutated } from "../../_mutated_files.ts";
import { seeds } from "../../_seeds.ts";

const ROWS = 200;
const LITTLE_ENDIAN = true;

const CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "LZ4_RAW"] as const;
type Codec = typeof CODECS[number];

/** As one block of LZ4. */
function lz4Block(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(largestBlock(bytes.length));
  return block.subarray(0, encodeBlock(bytes, block));
}

/** A file with columns of every encoding that the writer has, in row groups and pages of few rows. */
function fileOf(codec: Codec): Uint8Array {
  const random = seededRandom(1);
  const each = <T>(value: (i: number) => T): T[] => Array.from({ length: ROWS }, (_, i) => value(i));
  const columnData: ColumnSource[] = [
    { name: "delta", type: "INT64", encoding: "DELTA_BINARY_PACKED", data: each((i) => BigInt(i * i)) },
    { name: "delta32", type: "INT32", encoding: "DELTA_BINARY_PACKED", data: each((i) => 3 * i) },
    { name: "plain", type: "INT32", data: each(() => randomInt(random, 1e9)) },
    { name: "dictionary", type: "STRING", data: each(() => ["XNAS", "ARCX", null][randomInt(random, 3)]!) },
    { name: "text", type: "STRING", encoding: "DELTA_BYTE_ARRAY", data: each((i) => `order ${i}`) },
    { name: "texts", type: "STRING", encoding: "DELTA_LENGTH_BYTE_ARRAY", data: each((i) => `${i}`) },
    { name: "split", type: "DOUBLE", encoding: "BYTE_STREAM_SPLIT", data: each(() => random()) },
    { name: "number", type: "DOUBLE", data: each((i) => i % 3 === 0 ? null : i / 4) },
    { name: "truth", type: "BOOLEAN", data: each((i) => i % 5 < 2) },
  ];
  return new Uint8Array(parquetWriteBuffer({
    columnData,
    codec,
    compressors: { GZIP: (bytes) => gzipSync(bytes), LZ4_RAW: lz4Block },
    rowGroupSize: 120,
    pageSize: 200,
  }));
}

/** A file whose footer, a page, or both have changed. */
function damaged(random: Random, whole: Uint8Array): Uint8Array {
  const footer = whole.length - 8 - new DataView(whole.buffer).getUint32(whole.length - 8, LITTLE_ENDIAN);
  const from = random() < 0.5 ? footer : randomInt(random, whole.length);
  const rest = mutated(random, whole.subarray(from));
  const bytes = new Uint8Array(from + rest.length);
  bytes.set(whole.subarray(0, from));
  bytes.set(rest, from);
  return bytes;
}

/** All values of a file, which are no more than it can have. */
async function readAll(bytes: Uint8Array): Promise<unknown[]> {
  const buffer = new Uint8Array(bytes).buffer;
  const file = await ParquetFile.open({
    byteLength: buffer.byteLength,
    slice: (start, end) => buffer.slice(start, end),
  });
  const values: unknown[] = [];
  for (const { start, rows } of file.groups) {
    for (const { name } of file.columns) {
      let seen = 0;
      await file.read(name, start, start + rows, (page) => {
        seen += page.length;
        for (let i = 0; i < page.length; i++) values.push(page[i]);
      });
      assert(seen <= rows, `${seen} values of ${name} in ${rows} rows`);
    }
  }
  return values;
}

for (const codec of CODECS) {
  Deno.test(`trap: ParquetFile reads a file that is damaged anyhow, or says so, in little time: ${codec}`, async () => {
    const whole = fileOf(codec);
    const values = await readAll(whole);
    assertEquals(values.length, 9 * ROWS);
    let sound = 0;
    for (let seed = 1; seed <= seeds(50, 6000); seed++) {
      try {
        await readAll(damaged(seededRandom(seed), whole));
        sound++;
      } catch (error) {
        assert(error instanceof DataError, `seed ${seed}: ${(error as Error).stack}`);
      }
    }
    assert(sound > 0);
  });
}

/** Numbers of variable length. */
function varints(...numbers: number[]): number[] {
  return numbers.flatMap((number) => {
    const bytes: number[] = [];
    for (let left = number; left >= 0x80 || bytes.length === 0 || left > 0; left = Math.floor(left / 0x80)) {
      bytes.push(left % 0x80 + (left >= 0x80 ? 0x80 : 0));
    }
    return bytes;
  });
}

Deno.test("trap: a few bytes of Parquet that would become very much are refused before they do", () => {
  const [huge, view] = [
    2 ** 31 - 8,
    (bytes: number[]) => new DataView(Uint8Array.from(bytes).buffer),
  ] as const;
  const fail = (action: () => unknown, message: string) => assertThrows(action, RangeError, message);
  // A run of one value; packed values of no bits.
  fail(
    () => checkRuns(view([...varints(2 * huge), 1]), 0, 1, 100),
    `a run of ${huge} values where 100 are left`,
  );
  fail(
    () => checkRuns(view(varints(2 * huge + 1)), 0, 0, 100),
    `a run of ${8 * huge} values where 100 are left`,
  );
  checkRuns(view([...varints(200), 1]), 0, 1, 100);
  const page = (encoding: number, ...numbers: number[]) => () =>
    checkValues(Uint8Array.from(varints(...numbers)), {
      count: 3,
      encoding,
      haveLevels: false,
      areTruths: false,
    });
  fail(page(ENCODING.deltaBinaryPacked, 128, huge, 3), `blocks of 128 values in ${huge} parts`);
  // Three texts: lengths of what each has of the one before (0 and then 50 in zigzag), and of the rest (5 each).
  const texts = (shared: number) =>
    page(ENCODING.deltaByteArray, 128, 1, 3, 0, 2 * shared, 0, 128, 1, 3, 10, 0, 0);
  fail(texts(50), "a text that begins with more than the one before");
  texts(5)();
  // A page header: type, sizes before and after, and how it holds its values.
  const header = (becomes: number, size: number, values: number) =>
    Uint8Array.from([
      ...[0x15, 0, 0x15, ...varints(2 * becomes), 0x15, ...varints(2 * size), 0x2c],
      ...[0x15, ...varints(2 * values), 0x15, 0, 0x15, 6, 0x15, 6, 0, 0],
      ...new Array(size).fill(0),
    ]);
  const chunk = { rows: 100, codec: "SNAPPY", isNullable: false, isTruth: false };
  fail(() => checkPages(header(30, 20, huge), chunk), `${huge} values or more in 100 rows`);
  fail(() => checkPages(header(huge, 20, 100), chunk), `a page of ${huge} bytes`);
  fail(
    () => checkPages(header(1 << 28, 20, 100), chunk),
    "20 bytes of SNAPPY that are said to become 268435456",
  );
  assertEquals(checkPages(header(30, 20, 100), chunk).size, 1);
  // A list in a field of metadata, and structures without end.
  fail(() => new ThriftReader(view([0x19, 0xf5, ...varints(huge)]), 0).struct(), `a list of ${huge}`);
  fail(() => new ThriftReader(view(new Array(100).fill(0x1c)), 0).struct(), "structures nested 41 deep");
});
