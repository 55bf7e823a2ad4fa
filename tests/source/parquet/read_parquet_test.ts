import { assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { type ColumnSource, parquetWriteBuffer, type ParquetWriteOptions } from "hyparquet-writer";
import { DataError } from "../../../src/market/data_error.ts";
import { seededRandom } from "../../../src/market/random.ts";
import type { Tape } from "../../../src/market/tape.ts";
import { parseTimeBound } from "../../../src/market/time.ts";
import type { ByteSource } from "../../../src/source/byte_source.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { openTape } from "../../../src/source/open_tape.ts";
import { readParquet } from "../../../src/source/parquet/read_parquet.ts";
import { databentoParquet } from "../../../src/source/parquet/write_parquet.ts";
import type { ReadOptions } from "../../../src/source/tape_reader.ts";
import { inFolder } from "../../_folder.ts";
import { seeds } from "../../_seeds.ts";
import { assertSameTape, csv, dripping, read as readText, rowOf } from "../csv/_csv.ts";

type Values = ColumnSource["data"];
type Elements = NonNullable<ParquetWriteOptions["schema"]>;

const NS = 1_722_519_392_491_745_123n;

/** Two rows, the second without a bid and without a time of receipt. */
const COLUMNS: Record<string, [Partial<Elements[number]>, Values]> = {
  ts_recv: [timestamp("NANOS"), [NS + 166_560n, null]],
  ts_event: [timestamp("NANOS"), [NS, NS + 1_000_000n]],
  rtype: [{ type: "INT32" }, [1, 1]],
  publisher_id: [{ type: "INT32" }, [2, 43]],
  instrument_id: [{ type: "INT32" }, [38, 38]],
  action: [text(), ["T", "A"]],
  side: [text(), ["A", "N"]],
  price: [{ type: "DOUBLE" }, [222.81, NaN]],
  size: [{ type: "INT32" }, [50, 0]],
  flags: [{ type: "INT32" }, [130, 128]],
  bid_px_00: [{ type: "DOUBLE" }, [222.8, null]],
  ask_px_00: [{ type: "DOUBLE" }, [222.82, 222.83]],
  bid_sz_00: [{ type: "INT32" }, [300, 0]],
  ask_sz_00: [{ type: "INT32" }, [421, 100]],
  symbol: [text(), ["AAPL", "AAPL"]],
};

/** What a CSV says of the same rows. */
const TEXT = csv([
  {},
  {
    ts_recv: "",
    ts_event: "2024-08-01T13:36:32.492745123Z",
    publisher_id: "43",
    action: "A",
    side: "N",
    price: "",
    size: "0",
    flags: "128",
    bid_px_00: "",
    ask_px_00: "222.83",
    bid_sz_00: "0",
    ask_sz_00: "100",
  },
]);

function timestamp(unit: "MILLIS" | "MICROS" | "NANOS"): Partial<Elements[number]> {
  return { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit } };
}

function text(): Partial<Elements[number]> {
  return { type: "BYTE_ARRAY", converted_type: "UTF8" };
}

/** A file of these columns; those of {@linkcode COLUMNS} where they are not given, none where one is `null`. */
function file(
  changed: Record<string, [Partial<Elements[number]>, Values] | null> = {},
  options: Partial<ParquetWriteOptions> = {},
): Uint8Array {
  const columns = Object.entries({ ...COLUMNS, ...changed }).flatMap(([name, column]) =>
    column === null ? [] : [{ name, element: column[0], data: column[1] }]
  );
  return new Uint8Array(parquetWriteBuffer({
    columnData: columns.map(({ name, data }) => ({ name, data })),
    schema: [
      { name: "root", num_children: columns.length },
      ...columns.map(({ name, element }) => ({ name, repetition_type: "OPTIONAL" as const, ...element })),
    ],
    ...options,
  }));
}

/** Reads a file, called `day.parquet` in messages, as a stream, or at random. */
function read(bytes: Uint8Array, options: ReadOptions = {}, source = dripping(bytes, 7919)): Promise<Tape> {
  return readParquet(source, "day.parquet", options);
}

/** A file that can be read at random, and how many bytes of it were. */
function counting(bytes: Uint8Array): { source: ByteSource; bytesRead: () => number } {
  let count = 0;
  return {
    bytesRead: () => count,
    source: {
      ...dripping(bytes, 1),
      anywhere: {
        byteLength: bytes.length,
        slice(start, end = bytes.length) {
          count += end - start;
          return bytes.slice(start, end).buffer;
        },
      },
    },
  };
}

async function assertFails(bytes: Uint8Array, message: string, options: ReadOptions = {}): Promise<void> {
  const error = await assertRejects(() => read(bytes, options), DataError);
  assertEquals(error.message, message);
}

Deno.test("readParquet() reads the tape of the CSV of the same rows", async () => {
  const expected = await readText(TEXT);
  assertSameTape(await read(file()), expected);
  assertSameTape(await read(file(), {}, counting(file()).source), expected);
});

Deno.test("readParquet() reads times and prices in every form that tools write", async () => {
  const expected = await readText(TEXT);
  const recv: Values = [NS + 166_560n, null];
  const event: Values = [NS, NS + 1_000_000n];
  const texts: Values = ["2024-08-01T13:36:32.491745123Z", "2024-08-01 13:36:32.492745123+00:00"];
  const forms: Record<string, Parameters<typeof file>[0]> = {
    "integers": {
      ts_recv: [{ type: "INT64" }, recv],
      ts_event: [{ type: "INT64" }, event],
      price: [{ type: "INT64" }, [222_810_000_000n, 2n ** 63n - 1n]],
      bid_px_00: [{ type: "INT64" }, [222_800_000_000n, 2n ** 63n - 1n]],
      ask_px_00: [{ type: "INT64" }, [222_820_000_000n, 222_830_000_000n]],
    },
    "null times as integers": {
      ts_recv: [{ type: "INT64", converted_type: "UINT_64" }, [NS + 166_560n, 2n ** 64n - 1n]],
    },
    "not a time": { ts_recv: [timestamp("NANOS"), [NS + 166_560n, -(2n ** 63n)]] },
    "texts": {
      ts_event: [text(), texts],
      bid_px_00: [text(), ["222.800000000", ""]],
      ask_px_00: [text(), ["222.82", "222.83"]],
      bid_sz_00: [text(), ["300", "0"]],
    },
    "decimals": {
      bid_px_00: [{ type: "INT64", converted_type: "DECIMAL", scale: 9, precision: 18 }, [
        222_800_000_000n,
        null,
      ]],
      ask_px_00: [{ type: "INT32", converted_type: "DECIMAL", scale: 2, precision: 9 }, [22_282n, 22_283n]],
    },
    "long decimals": {
      ask_px_00: [
        {
          type: "FIXED_LEN_BYTE_ARRAY",
          type_length: 16,
          converted_type: "DECIMAL",
          scale: 12,
          precision: 38,
        },
        [222_820_000_000_000n, 222_830_000_000_000n],
      ],
    },
    "single precision": { ask_px_00: [{ type: "FLOAT" }, [222.82, 222.83]] },
    "counts as doubles": {
      bid_sz_00: [{ type: "DOUBLE" }, [300, null]],
      ask_sz_00: [{ type: "DOUBLE" }, [421, 100]],
      publisher_id: [{ type: "DOUBLE" }, [2, 43]],
    },
    "counts of 64 bits": { ask_sz_00: [{ type: "INT64" }, [421n, 100n]] },
    "raw prices as doubles": { ask_px_00: [{ type: "DOUBLE" }, [222_820_000_000, 222_830_000_000]] },
  };
  for (const [name, changed] of Object.entries(forms)) {
    assertSameTape(await read(file(changed)), expected, name);
  }
});

Deno.test("readParquet() takes times in coarser units for what they are", async () => {
  const micros = NS / 1000n;
  const coarse = await read(file({
    ts_recv: [timestamp("MICROS"), [micros + 166n, null]],
    ts_event: [timestamp("MILLIS"), [NS / 1_000_000n, NS / 1_000_000n + 1n]],
  }));
  assertEquals(coarse.tsEvent(0), NS / 1_000_000n * 1_000_000n);
  assertEquals(coarse.originNs + BigInt(coarse.columns.tsRecvNs[0]!), (micros + 166n) * 1000n);
  // Mere numbers say no unit.
  const bare = file({ ts_event: [{ type: "INT64" }, [micros, micros + 1000n]] });
  assertEquals(
    (await read(bare, { timeUnit: "us" })).tsEvent(1),
    (micros + 1000n) * 1000n,
  );
  await assertFails(
    bare,
    `day.parquet: row 1: ts_event is "${micros}": no time in nanoseconds, but one in microseconds: use ` +
      "--time-unit us (--skip-bad-rows leaves such rows out)",
  );
});

Deno.test("readParquet() names file, row, column and value of what it cannot read", async () => {
  await assertFails(
    file({ ask_sz_00: [{ type: "INT32" }, [421, -5]] }),
    'day.parquet: row 2: ask_sz_00 is "-5": negative (--skip-bad-rows leaves such rows out)',
  );
  await assertFails(
    file({ side: [text(), ["A", "Q"]] }),
    'day.parquet: row 2: side is "Q": not one of A, B, N (--skip-bad-rows leaves such rows out)',
  );
  await assertFails(
    file({ bid_px_00: null }),
    "day.parquet: column bid_px_00 is missing; found: ts_recv, ts_event, rtype, publisher_id, instrument_id, " +
      "action, side, price, size, flags, ask_px_00, bid_sz_00, ask_sz_00, symbol",
  );
  await assertFails(file(), 'day.parquet: has no symbol "IBM"; it holds: AAPL (2, id 38)', { symbol: "IBM" });
  await assertFails(
    file({ symbol: [text(), ["AAPL", "IBM"]] }),
    "day.parquet: holds 2 symbols; choose one with --symbol: AAPL (1, id 38), IBM (1, id 38)",
  );
  await assertFails(
    file(),
    "day.parquet: no row from 15:00:00.000000000Z to the end; its rows run from " +
      "2024-08-01T13:36:32.491745123Z to 2024-08-01T13:36:32.492745123Z",
    { from: parseTimeBound("15:00") },
  );
});

Deno.test("trap: the venue of an unreadable row of Parquet shows nothing from then on", async () => {
  const three = (values: Values): Values => [values[0], values[0], values[1]] as Values;
  const columns = Object.fromEntries(
    Object.entries(COLUMNS).map(([name, [element, values]]) => [name, [element, three(values)] as const]),
  );
  const changed = {
    ...columns,
    action: [text(), ["A", "A", "A"]],
    ask_sz_00: [{ type: "INT32" }, [421, -1, 100]],
  };
  const bytes = file(changed as unknown as Parameters<typeof file>[0]);
  const tape = await read(bytes, { skipBadRows: true });
  assertEquals([tape.length, tape.skippedRows, tape.notes.withdrawn_quotes], [3, 1, 1]);
  const { askPx, askSz, publisher } = rowOf(tape, 1);
  assertEquals([askPx, askSz, publisher], [NaN, 0, 2]);
});

Deno.test("readParquet() reads only the columns it needs, and row groups of window and symbol", async () => {
  const each = seeds(4000, 10_000); // of four symbols, in ten minutes and ten row groups
  const length = 4 * each;
  const rows = Array.from({ length }, (_, row) => row);
  const of = (values: (row: number) => unknown) => rows.map(values) as Values;
  const symbols = ["A", "B", "C", "D"];
  const random = seededRandom(1);
  const bytes = file({
    ts_recv: null,
    ts_event: [timestamp("NANOS"), of((row) => NS + BigInt(row % each) * BigInt(600e9 / each))],
    rtype: [{ type: "INT32" }, of(() => 1)],
    publisher_id: [{ type: "INT32" }, of((row) => 2 + row % 3)],
    instrument_id: null,
    action: null,
    side: null,
    price: null,
    size: null,
    flags: null,
    bid_px_00: [{ type: "DOUBLE" }, of(() => Math.round(22_000 + 100 * random()) / 100)],
    ask_px_00: [{ type: "DOUBLE" }, of(() => Math.round(22_200 + 100 * random()) / 100)],
    bid_sz_00: [{ type: "INT32" }, of(() => Math.round(1000 * random()) + 1)],
    ask_sz_00: [{ type: "INT32" }, of(() => Math.round(1000 * random()) + 1)],
    symbol: [text(), of((row) => symbols[Math.floor(row / each)])],
    // A large column that nobody asked for.
    note: [text(), of((row) => `note ${row} ${random()}`)],
  }, { rowGroupSize: each / 10 });
  const whole = counting(bytes);
  const all = await read(bytes, { symbol: "B" }, { ...dripping(bytes, 1 << 16), close() {} });
  assertEquals(all.length, each);
  const some = await read(
    bytes,
    { symbol: "B", from: parseTimeBound("13:40"), to: parseTimeBound("13:41") },
    whole.source,
  );
  const from = all.columns.tsEventNs.findIndex((ns) => ns >= (13 * 60 + 40) * 60e9);
  assertEquals(some.length, each / 10);
  assertEquals([...some.columns.askPx], [...all.columns.askPx.subarray(from, from + each / 10)]);
  assertEquals(some.originNs, all.originNs);
  // Two or three row groups of forty, without the notes, and the footer.
  assertLess(whole.bytesRead(), bytes.length / 4);
});

Deno.test("readParquet() gives back what databentoParquet() wrote, from any source", async () => {
  await inFolder(async (folder) => {
    const tape = generateTape({ durationSeconds: 60, seed: 3 });
    const bytes = new Uint8Array(await new Blob([...databentoParquet(tape)]).arrayBuffer());
    await Deno.writeFile(`${folder}/plain`, bytes);
    const gzip = new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")));
    await Deno.writeFile(`${folder}/zipped`, new Uint8Array(await gzip.arrayBuffer()));
    for (const name of ["plain", "zipped"]) assertSameTape(await openTape(`${folder}/${name}`), tape, name);
  });
});

Deno.test("readParquet() says of a damaged file that it is one", async () => {
  const bytes = file();
  for (const length of [4, 8, 100, bytes.length - 1]) {
    const error = await assertRejects(() => read(bytes.slice(0, length)), DataError);
    assertStringIncludes(error.message, "day.parquet: is a damaged Parquet file (");
  }
});

Deno.test("readParquet() names a compression that it does not read, and what to do", async () => {
  const bytes = file({}, { codec: "LZ4", compressors: { LZ4: (input) => input } });
  await assertFails(
    bytes,
    "day.parquet: is a Parquet file compressed by LZ4 in its old form, which sorlab does not read; write it with " +
      "compression zstd or snappy",
  );
});
