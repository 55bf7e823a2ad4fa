/** The official decoder as the reference: tapes of its CSV, and its totals, for every file that is there. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { tapeDigest } from "../../../src/market/digest.ts";
import { Tape } from "../../../src/market/tape.ts";
import { databentoCsv } from "../../../src/source/databento_csv_writer.ts";
import { databentoDbn } from "../../../src/source/dbn/write_dbn.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { openTape } from "../../../src/source/open_tape.ts";
import { inFolder } from "../../_folder.ts";
import { runPython, testWithPython } from "../../_python.ts";
import { seeds } from "../../_seeds.ts";
import { assertSameTape } from "../csv/_csv.ts";

const DATA = decodeURIComponent(new URL("../../../../shared/data/", import.meta.url).pathname);
const SCRIPT = new URL("./to_csv.py", import.meta.url);
const VARIANTS = ["ppm", "rrm", "prm", "rpm", "ppu", "rru"];
/** Without a book in every record, or without metadata. */
const REFUSED = /^(trades|mbo|ohlcv|definition)|\.frag/;

interface Totals {
  readonly name: string;
  readonly schema: string;
  readonly totals: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

function filesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(`${DATA}${folder}`)].map(({ name }) => name).toSorted();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function decode(out: string, variants: readonly string[], files: readonly string[]): Promise<Totals[]> {
  const printed = await runPython(SCRIPT, out, variants.join(), ...files);
  return printed.trim().split("\n").map((line) => JSON.parse(line));
}

/** Reads the DBN file and each CSV made of it, and compares tapes and digests. */
async function compare(
  dbn: string,
  csv: (variant: string) => string,
  variants: readonly string[],
  symbol: string,
) {
  const tape = await openTape(dbn, { symbol });
  const nameless = new Tape(tape.columns, { ...tape, symbol: "" });
  const id = variants.some((variant) => variant.endsWith("u")) ? await idOf(csv("rru"), tape) : undefined;
  for (const variant of variants) {
    const isMapped = variant.endsWith("m");
    const fromCsv = await openTape(csv(variant), isMapped ? { symbol } : { instrumentId: id });
    const expected = isMapped ? tape : nameless;
    assertSameTape(fromCsv, expected, `${dbn} ${variant} ${symbol}`);
    assertEquals(tapeDigest(fromCsv), tapeDigest(expected), `${dbn} ${variant} ${symbol}`);
    assertEquals(fromCsv.notes, expected.notes, `${dbn} ${variant} ${symbol}`);
  }
  return tape;
}

/** The id of the instrument whose first row stands in a raw CSV without symbols. */
async function idOf(path: string, tape: Tape): Promise<number> {
  const [header, ...lines] = (await Deno.readTextFile(path)).trimEnd().split("\n");
  const [at, recvAt, sizeAt] = ["instrument_id", "ts_recv", "size"].map((name) =>
    header!.split(",").indexOf(name)
  );
  const recv = String(tape.originNs + BigInt(tape.columns.tsRecvNs[0]!));
  const line = lines.find((one) => {
    const fields = one.split(",");
    return fields[recvAt!] === recv && [0, Number(fields[sizeAt!])].includes(tape.columns.size[0]!);
  });
  return Number(line!.split(",")[at!]);
}

const small = filesIn("dbn");
const days = filesIn("dbeq");
const nothing = small.length === 0 ? " (ignored: there is no ../shared/data/dbn)" : "";
const noDays = days.length === 0 ? " (ignored: there is no ../shared/data/dbeq)" : "";

if (small.length > 0) {
  testWithPython(
    ["databento"],
    "readDbn() reads every small file as the official decoder's CSV of it",
    () =>
      inFolder(async (folder) => {
        const readable = small.filter((name) => !REFUSED.test(name)).map((name) => `${DATA}dbn/${name}`);
        for (const { name, totals } of await decode(folder, VARIANTS, readable)) {
          const tape = await compare(
            `${DATA}dbn/${name}`,
            (v) => `${folder}/${name}.${v}.csv`,
            VARIANTS,
            "ESH1",
          );
          // Both sides are of one publisher, so that no row becomes two.
          assertEquals(tape.length, totals["ESH1"]!["rows"], name);
        }
      }),
  );
}

Deno.test({
  name: `readDbn() refuses the files of schemas without quotes, and fragments, with the reason${nothing}`,
  ignore: small.length === 0,
  async fn() {
    for (const name of small.filter((one) => REFUSED.test(one))) {
      const error = await assertRejects(() => openTape(`${DATA}dbn/${name}`), DataError);
      const reason = name.includes(".frag") ? "is a fragment of DBN" : `is of schema ${name.split(".")[0]}`;
      assert(error.reason.startsWith(reason), `${name}: ${error.message}`);
    }
  },
});

Deno.test({
  name: `readDbn() reads real days: the tapes of all symbols have all rows of the day between them${noDays}`,
  ignore: days.length === 0,
  async fn() {
    for (const day of days.slice(0, seeds(1, days.length))) {
      const path = `${DATA}dbeq/${day}`;
      const { message } = await assertRejects(() => openTape(path), DataError);
      const held = [...message.matchAll(/([A-Z]+) \((\d+), id \d+\)/g)].map(([, name, rows]) =>
        [name!, Number(rows)] as const
      );
      assertEquals(held.length, 14, message);
      for (const [symbol, rows] of held) assertEquals((await openTape(path, { symbol })).length, rows);
    }
  },
});

if (days.length > 0) {
  testWithPython(
    ["databento"],
    "readDbn() reads every tape of the real days to the official decoder's totals",
    () =>
      inFolder(async (folder) => {
        const some = days.slice(0, seeds(1, days.length));
        const decoded = await decode(folder, [], some.map((day) => `${DATA}dbeq/${day}`));
        assertEquals(decoded.length, some.length);
        for (const { name, totals } of decoded) {
          assertEquals(Object.keys(totals).length, 14);
          for (const [symbol, expected] of Object.entries(totals)) {
            assertTotals(await openTape(`${DATA}dbeq/${name}`, { symbol }), expected);
          }
        }
      }),
  );

  testWithPython(
    ["databento"],
    "readDbn() reads real days as the official decoder's CSV of them",
    () =>
      inFolder(async (folder) => {
        const variants = VARIANTS.slice(0, seeds(2, VARIANTS.length));
        for (const [i, day] of days.slice(0, seeds(1, days.length)).entries()) {
          const [decoded] = await decode(folder, variants, [`${DATA}dbeq/${day}`]);
          const symbols = Object.keys(decoded!.totals);
          // Two a day, so that over the days all have their turn.
          const turn = [symbols[2 * i % 14]!, symbols[(2 * i + 1) % 14]!];
          for (const symbol of turn.slice(0, seeds(1, 2))) {
            await compare(
              `${DATA}dbeq/${day}`,
              (variant) => `${folder}/${day}.${variant}.csv`,
              variants,
              symbol,
            );
          }
        }
      }),
  );
}

function assertTotals(tape: Tape, totals: Readonly<Record<string, number>>): void {
  const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
  const { size, bidSz, askSz } = tape.columns;
  assertEquals(tape.length, totals["rows"]);
  // A side without a price has no size on a tape; the files compared have none of those.
  assertEquals([sum(size), sum(bidSz), sum(askSz)], [
    totals["size"],
    totals["bid_sz_00"],
    totals["ask_sz_00"],
  ]);
}

testWithPython(
  ["databento"],
  "databentoDbn() writes what the official decoder turns into databentoCsv()'s bytes",
  () =>
    inFolder(async (folder) => {
      for (const layout of ["mbp-1", "mbp-10"] as const) {
        const tape = generateTape({ seed: 5, durationSeconds: 30 });
        const path = `${folder}/day.${layout}.dbn`;
        await Deno.writeFile(path, ReadableStream.from(databentoDbn(tape, { layout })));
        const [decoded] = await decode(folder, ["ppm"], [path]);
        assertEquals([decoded!.schema, decoded!.totals["AAPL"]!["rows"]], [layout, tape.length]);
        const expected = await new Response(ReadableStream.from(databentoCsv(tape, { layout }))).text();
        assert(await Deno.readTextFile(`${path}.ppm.csv`) === expected, layout);
      }
    }),
);
