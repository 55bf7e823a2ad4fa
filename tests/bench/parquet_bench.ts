/**
 * Races reading Parquet against reading the CSV of the same rows, and DuckDB's Parquet scan on one thread, over the
 * same seeded tape. Run it by itself to print `name value unit` lines.
 *
 * @module
 */

import { parseTimeBound } from "../../src/market/time.ts";
import { writeFileAtomically } from "../../src/source/atomic_file.ts";
import { databentoCsv } from "../../src/source/databento_csv_writer.ts";
import { generateTape } from "../../src/source/generated.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { databentoParquet } from "../../src/source/parquet/write_parquet.ts";
import { type Figure, formatFigure } from "./figure.ts";

/** Several row groups. */
const EVENTS = 500_000;
const EVENTS_PER_SECOND = 100;
const REPEATS = 3;

// Not a literal in the import, so that only benchmarks ever install it (a native add-on of 70 MB).
const DUCKDB = "npm:@duckdb/node-api@1.5.4-r.1";

/** Times reading; takes half a minute. */
export async function benchParquet(): Promise<Figure[]> {
  const folder = await Deno.makeTempDir({ prefix: "sorlab bench " });
  try {
    const durationSeconds = EVENTS / EVENTS_PER_SECOND;
    const tape = generateTape({ eventsPerSecond: EVENTS_PER_SECOND, durationSeconds, seed: 1 });
    const [csv, parquet] = [`${folder}/day.csv`, `${folder}/day.parquet`];
    await writeFileAtomically(csv, databentoCsv(tape, { layout: "mbp-1" }));
    await writeFileAtomically(parquet, databentoParquet(tape));
    const seconds = await bestSeconds(() => openTape(parquet));
    const csvSeconds = await bestSeconds(() => openTape(csv));
    const from = parseTimeBound("14:30");
    const windowSeconds = await bestSeconds(() => openTape(parquet, { from }));
    const figures: Figure[] = [
      { name: "parquet_mbp1", value: tape.length / seconds / 1e6, unit: "million rows/s" },
      { name: "parquet_over_csv_same_rows", value: csvSeconds / seconds, unit: "times" },
      { name: "parquet_window_over_whole", value: seconds / windowSeconds, unit: "times" },
    ];
    const rival = await duckdbSeconds(parquet);
    if (rival !== undefined) {
      figures.push({ name: "parquet_over_duckdb_one_thread", value: rival / seconds, unit: "times" });
    }
    return figures;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
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
        FROM read_parquet('${path.replaceAll("'", "''")}')
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

if (import.meta.main) {
  const lines = (await benchParquet()).map((figure) => `${formatFigure(figure)}\n`);
  await Deno.stdout.write(new TextEncoder().encode(lines.join("")));
}
