/** `sorlab generate`: a synthetic day as CSV or DBN. @module */

import { counted } from "../market/counted.ts";
import { fromDollars, toDollars } from "../market/price.ts";
import { NS_PER_SECOND, type TimeBound } from "../market/time.ts";
import type { CsvLayout } from "../source/databento_csv_writer.ts";
import type { Tape } from "../market/tape.ts";
import { tapeChunks } from "../source/write_tape.ts";
import { GenerateError, type GenerateOptions, generateTape } from "../source/generated.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError } from "./errors.ts";
import { fillSetOptions, writeFillSet } from "./fill_set.ts";
import { choice, decimal, duration, flag, integer, integers, moment, text } from "./options.ts";
import { checkRead, readArguments } from "./read_arguments.ts";
import { printResult, tell } from "./output.ts";
import { writeFile } from "./written_file.ts";
import { keepOnly } from "./permissions.ts";
import { asking } from "./question_options.ts";

const FORMATS = ["csv", "dbn"] as const;
const LAYOUTS: readonly [CsvLayout, ...CsvLayout[]] = ["mbp-1", "mbp-10"];

const options = {
  out: text("FILE", "where to write; - is standard output (default)"),
  format: choice(FORMATS, "CSV as text, or DBN, Databento's binary format"),
  layout: choice(LAYOUTS, "columns: level 1, or ten levels as the trial's file has"),
  venues: integer(undefined, { min: 1, max: 16 }, "how many venues (6)"),
  publishers: integers(
    { min: 1, max: 0xffff },
    "the venues by publisher id instead, the busiest first: 2,9,43",
  ),
  rate: decimal(100, { min: 0.001, max: 1e6 }, "events a second over all venues, on average"),
  duration: duration(600e9, "time from start to end: 60s, 10m, 1h; seconds without a unit", {
    min: 1e6,
    max: 86_400e9,
  }),
  seed: integer(1, { min: 0, max: 0xffffffff }, "the same seed gives the same bytes"),
  tick: decimal(0.01, { min: 1e-9, max: 1e4 }, "price increment, dollars"),
  price: decimal(
    224.5,
    { min: 0.01, max: 1e6 },
    "where the best bid starts, dollars, rounded to the tick",
  ),
  symbol: text("NAME", "instrument (AAPL)"),
  start: moment("moment of the first event, RFC 3339 (2024-08-01T13:36:32Z)"),
  ...fillSetOptions,
  quiet: flag("say nothing on standard error"),
};

/** `sorlab generate`. */
export const command: Command = {
  help: helpText({
    summary:
      "Writes a synthetic stretch of a US-equity day on several venues as Databento CSV or DBN. The same\n" +
      "options give the same bytes.",
    examples: [
      ["sorlab generate --out day.csv", "ten minutes of six venues"],
      [
        "sorlab generate --format dbn --out day.dbn",
        "the same in a third of the bytes, read ten times as fast",
      ],
      [
        "sorlab generate --layout mbp-10 --publishers 2 --rate 115 --duration 522 --out l1_day.csv",
        "a file of the trial's size and layout, of Nasdaq alone",
      ],
      [
        "sorlab generate --fills demo",
        "a router's fills whose truth is known, and their tape, for sorlab judge to find out",
      ],
    ],
    options,
  }),
  async run(args) {
    const read = readArguments(args, options);
    checkRead(options, read);
    const { out, format, layout, quiet, symbol, start, venues, publishers, fills, ...numbers } = read.values;
    if (venues !== undefined && publishers !== undefined) {
      throw new UsageError("--venues and --publishers exclude each other");
    }
    checkPrices(numbers);
    const tape = makeTape({
      venues: publishers ?? venues,
      eventsPerSecond: numbers.rate,
      durationSeconds: numbers.duration / NS_PER_SECOND,
      seed: numbers.seed,
      tick: fromDollars(numbers.tick),
      price: fromDollars(numbers.price),
      symbol,
      startNs: start === undefined ? undefined : instantOf(start),
    });
    if (fills !== undefined) {
      if (out !== undefined) {
        throw new UsageError("--fills and --out exclude each other: the tape goes there too");
      }
      if (format !== "csv") throw new UsageError(`--format ${format}: with --fills the tape is CSV`);
      return await asking(options, () => writeFillSet(tape, { ...read.values, fills }));
    }
    const chunks = await tapeChunks(tape, { format, layout, tick: fromDollars(numbers.tick) });
    const path = out === "-" ? undefined : out;
    if (path === undefined) {
      keepOnly([]);
      for (const chunk of chunks) await printResult(chunk);
    } else {
      await writeFile(path, chunks);
    }
    if (!quiet) tell(`${counted(tape.length, "row")}${path === undefined ? "" : ` in ${path}`}`);
  },
};

/** Least distance of the price from zero, ticks: room for the levels below it. */
const LEAST_TICKS = 32;

function checkPrices({ tick, price }: { tick: number; price: number }): void {
  if (toDollars(fromDollars(tick)) !== tick) {
    throw new UsageError(`--tick ${tick}: must be a whole number of 1e-9 dollars`);
  }
  if (price < LEAST_TICKS * tick) {
    throw new UsageError(`--price ${price}: must be at least ${LEAST_TICKS} ticks (--tick ${tick})`);
  }
}

/** @throws {UsageError} for settings that no tape can be generated by: they came from the command line. */
function makeTape(settings: GenerateOptions): Tape {
  try {
    return generateTape(settings);
  } catch (error) {
    throw error instanceof GenerateError ? new UsageError(error.message, { cause: error }) : error;
  }
}

function instantOf(start: TimeBound): bigint {
  if (start.kind === "instant") return start.ns;
  throw new UsageError("--start needs the day too, such as 2024-08-01T13:36:32Z");
}
