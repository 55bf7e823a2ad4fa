/** `sorlab convert`: market data from one format into another. @module */

import type { Tape } from "../market/tape.ts";
import { openTape } from "../source/open_tape.ts";
import { tapeChunks, WRITTEN_FORMATS, type WrittenFormat } from "../source/write_tape.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError, withFile } from "./errors.ts";
import { checkRead, choice, flag, kebab, type Option, readArguments, readOptions } from "./options.ts";
import { printResult, Progress, tell, writeFile } from "./output.ts";
import { keepOnly } from "./permissions.ts";
import { readingOf, tapeOptions } from "./tape_options.ts";

const format: Option<WrittenFormat | undefined> = {
  ...choice(WRITTEN_FORMATS, "what to write (what the name of OUT ends in)"),
  fallback: undefined,
};

const { from, to, symbol, instrumentId, rtype, ...others } = tapeOptions;
const { timeUnit, layout, date, keepBadBooks, skipBadRows } = others;

const options = {
  format,
  ...{ from, to, symbol, instrumentId, rtype, timeUnit, layout, date, keepBadBooks, skipBadRows },
  quiet: flag("nothing on standard error but failures"),
};

/** `sorlab convert`. */
export const command: Command = {
  help: helpText({
    summary:
      "Turns market data of any format that sorlab reads into CSV, DBN (version 3) or Parquet of Databento's\n" +
      "columns (mbp-1; sampled quotes stay such): one instrument, with the options that backtest selects by.",
    examples: [
      ["sorlab convert day.csv.gz day.dbn", "a CSV as DBN"],
      [
        "sorlab convert day.dbn.zst riot.csv --symbol RIOT --from 13:30 --to 20:00",
        "a part of a day, to look at",
      ],
      ["sorlab convert 'days/*.dbn.zst' riot.parquet --symbol RIOT", "days as one file"],
    ],
    options,
    notes:
      `sorlab convert IN OUT [OPTIONS]: IN is a file, a zip archive, a folder, a pattern, or - for standard input; OUT is
a file, or - for standard output, which takes --format. Reading OUT gives the tape that reading IN gives. What a
tape does not hold is made up, always alike: instrument_id is 1, depth 0, sequence the number of the row. Memory is
the tape's columns, 57 bytes a row, and of several files up to twice that.`,
  }),
  async run(args) {
    const [input, out, given] = splitPaths(args);
    const read = readArguments(given, options);
    checkRead(options, read);
    const { quiet, ...values } = read.values;
    const written = values.format ?? formatOfName(out);
    if (out === "-") keepOnly(["read"]);
    const name = input === "-" ? "standard input" : input;
    const { from, to, symbol, instrumentId, rtype } = values;
    const wanted = { from, to, symbol, instrumentId, rtype, ...await readingOf(values) };
    const tape = await readTape(input, name, wanted, quiet);
    const chunks = await tapeChunks(tape, { format: written });
    if (out === "-") {
      for (const chunk of chunks) await printResult(chunk);
    } else {
      await writeFile(out, chunks);
    }
    if (!quiet) tell(`${tape.length} rows${out === "-" ? "" : ` in ${out}`}`);
  },
};

async function readTape(
  input: string,
  name: string,
  wanted: Parameters<typeof openTape>[1],
  quiet: boolean,
): Promise<Tape> {
  const progress = new Progress(`reading ${name}:`, { quiet });
  const onProgress = (bytes: number) => progress.show(bytes / 1e6, undefined, "MB");
  try {
    return await withFile(`read ${name}`, () => openTape(input, { ...wanted, onProgress }));
  } finally {
    progress.finish();
  }
}

const NAMES = new Set(Object.keys(options).map((name) => `--${kebab(name)}`));

/** Options that have a value, which is no path. */
const VALUED = new Set(
  Object.entries(options).filter(([, { placeholder }]) => placeholder !== null).map(([name]) =>
    `--${kebab(name)}`
  ),
);

function splitPaths(args: readonly string[]): [input: string, out: string, options: readonly string[]] {
  const isPath = (arg: string, i: number) =>
    (arg === "-" || !arg.startsWith("-")) && !VALUED.has(args[i - 1] ?? "");
  // What follows an option that is unknown looks like a path, and is none.
  const unknown = args.find((arg) => /^--?[a-z]/i.test(arg) && !NAMES.has(arg.replace(/=.*/s, "")));
  if (unknown !== undefined) readOptions([unknown], options);
  const [input, out, ...more] = args.filter(isPath);
  if (input === undefined || out === undefined) throw new UsageError("name two files: sorlab convert IN OUT");
  if (more.length > 0) throw new UsageError(`unexpected argument ${JSON.stringify(more[0])}`);
  return [input, out, args.filter((arg, i) => !isPath(arg, i))];
}

function formatOfName(out: string): WrittenFormat {
  const found = WRITTEN_FORMATS.find((candidate) => out.endsWith(`.${candidate}`));
  if (found !== undefined) return found;
  throw new UsageError(
    `${out}: its name does not end in ${
      WRITTEN_FORMATS.map((one) => `.${one}`).join(", ")
    }; say what to write with --format`,
  );
}
