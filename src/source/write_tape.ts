/** A tape written as a file of any format that sorlab writes. @module */

import { DataError } from "../market/data_error.ts";
import type { Tape } from "../market/tape.ts";
import { type CsvLayout, databentoCsv } from "./databento_csv_writer.ts";
import { databentoDbn, type DbnLayout } from "./dbn/write_dbn.ts";
import { TapeFacts } from "./tape_facts.ts";

/** Formats that a tape can be written in. */
export const WRITTEN_FORMATS = ["csv", "dbn", "parquet"] as const;

/** One of {@linkcode WRITTEN_FORMATS}. */
export type WrittenFormat = (typeof WRITTEN_FORMATS)[number];

/** What of a tape the file has to tell besides its rows. */
interface WriteOptions {
  readonly format: WrittenFormat;
  /** Levels of the book: one, or ten, of which those beyond the first are made up. @default "mbp-1" */
  readonly layout?: CsvLayout | undefined;
  /** Distance of the levels that are made up, 1e-9 dollars. @default 1e7 */
  readonly tick?: number | undefined;
}

/** Sampled quotes by the seconds between them. */
const SAMPLED_LAYOUTS: Readonly<Record<number, DbnLayout & `bbo-${string}`>> = { 1: "bbo-1s", 60: "bbo-1m" };

/**
 * The tape as a file, a chunk at a time. Reading it gives the same tape, where every row has a time of receipt.
 *
 * @throws {DataError} if the format has no way to say what the tape's quotes are.
 */
export async function tapeChunks(
  tape: Tape,
  options: WriteOptions,
): Promise<Iterable<Uint8Array<ArrayBuffer>>> {
  const writer = await blockWriter(new TapeFacts().add(tape), options);
  return wholeOf(tape, writer);
}

function* wholeOf(tape: Tape, writer: BlockWriter): Generator<Uint8Array<ArrayBuffer>> {
  yield* writer.block(tape);
  yield* writer.finish();
}

/** Writes a tape's rows a block at a time. */
export interface BlockWriter {
  /** The file's next bytes. All blocks but the last are of whole row groups, where the format has such. */
  block(rows: Tape): Iterable<Uint8Array<ArrayBuffer>>;
  /** The file's end, behind the last block. */
  finish(): Iterable<Uint8Array<ArrayBuffer>>;
}

/**
 * What writes a tape's rows, block by block, as {@linkcode tapeChunks} writes them at once.
 *
 * @param facts of all rows.
 * @throws {DataError} if the format has no way to say what the tape's quotes are.
 */
export async function blockWriter(facts: TapeFacts, options: WriteOptions): Promise<BlockWriter> {
  const { format, layout = "mbp-1", tick } = options;
  const sampled = sampledLayout(facts, format);
  if (format === "parquet") {
    const { DatabentoParquet } = await import("./parquet/write_parquet.ts");
    const file = new DatabentoParquet();
    return { block: (rows) => file.block(rows), finish: () => [file.finish()] };
  }
  let written = 0;
  const block = (rows: Tape) => {
    const rowsBefore = written;
    written += rows.length;
    return format === "csv"
      ? databentoCsv(rows, { layout, tick, sampled, rowsBefore })
      : databentoDbn(rows, { layout: sampled ?? layout, tick, rowsBefore, facts });
  };
  return { block, finish: () => [] };
}

/** The schema of a tape whose quotes are sampled; `undefined` for others. */
function sampledLayout(
  { notes, length }: TapeFacts,
  format: WrittenFormat,
): DbnLayout & `bbo-${string}` | undefined {
  if (notes.consolidated_rows !== undefined) {
    throw new DataError(
      "holds consolidated quotes, which a tape has split by venue: no file of single venues tells that; keep it as it is",
    );
  }
  if (notes.sampled_rows === undefined) return undefined;
  const layout = notes.sampled_rows === length ? SAMPLED_LAYOUTS[notes.sampled_every_s ?? 0] : undefined;
  if (layout === undefined) {
    throw new DataError("holds sampled quotes beside others: choose one kind with --rtype");
  }
  if (format === "parquet") {
    throw new DataError("holds sampled quotes, which sorlab writes as CSV or DBN only");
  }
  return layout;
}
