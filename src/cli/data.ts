import { sortByEventTime, type Tape } from "../market/tape.ts";
import { parseTimeBound, type TimeBound } from "../market/time.ts";
import { readCsv } from "../source/csv/read_csv.ts";
import { generateTape } from "../source/generated.ts";
import { UsageError } from "./errors.ts";
import { type kafkaSourceOptions, loadFromKafka } from "./kafka_source.ts";
import { choice, duration, flag, integer, type Option, text, type Values } from "./options.ts";
import { Progress, tell } from "./output.ts";

/** The file that a user of the trial has at hand. */
const TRIAL_FILE = "l1_day.csv";

/** An hour, in which a TWAP of 5,000 shares meets enough displayed size, in as many rows as the trial's file. */
const EMBEDDED = { venues: 6, eventsPerSecond: 20, durationSeconds: 3600 } as const;

/** A moment, on the command line. */
function moment(help: string): Option<TimeBound | undefined> {
  return { placeholder: "TIME", help, fallback: undefined, read: parseTimeBound };
}

/** Options that say which tape to use. */
export const tapeOptions = {
  data: text(
    "FILE",
    "Databento CSV, also .gz or .zst; - is standard input ($DATA_PATH, ./l1_day.csv, or synthetic)",
  ),
  from: moment("start of the window, inclusive: 13:36:32 or RFC 3339, UTC"),
  to: moment("end of the window, exclusive"),
  symbol: text("NAME", "instrument, where the file has several"),
  rtype: integer(undefined, { min: 0, max: 255 }, "keep rows of this record type only"),
  skipBadRows: flag("count unreadable rows and go on"),
  seed: integer(1, { min: 0, max: 0xffffffff }, "of the synthetic tape (1)"),
};

/** Options that say which data to use, and what of it. */
export const dataOptions = {
  ...tapeOptions,
  snapshot: choice(["last", "first"], "book state at the last or first row of an event (last)"),
  maxQuoteAge: duration(undefined, "drop quotes older than this (never)"),
  snapshots: integer(undefined, { min: 1, max: Number.MAX_SAFE_INTEGER }, "stop after N snapshots"),
};

/** A tape in order of event time, and where it came from. */
export interface LoadedTape {
  readonly tape: Tape;
  /** For the artefact. */
  readonly source: Readonly<Record<string, unknown>>;
}

/**
 * Reads the data that the options, or the environment, name, or the topic that they ask for; makes a
 * synthetic tape where nothing is named.
 */
export async function loadTape(
  values: Values<typeof tapeOptions> & Partial<Values<typeof kafkaSourceOptions>>,
  { quiet }: { quiet: boolean },
): Promise<LoadedTape> {
  const { from, to, kafka } = values;
  if (from && to && from.kind === to.kind && from.ns >= to.ns) {
    throw new UsageError("--from must be before --to");
  }
  if (kafka) {
    if (values.data !== undefined) throw new UsageError("--kafka and --data exclude each other");
    return await loadFromKafka(values as Values<typeof tapeOptions & typeof kafkaSourceOptions>, { quiet });
  }
  const path = values.data ?? Deno.env.get("DATA_PATH") ?? await trialFile();
  if (path === undefined || path === "") return embedded(values, quiet);
  const progress = new Progress(`reading ${path}:`, { quiet });
  try {
    const tape = await readCsv(path, {
      from,
      to,
      symbol: values.symbol,
      rtype: values.rtype,
      skipBadRows: values.skipBadRows,
      onProgress: (bytes) => progress.show(bytes / 1e6, undefined, "MB"),
    });
    return { tape: sortByEventTime(tape), source: { kind: "file", path } };
  } finally {
    progress.finish();
  }
}

async function trialFile(): Promise<string | undefined> {
  try {
    await Deno.stat(TRIAL_FILE);
    return TRIAL_FILE;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function embedded(values: Values<typeof tapeOptions>, quiet: boolean): LoadedTape {
  for (const name of ["from", "to", "symbol", "rtype"] as const) {
    if (values[name] !== undefined) {
      throw new UsageError(`--${name} needs --data: the synthetic tape is used whole`);
    }
  }
  const settings = { ...EMBEDDED, seed: values.seed };
  if (!quiet) tell(`no --data, DATA_PATH or ./${TRIAL_FILE}: using a synthetic tape (seed ${values.seed})`);
  return { tape: sortByEventTime(generateTape(settings)), source: { kind: "generated", ...settings } };
}
