/**
 * Races reading CSV against `parse` of `@std/csv` and DuckDB's reader on one thread, over the same seeded
 * file of the 74-column layout. Run it by itself to print `name value unit` lines.
 *
 * @module
 */

import { parse } from "@std/csv/parse";
import { openTape } from "../../src/source/open_tape.ts";
import { databentoCsv } from "../../src/source/databento_csv_writer.ts";
import { generateTape } from "../../src/source/generated.ts";
import { type Figure, formatFigure } from "./figure.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
/** Some 100 MB of text. */
const EVENTS = 185_000;
/** Rows in the tape whose memory is measured. */
const ROWS = 1_000_000;
const PREFIX_BYTES = 10_000_000;
const REPEATS = 5;
const BYTES_PER_MB = 1e6;

// Not a literal in the import, so that only this benchmark ever installs it (a native add-on of 70 MB).
const DUCKDB = "npm:@duckdb/node-api@1.5.4-r.1";

/** Times reading; takes half a minute. */
export async function benchCsv(): Promise<Figure[]> {
  const folder = await Deno.makeTempDir({ prefix: "sorlab bench " });
  try {
    const path = `${folder}/day.csv`;
    await writeCsv(path, EVENTS);
    const { size } = await Deno.stat(path);
    const speed = size / BYTES_PER_MB / await bestSeconds(() => openTape(path));
    const text = await firstLines(path);
    const figures: Figure[] = [
      { name: "csv_mbp10", value: speed, unit: "MB/s" },
      { name: "csv_over_std_parse_same_file", value: speed / await stdSpeed(path), unit: "times" },
      {
        name: "csv_over_std_parse_first_10_mb",
        value: speed / await speedOf(text, () => parse(text)),
        unit: "times",
      },
      {
        name: "csv_over_std_parse_by_name_first_10_mb",
        value: speed / await speedOf(text, () => parse(text, { skipFirstRow: true })),
        unit: "times",
      },
    ];
    const seconds = await duckdbSeconds(path);
    if (seconds !== undefined) {
      const rival = size / BYTES_PER_MB / seconds;
      figures.push({ name: "csv_over_duckdb_one_thread", value: speed / rival, unit: "times" });
    }
    figures.push({ name: "csv_million_rows_resident", value: await residentMb(path), unit: "MB" });
    return figures;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Overwrites the file with a generated tape of about so many events; returns its rows. */
async function writeCsv(path: string, events: number): Promise<number> {
  const tape = generateTape({ eventsPerSecond: 100, durationSeconds: events / 100, seed: 1 });
  using file = await Deno.open(path, { create: true, write: true, truncate: true });
  const writer = file.writable.getWriter();
  for (const chunk of databentoCsv(tape, { layout: "mbp-10" })) await writer.write(chunk);
  return tape.length;
}

/** Best of a few runs, after one to warm up. */
async function bestSeconds(run: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let i = 0; i <= REPEATS; i++) {
    const start = performance.now();
    await run();
    if (i > 0) best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

/** The file's first lines: few enough for a parser that makes a string of every field. */
async function firstLines(path: string): Promise<string> {
  const bytes = new Uint8Array(PREFIX_BYTES);
  using file = await Deno.open(path);
  const count = await file.read(bytes) ?? 0;
  return new TextDecoder().decode(bytes.subarray(0, bytes.subarray(0, count).lastIndexOf(10) + 1));
}

/** MB/s of `@std/csv` on the whole file, its text in memory: once, as it takes seconds and gigabytes. */
async function stdSpeed(path: string): Promise<number> {
  const text = await Deno.readTextFile(path);
  const start = performance.now();
  parse(text);
  return text.length / BYTES_PER_MB / ((performance.now() - start) / 1000);
}

/** MB/s; the text is ASCII. */
async function speedOf(text: string, run: () => unknown): Promise<number> {
  return text.length / BYTES_PER_MB / await bestSeconds(() => Promise.resolve(run()));
}

/** DuckDB into a table of the columns that a tape has; `undefined`, with a note, where it cannot be had. */
async function duckdbSeconds(path: string): Promise<number | undefined> {
  try {
    const { DuckDBInstance } = await import(DUCKDB);
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    const seconds = await bestSeconds(() =>
      connection.run(`
        CREATE OR REPLACE TABLE tape AS
        SELECT ts_recv, ts_event, rtype, publisher_id, action, side, price, size, flags,
          bid_px_00, ask_px_00, bid_sz_00, ask_sz_00, symbol
        FROM read_csv('${path.replaceAll("'", "''")}', header = true)
      `)
    );
    connection.closeSync();
    instance.closeSync();
    return seconds;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await Deno.stderr.write(new TextEncoder().encode(`no figure for DuckDB: ${reason.split("\n")[0]}\n`));
    return undefined;
  }
}

/** Memory of a process of its own that has read a file of a million rows, written over `path`. */
async function residentMb(path: string): Promise<number> {
  // A trade has several rows, so that fewer events than rows make a million rows.
  const rows = await writeCsv(path, ROWS * 0.95);
  const script = `
    import { openTape } from ${
    JSON.stringify(new URL("../../src/source/open_tape.ts", import.meta.url).href)
  };
    const tape = await openTape(Deno.args[0]);
    console.log(JSON.stringify([tape.length, Deno.memoryUsage().rss]));
  `;
  const child = `${path}.ts`;
  await Deno.writeTextFile(child, script);
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--config", `${ROOT}deno.json`, "--allow-read", child, path],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("the process that reads a million rows failed");
  const [length, rss] = JSON.parse(new TextDecoder().decode(stdout));
  if (length !== rows) throw new Error(`${length} rows were read of ${rows}`);
  return rss / BYTES_PER_MB * (ROWS / rows);
}

if (import.meta.main) {
  const lines = (await benchCsv()).map((figure) => `${formatFigure(figure)}\n`);
  await Deno.stdout.write(new TextEncoder().encode(lines.join("")));
}
