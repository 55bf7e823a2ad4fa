/** The tape that a command works on: from a file, a topic or the synthetic market. @module */

import { inOrder, type TapeOrder } from "../market/tape.ts";
import { generateTape } from "../source/generated.ts";
import { ifThere } from "../source/if_there.ts";
import { openTape } from "../source/open_tape.ts";
import { UsageError } from "./errors.ts";
import { interruptible } from "./interrupt.ts";
import { type kafkaSourceOptions, loadFromKafka } from "./kafka_source.ts";
import { checkMemoryWhile } from "./memory.ts";
import { choice, duration, integer, kebab, type Values } from "./options.ts";
import { tell } from "./output.ts";
import { showReading } from "./progress.ts";
import { type LoadedTape, readingOf, tapeOptions } from "./tape_options.ts";

/** The published trial's file, which is used where it lies in the folder. */
const TRIAL_FILE = "l1_day.csv";

/** As many rows as the trial's file, over an hour: long enough for a TWAP of 5,000 shares to be filled. */
const EMBEDDED = { venues: 6, eventsPerSecond: 20, durationSeconds: 3600 } as const;

/** Options that say which data to use, and what of it. */
export const dataOptions = {
  ...tapeOptions,
  snapshot: choice(["last", "first"], "book state at the last or first row of an event"),
  maxQuoteAge: duration(undefined, "drop quotes older than this: 500ms, 2s, 1m (never)"),
  snapshots: integer(
    undefined,
    { min: 1, max: Number.MAX_SAFE_INTEGER },
    "stop after so many snapshots (never)",
  ),
};

/** Options that say which tape to load. */
type LoadValues = Values<typeof tapeOptions> & Partial<Values<typeof kafkaSourceOptions>> & {
  /** Levels of the book to keep. */
  readonly levels?: number | undefined;
};

/** How to load a tape. */
interface LoadOptions {
  /** Say nothing about it. */
  readonly quiet: boolean;
  /** Order of its rows. @default "event" */
  readonly order?: TapeOrder | undefined;
  /** Give up where it takes more memory, bytes. */
  readonly maxMemory?: number | undefined;
}

/**
 * Reads the data that the options, or the environment, name, or the topic that they ask for; makes a
 * synthetic tape where nothing is named.
 */
export async function loadTape(
  values: LoadValues,
  { quiet, order = "event", maxMemory }: LoadOptions,
): Promise<LoadedTape> {
  const { tape, ...rest } = await readTape(values, { quiet, order, maxMemory });
  return { tape: inOrder(tape, order), ...rest };
}

async function readTape(
  values: LoadValues,
  { quiet, order, maxMemory }: LoadOptions,
): Promise<LoadedTape> {
  const { from, to, kafka } = values;
  if (from && to && from.kind === to.kind && from.ns >= to.ns) {
    throw new UsageError("--from must be before --to");
  }
  if (kafka) {
    if (values.data !== undefined) throw new UsageError("--kafka and --data exclude each other");
    return await loadFromKafka(values as Values<typeof tapeOptions & typeof kafkaSourceOptions>, {
      quiet,
      order,
      maxMemory,
    });
  }
  const found = values.data === undefined ? await findData() : undefined;
  const path = values.data ?? found?.path;
  if (path === undefined) return embedded(values, quiet);
  if (found !== undefined && !quiet) tell(`using ${path}, ${found.reason}`);
  const name = path === "-" ? "standard input" : path;
  const { symbol, instrumentId, rtype, levels } = values;
  const selected = { from, to, symbol, instrumentId, rtype, order, levels, ...await readingOf(values) };
  const reading = showReading(name, { quiet }, (onProgress) =>
    interruptible(({ signalled }) =>
      Promise.race([
        signalled,
        openTape(path, {
          ...selected,
          onProgress(bytes) {
            checkMemoryWhile(`reading ${name}`, maxMemory);
            onProgress(bytes);
          },
        }),
      ])
    ));
  return { tape: await reading, source: { kind: "file", path } };
}

/** Whether anything names the data to use: an option, the environment, or a file that lies in this folder. */
export async function isDataNamed(
  { data, kafka }: { readonly data: string | undefined; readonly kafka: boolean },
): Promise<boolean> {
  return kafka || data !== undefined || await findData() !== undefined;
}

/** The data of a user who names none, and why. */
async function findData(): Promise<{ path: string; reason: string } | undefined> {
  const path = Deno.env.get("DATA_PATH");
  if (path !== undefined && path !== "") return { path, reason: "which DATA_PATH names" };
  if (await ifThere(Deno.stat(TRIAL_FILE)) === undefined) return undefined;
  return { path: TRIAL_FILE, reason: "which is in this folder" };
}

function embedded(values: LoadValues, quiet: boolean): LoadedTape {
  for (
    const name of ["from", "to", "symbol", "instrumentId", "rtype", "timeUnit", "layout"] as const
  ) {
    if (values[name] !== undefined) {
      throw new UsageError(`--${kebab(name)} needs --data: the synthetic tape is used whole`);
    }
  }
  const settings = { ...EMBEDDED, seed: values.seed };
  if (!quiet) {
    tell(`no --data, DATA_PATH or ./${TRIAL_FILE}: using a synthetic tape (seed ${values.seed})`);
  }
  const { venues, eventsPerSecond, durationSeconds, seed } = settings;
  return {
    tape: generateTape({ ...settings, levels: values.levels }),
    source: {
      kind: "generated",
      venues,
      events_per_second: eventsPerSecond,
      duration_seconds: durationSeconds,
      seed,
    },
  };
}
