import { fromDollars } from "../market/price.ts";
import { parseTimeBound } from "../market/time.ts";
import { writeAll, writeFileAtomically } from "../source/atomic_file.ts";
import { type CsvLayout, databentoCsv } from "../source/databento_csv_writer.ts";
import { generateTape } from "../source/generated.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError } from "./errors.ts";
import { tell } from "./output.ts";
import { choice, decimal, flag, integer, integers, readOptions, text } from "./options.ts";

const LAYOUTS: readonly [CsvLayout, ...CsvLayout[]] = ["mbp-1", "mbp-10"];

const options = {
  out: text("FILE", "where to write; - is standard output (default)"),
  layout: choice(LAYOUTS, "columns: level 1, or ten levels as the trial's file has (mbp-1)"),
  venues: integer(undefined, { min: 1, max: 16 }, "how many venues (6)"),
  publishers: integers(
    { min: 1, max: 0xffff },
    "the venues by publisher id instead, the busiest first: 2,9,43",
  ),
  rate: decimal(100, { min: 0.001, max: 1e6 }, "events a second over all venues, on average (100)"),
  duration: decimal(600, { min: 0.001, max: 86_400 }, "seconds from start to end (600)"),
  seed: integer(1, { min: 0, max: 0xffffffff }, "the same seed gives the same bytes (1)"),
  tick: decimal(0.01, { min: 1e-9, max: 1e4 }, "price increment, dollars (0.01)"),
  price: decimal(224.5, { min: 0.01, max: 1e6 }, "where the best bid starts, dollars (224.5)"),
  symbol: text("NAME", "instrument (AAPL)"),
  start: text("TIME", "moment of the first event, RFC 3339 (2024-08-01T13:36:32Z)"),
  quiet: flag("say nothing on standard error"),
};

/** `sorlab generate`. */
export const command: Command = {
  name: "generate",
  summary: "write a synthetic multi-venue day as Databento CSV",
  help: helpText({
    summary:
      "Writes a synthetic stretch of a US-equity day on several venues as Databento CSV. The same options\n" +
      "give the same bytes.",
    examples: [
      ["sorlab generate --out day.csv", "ten minutes of six venues"],
      [
        "sorlab generate --layout mbp-10 --publishers 2 --rate 115 --duration 522 --out l1_day.csv",
        "a file of the trial's size and layout, of Nasdaq alone",
      ],
    ],
    options,
  }),
  async run(args) {
    const { out, layout, quiet, symbol, start, venues, publishers, ...numbers } = readOptions(args, options);
    if (venues !== undefined && publishers !== undefined) {
      throw new UsageError("--venues and --publishers exclude each other");
    }
    const tape = generateTape({
      venues: publishers ?? venues,
      eventsPerSecond: numbers.rate,
      durationSeconds: numbers.duration,
      seed: numbers.seed,
      tick: fromDollars(numbers.tick),
      price: fromDollars(numbers.price),
      symbol,
      startNs: start === undefined ? undefined : readStart(start),
    });
    const chunks = databentoCsv(tape, { layout, tick: fromDollars(numbers.tick) });
    if (out === undefined || out === "-") {
      for (const chunk of chunks) await writeAll(Deno.stdout, chunk);
    } else {
      await writeFileAtomically(out, chunks);
    }
    if (!quiet) tell(`${tape.length} rows${out === undefined ? "" : ` in ${out}`}`);
  },
};

function readStart(given: string): bigint {
  const bound = parseTimeBound(given);
  if (bound.kind === "instant") return bound.ns;
  throw new UsageError(`--start ${given}: needs the day too, such as 2024-08-01T13:36:32Z`);
}
