import {
  columnFromValues,
  type DataType,
  decimal,
  dictionary,
  float64,
  getCompressionCodec,
  int32,
  setCompressionCodec,
  tableFromColumns,
  tableToIPC,
  timestamp,
  TimeUnit,
  uint16,
  utf8,
} from "@uwdata/flechette";
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Fills } from "../../../src/judge/fills.ts";
import { readFills } from "../../../src/judge/read/fills.ts";
import "../../../src/judge/read/arrow/arrow_table.ts"; // has the codecs known
import type { TableLayout } from "../../../src/judge/read/table_layout.ts";
import { DataError } from "../../../src/market/data_error.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { encodeLz4 } from "../../../src/source/lz4/lz4.ts";
import { inFolder } from "../../_folder.ts";
import { mutated } from "../../_mutated_files.ts";
import { runPython, testWithPython } from "../../_python.ts";
import { seeds } from "../../_seeds.ts";
import { assertSound, ORIGIN_NS, withText } from "./_files.ts";

const OPTIONS = { originNs: ORIGIN_NS, symbol: "" };
const FIRST_MS = Number(ORIGIN_NS / 1_000_000n) + 13.6 * 3_600_000;

interface Row {
  readonly ms: number;
  readonly sentMs: number | null;
  readonly side: string;
  readonly venue: string;
  readonly ticks: number;
  readonly shares: number;
  readonly order: string | null;
  readonly cents: number | null;
}

function rowsOf(count: number, seed = 1): Row[] {
  const random = seededRandom(seed);
  const one = <T>(list: readonly T[]): T => list[randomInt(random, list.length)]!;
  return Array.from({ length: count }, (_, i) => ({
    ms: FIRST_MS + 37 * i,
    sentMs: one([FIRST_MS + 37 * i - 2, null]),
    side: one(["buy", "sell"]),
    venue: one(["XNAS", "ARCX", "BATS"]),
    ticks: 2_228_100 + randomInt(random, 1000),
    shares: 1 + randomInt(random, 900),
    order: one([`A${Math.floor(i / 50)}`, null]),
    cents: one([-randomInt(random, 9000), null]),
  }));
}

const orEmpty = (value: string | number | null): string => value === null ? "" : String(value);

function csvOf(rows: readonly Row[]): string {
  const time = (ms: number): string => new Date(ms).toISOString();
  const lines = rows.map(({ ms, sentMs, side, venue, ticks, shares, order, cents }) =>
    [
      time(ms),
      sentMs === null ? "" : time(sentMs),
      side,
      venue,
      (ticks / 1e4).toFixed(4),
      shares,
      orEmpty(order),
      orEmpty(cents === null ? null : cents / 100),
    ].join(",")
  );
  return `time,sent,side,venue,price,shares,order,fee\n${lines.join("\n")}\n`;
}

/** The rows as Arrow's own library for JavaScript writes them. */
function arrowOf(rows: readonly Row[], form: Parameters<typeof tableToIPC>[1], batch = 1000) {
  const column = <K extends keyof Row>(key: K, type: DataType, of = (value: Row[K]): unknown => value) =>
    columnFromValues(rows.map((row) => of(row[key])), type, { maxBatchRows: batch });
  const table = tableFromColumns({
    fee: column("cents", float64(), (cents) => cents === null ? null : cents as number / 100),
    Last_Px: column("ticks", decimal(18, 4, 128), (ticks) => BigInt(ticks as number)),
    time: column("ms", timestamp(TimeUnit.MILLISECOND, "UTC")),
    sent: column("sentMs", timestamp(TimeUnit.MILLISECOND, "UTC")),
    side: column("side", dictionary(utf8(), int32())),
    venue: column("venue", utf8()),
    shares: column("shares", uint16()),
    order: column("order", utf8()),
  });
  return new Uint8Array(tableToIPC(table, form)!);
}

async function fillsOf(file: string | Uint8Array, layout: TableLayout = {}): Promise<Fills> {
  const bytes = typeof file === "string" ? file : new Uint8Array(file);
  const { fills } = await withText(bytes, (path) => readFills(path, { ...OPTIONS, layout }));
  fills.line.fill(0); // a row's number is not its line's
  return fills;
}

Deno.test("readFills() reads Arrow, file or stream, as the table of text that it would be", async () => {
  const rows = rowsOf(300);
  const expected = await fillsOf(csvOf(rows));
  for (const format of ["file", "stream"] as const) {
    for (const batch of [7, 1000]) {
      assertEquals(await fillsOf(arrowOf(rows, { format }, batch)), expected, format);
    }
  }
  const named = tableFromColumns({
    wann: columnFromValues([FIRST_MS], timestamp(TimeUnit.SECOND)),
    was: columnFromValues(["B"], utf8()),
    wo: columnFromValues(["NSDQ"], utf8()),
    zu: columnFromValues([10.5], float64()),
    viel: columnFromValues([7], int32()),
  });
  const fills = await fillsOf(new Uint8Array(tableToIPC(named, {})!), {
    columns: { time: "wann", side: "was", venue: "wo", price: "zu", shares: "viel" },
    venues: { NSDQ: "XNAS" },
  });
  assertEquals([fills.timeNs[0], fills.price[0], fills.venues.list], [13.6 * 3600e9, 10.5e9, ["XNAS"]]);
});

testWithPython(
  ["pyarrow", "pandas", "polars"],
  "readFills() reads Arrow of pyarrow, pandas and polars as the CSV",
  async () => {
    await inFolder(async (folder) => {
      const csv = csvOf(rowsOf(2500));
      const path = `${folder}/fills.csv`;
      await Deno.writeTextFile(path, csv);
      const expected = await fillsOf(csv);
      await runPython(new URL("_arrow.py", import.meta.url), path, folder);
      let files = 0;
      for await (const { name } of Deno.readDir(folder)) {
        if (name === "fills.csv") continue;
        const { fills } = await readFills(`${folder}/${name}`, OPTIONS);
        fills.line.fill(0);
        assertEquals(fills, expected, name);
        files++;
      }
      assertEquals(files, 17);
    });
  },
);

Deno.test("readFills() says what is wrong with an Arrow file", async () => {
  const whole = arrowOf(rowsOf(20), { format: "file" });
  const stream = arrowOf(rowsOf(20), { format: "stream" });
  const fail = async (bytes: Uint8Array<ArrayBuffer>, message: string) => {
    const error = await assertRejects(() => fillsOf(bytes), DataError);
    assertEquals(error.message.replace(/^.*\/file/, "fills.arrow"), `fills.arrow${message}`);
  };
  const damaged = (reason: string) => `: is a damaged Arrow file (${reason})`;
  await fail(whole.slice(0, -1), damaged("it does not end as it should: it was cut off"));
  await fail(stream.slice(0, -100), damaged("a message that is cut off"));
  await fail(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0), damaged("no schema"));
  const none = tableFromColumns({ time: columnFromValues([1000], timestamp(TimeUnit.SECOND)) });
  await fail(
    new Uint8Array(tableToIPC(none, {})!),
    ":1: no column of side (side, buysell, bs, direction, …): the file has time; a layout file can name it: " +
      '{"columns": {"side": "…"}}',
  );
});

/** The same rows with their buffers compressed by LZ4, which sorlab itself never writes. */
function compressed(rows: readonly Row[]): Uint8Array<ArrayBuffer> {
  const [lz4, ours] = [0, getCompressionCodec(0)!] as const;
  setCompressionCodec(lz4, { ...ours, encode: encodeLz4 });
  const bytes = arrowOf(rows, { format: "file", codec: lz4 });
  setCompressionCodec(lz4, ours);
  return bytes;
}

Deno.test("trap: readFills() reads Arrow that is damaged anyhow, or says so, in little time and memory", async () => {
  const rows = rowsOf(30);
  const wholes = {
    file: arrowOf(rows, { format: "file" }, 11),
    stream: arrowOf(rows, { format: "stream" }, 11),
    lz4: compressed(rows),
  };
  const expected = await fillsOf(csvOf(rows));
  for (const [name, whole] of Object.entries(wholes)) {
    assertEquals(await fillsOf(whole), expected, name);
    let sound = 0;
    await withText(whole, async (path) => {
      for (let seed = 1; seed <= seeds(20, 10_000); seed++) {
        await Deno.writeFile(path, mutated(seededRandom(seed), whole));
        try {
          const { fills } = await readFills(path, OPTIONS);
          assert(fills.length <= 8 * whole.length);
          assertSound(fills);
          sound++;
        } catch (error) {
          assert(error instanceof DataError, `${name}, seed ${seed}: ${(error as Error).stack}`);
        }
      }
    });
    assert(sound > 0);
  }
});
