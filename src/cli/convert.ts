/** `sorlab convert`: market data from one format into another. @module */

import { counted } from "../market/counted.ts";
import { DataError } from "../market/data_error.ts";
import type { Tape } from "../market/tape.ts";
import type { Chunks } from "../source/atomic_file.ts";
import { type Input, inputsOf } from "../source/inputs.ts";
import { openTape, readBlocks } from "../source/open_tape.ts";
import { TapeFacts } from "../source/tape_facts.ts";
import {
  type BlockWriter,
  blockWriter,
  tapeChunks,
  WRITTEN_FORMATS,
  type WrittenFormat,
} from "../source/write_tape.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError, withFile } from "./errors.ts";
import { choice, type Option, quiet } from "./options.ts";
import { checkRead, readArguments, refuseMore, splitOperands } from "./read_arguments.ts";
import { printResult, tell } from "./output.ts";
import { writeFile } from "./written_file.ts";
import { showReading } from "./progress.ts";
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
  quiet,
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
    operands: [{ placeholder: "FILE" }, { placeholder: "FILE" }],
    notes:
      `sorlab convert IN OUT [OPTIONS]: IN is a file, a zip archive, a folder, a pattern, or - for standard input; OUT is
a file, or - for standard output, which takes --format. Reading OUT gives the tape that reading IN gives. What a
tape does not hold is made up, always alike: instrument_id is 1, depth 0, sequence the number of the row. A file is
converted as it is read, a block of rows at a time, so that memory does not grow with it: a long one is read twice. Of
standard input memory is the tape's columns, 57 bytes a row, and of several files up to twice that.`,
  }),
  async run(args) {
    const { operands: [input, out, ...more], others } = splitOperands(args, options);
    const read = readArguments(others, options);
    checkRead(options, read);
    if (input === undefined || out === undefined) {
      throw new UsageError("name two files: sorlab convert IN OUT");
    }
    refuseMore(more);
    const { quiet, ...values } = read.values;
    const written = values.format ?? formatOfName(out);
    if (out === "-") keepOnly(["read"]);
    const name = input === "-" ? "standard input" : input;
    const { from, to, symbol, instrumentId, rtype } = values;
    const wanted = { from, to, symbol, instrumentId, rtype, ...await readingOf(values) };
    const reading = new Reading(name, wanted, { quiet });
    const file = await onlyFile(input);
    const { rows, chunks } = file === undefined
      ? await heldTape(await reading.whole(input), written)
      : await convertedFile(file, reading, written);
    if (out === "-") {
      for await (const chunk of chunks) await printResult(chunk);
    } else {
      await writeFile(out, chunks);
    }
    if (!quiet) tell(`${counted(rows, "row")}${out === "-" ? "" : ` in ${out}`}`);
  },
};

/** Rows, and the bytes that they become. */
interface Converted {
  readonly rows: number;
  readonly chunks: Chunks;
}

/** What IN stands for, if that is one thing that can be read twice. */
async function onlyFile(input: string): Promise<Input | undefined> {
  const inputs = await withFile(`read ${input}`, () => inputsOf(input));
  const isFile = input !== "-" && await Deno.stat(input).then(({ isFile }) => isFile, () => false);
  return isFile && inputs.length === 1 ? inputs[0] : undefined;
}

async function heldTape(tape: Tape, format: WrittenFormat): Promise<Converted> {
  return { rows: tape.length, chunks: await tapeChunks(tape, { format }) };
}

/**
 * A file a block of rows at a time: what it tells before its rows takes all of them, and what is wrong with any of them
 * has to be known before the first is written. So it is read once for that, and, if it is longer than a block, again.
 */
async function convertedFile(file: Input, reading: Reading, format: WrittenFormat): Promise<Converted> {
  const facts = new TapeFacts();
  const rest = await reading.blocks(file, (rows) => Promise.resolve(void facts.add(rows)));
  if (facts.length === 0) return await heldTape(rest, format);
  const writer = await blockWriter(facts.add(rest), { format });
  return { rows: facts.length, chunks: chunksOfBlocks(file, reading, writer, facts.length) };
}

async function* chunksOfBlocks(
  file: Input,
  reading: Reading,
  writer: BlockWriter,
  length: number,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const chunks = writable.getWriter();
  let written = 0;
  const write = async (rows: Tape) => {
    written += rows.length;
    for (const chunk of writer.block(rows)) await chunks.write(chunk);
  };
  const pass = async () => {
    await write(await reading.blocks(file, write));
    if (written !== length) throw new DataError("changed while it was read", { file: file.name });
    for (const chunk of writer.finish()) await chunks.write(chunk);
    await chunks.close();
  };
  // If nobody takes the chunks any more, nobody is there to be told of the failure.
  const passed = pass().catch((error) => chunks.abort(error).catch(() => {}));
  yield* readable;
  await passed;
}

/** Reads market data, and shows how far it is. */
class Reading {
  #wanted: Wanted;
  #show: (read: (onProgress: (bytes: number) => void) => Promise<Tape>) => Promise<Tape>;

  constructor(name: string, wanted: Wanted, options: { readonly quiet: boolean }) {
    this.#wanted = wanted;
    this.#show = (read) => showReading(name, options, read);
  }

  whole(input: string): Promise<Tape> {
    return this.#show((onProgress) => openTape(input, { ...this.#wanted, onProgress }));
  }

  blocks(file: Input, onRows: (rows: Tape) => Promise<void>): Promise<Tape> {
    return this.#show((onProgress) => readBlocks(file, { ...this.#wanted, onProgress }, onRows));
  }
}

type Wanted = Parameters<typeof readBlocks>[1];

function formatOfName(out: string): WrittenFormat {
  const found = WRITTEN_FORMATS.find((candidate) => out.endsWith(`.${candidate}`));
  if (found !== undefined) return found;
  throw new UsageError(
    `${out}: its name does not end in ${
      WRITTEN_FORMATS.map((one) => `.${one}`).join(", ")
    }; say what to write with --format`,
  );
}
