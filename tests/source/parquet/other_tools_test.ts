import { assertEquals, assertGreater } from "@std/assert";
import { tapeDigest } from "../../../src/market/digest.ts";
import { databentoCsv } from "../../../src/source/databento_csv_writer.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { openTape } from "../../../src/source/open_tape.ts";
import { writeFileAtomically } from "../../../src/source/atomic_file.ts";
import { databentoParquet } from "../../../src/source/parquet/write_parquet.ts";
import { gunzippedText } from "../../execution/_real_data.ts";
import { inFolder } from "../../_folder.ts";
import { runPython, testWithPython } from "../../_python.ts";
import { assertSameTape } from "../csv/_csv.ts";
import { seeds } from "../../_seeds.ts";

const TOOLS = ["pandas", "polars", "duckdb", "pyarrow"];
const DATA = new URL("../../../../shared/data/", import.meta.url);

function isThere(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}

testWithPython(TOOLS, "openTape() reads Parquet of pandas, polars and DuckDB as the CSV", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/day.csv`;
    // More rows than those tools put into a group.
    const tape = generateTape({ durationSeconds: seeds(35, 60) });
    await writeFileAtomically(path, databentoCsv(tape, { layout: "mbp-1" }));
    await compareTables(path, folder);
  });
});

for (const file of ["taq_xxx_20180102.mbp-1.csv.gz", "aapl_20241021.mbp-10.csv.gz"]) {
  const url = new URL(file, DATA);
  if (!isThere(url)) {
    Deno.test({ name: `Parquet of ${file} (ignored: it is not in ../shared/data)`, ignore: true, fn() {} });
    continue;
  }
  testWithPython(TOOLS, `openTape() reads Parquet of pandas, polars and DuckDB as ${file}`, async () => {
    await inFolder(async (folder) => {
      const whole = decodeURIComponent(url.pathname);
      await compareTables(await headOf(whole, seeds(1_500, Infinity), `${folder}/head.csv`), folder);
    });
  });
}

/** A file of as many lines of a CSV as asked for: its own, where it has no more. */
async function headOf(csv: string, count: number, path: string): Promise<string> {
  const lines = (await gunzippedText(csv)).split("\n");
  if (lines.length <= count) return csv;
  await Deno.writeTextFile(path, `${lines.slice(0, count).join("\n")}\n`);
  return path;
}

async function compareTables(csv: string, folder: string): Promise<void> {
  const expected = await openTape(csv);
  await runPython(new URL("_tables.py", import.meta.url), csv, folder);
  let files = 0;
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".parquet")) continue;
    const tape = await openTape(`${folder}/${name}`);
    assertSameTape(tape, expected, name);
    assertEquals(tapeDigest(tape), tapeDigest(expected), name);
    assertEquals([tape.notes, tape.skippedRows], [expected.notes, expected.skippedRows], name);
    files++;
  }
  assertEquals(files, 9);
}

const DBN = new URL("dbeq/dbeq-basic-20240624.tbbo.dbn.zst", DATA);
if (isThere(DBN)) {
  testWithPython(["databento"], "openTape() reads Databento's own Parquet as its own CSV", async () => {
    await inFolder(async (folder) => {
      await runPython(new URL("_databento.py", import.meta.url), folder, decodeURIComponent(DBN.pathname));
      for (const symbol of ["RIOT", "ITUB"].slice(0, seeds(1, 2))) {
        const expected = await openTape(`${folder}/own0.csv`, { symbol });
        assertGreater(expected.length, 1000);
        for (const name of ["pretty", "raw"]) {
          const tape = await openTape(`${folder}/${name}0.parquet`, { symbol });
          assertSameTape(tape, expected, `${symbol} ${name}`);
        }
      }
    });
  });
} else {
  Deno.test({ name: "Databento's own Parquet (ignored: no dbeq in ../shared/data)", ignore: true, fn() {} });
}

testWithPython(
  ["pandas", "duckdb", "pyarrow"],
  "pandas and DuckDB read what databentoParquet() wrote",
  async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/day.parquet`;
      const tape = generateTape({ durationSeconds: 60 });
      await writeFileAtomically(path, databentoParquet(tape));
      const [byPandas, byDuckdb] = JSON.parse(await runPython(new URL("_totals.py", import.meta.url), path));
      const { askPx, askSz, tsEventNs } = tape.columns;
      const cents = askPx.reduce((sum, px) => sum + (Number.isNaN(px) ? 0 : Math.round(px / 1e7)), 0);
      const expected = [
        tape.length,
        String(tape.originNs + BigInt(tsEventNs.at(-1)!)),
        askSz.reduce((sum, size) => sum + size, 0),
        cents,
        tape.symbol,
      ];
      assertEquals(byPandas, expected);
      assertEquals(byDuckdb, expected);
    });
  },
);
