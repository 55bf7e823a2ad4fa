import { sortByEventTime } from "../market/tape.ts";
import { readCsv } from "../source/csv/read_csv.ts";
import { generateTape } from "../source/generated.ts";
import { UsageError, withFile } from "./errors.ts";
import { type kafkaSourceOptions, loadFromKafka } from "./kafka_source.ts";
import { choice, duration, integer, type Values } from "./options.ts";
import { Progress, tell } from "./output.ts";
import { type LoadedTape, tapeOptions } from "./tape_options.ts";

/** The file that a user of the trial has at hand. */
const TRIAL_FILE = "l1_day.csv";

/** An hour, in which a TWAP of 5,000 shares meets enough displayed size, in as many rows as the trial's file. */
const EMBEDDED = { venues: 6, eventsPerSecond: 20, durationSeconds: 3600 } as const;

/** Options that say which data to use, and what of it. */
export const dataOptions = {
  ...tapeOptions,
  snapshot: choice(["last", "first"], "book state at the last or first row of an event (last)"),
  maxQuoteAge: duration(undefined, "drop quotes older than this: 500ms, 2s, 1m (never)"),
  snapshots: integer(
    undefined,
    { min: 1, max: Number.MAX_SAFE_INTEGER },
    "stop after so many snapshots (never)",
  ),
};

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
  const found = values.data === undefined ? await findData() : undefined;
  const path = values.data ?? found?.path;
  if (path === undefined) return embedded(values, quiet);
  if (found !== undefined && !quiet) tell(`using ${path}, ${found.reason}`);
  const name = path === "-" ? "standard input" : path;
  const progress = new Progress(`reading ${name}:`, { quiet });
  try {
    const tape = await withFile(`read ${name}`, () =>
      readCsv(path, {
        from,
        to,
        symbol: values.symbol,
        rtype: values.rtype,
        skipBadRows: values.skipBadRows,
        onProgress: (bytes) => progress.show(bytes / 1e6, undefined, "MB"),
      }));
    return { tape: sortByEventTime(tape), source: { kind: "file", path } };
  } finally {
    progress.finish();
  }
}

/** The data of a user who names none, and why. */
async function findData(): Promise<{ path: string; reason: string } | undefined> {
  const path = Deno.env.get("DATA_PATH");
  if (path !== undefined && path !== "") return { path, reason: "which DATA_PATH names" };
  try {
    await Deno.stat(TRIAL_FILE);
    return { path: TRIAL_FILE, reason: "which is in this folder" };
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
  const { venues, eventsPerSecond, durationSeconds, seed } = settings;
  return {
    tape: sortByEventTime(generateTape(settings)),
    source: {
      kind: "generated",
      venues,
      events_per_second: eventsPerSecond,
      duration_seconds: durationSeconds,
      seed,
    },
  };
}
