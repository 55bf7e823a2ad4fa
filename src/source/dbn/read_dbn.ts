/** Reads a DBN file into a tape. @module */

import { DataError } from "../../market/data_error.ts";
import type { Tape } from "../../market/tape.ts";
import type { ByteSource } from "../byte_source.ts";
import type { ReaderOptions } from "../tape_reader.ts";
import { TapeRows } from "../tape_rows.ts";
import type { Metadata } from "./metadata.ts";
import type { RowSink } from "../survey.ts";
import { DbnStream } from "./dbn_stream.ts";
import { QuoteRecords } from "./quote_records.ts";
import { checkSchema, recordName } from "./schemas.ts";
import { SymbolMap } from "./symbol_map.ts";

/**
 * Reads DBN, Databento's binary format, of versions 1 to 3: mbp-1, mbp-10, tbbo, bbo, cmbp-1, cbbo, tcbbo. The
 * records are streamed: memory is the columns.
 *
 * @param source the file, decompressed.
 * @param name what stands for it in messages.
 * @throws {DataError} naming the file, and the record where one is at fault: another version, a schema without
 *   quotes, a file that is cut off, a value that no tape can hold; and where nothing is left to read, as for a CSV.
 */
export async function readDbn(source: ByteSource, name: string, options: ReaderOptions): Promise<Tape> {
  try {
    const stream = new DbnStream(source);
    const metadata = await stream.readMetadata();
    checkSchema(metadata.schema);
    if (options.survey !== undefined) options.survey.facts = factsOf(metadata);
    const rows = new TapeRows(options);
    const records = new QuoteRecords({
      bytes: stream.bytes,
      rows,
      symbols: new SymbolMap(metadata),
      version: metadata.version,
      skipBadRows: options.skipBadRows === true,
    });
    const rest = await stream.readRecords((end) => records.take(end), async (bytes) => {
      options.onProgress?.(bytes);
      await rows.handOver();
    });
    if (rest > 0) throw new DataError(cutOff(records.records + 1, rest, stream.bytes));
    if (records.quotes === 0 && options.mayBeMissing !== true && options.survey === undefined) {
      throw new DataError(nothingToRead(records.passedOver));
    }
    for (const [rtype, count] of records.passedOver) {
      options.survey?.addOdd(`record ${recordName(rtype)}`, count);
    }
    return rows.finish(options.order, {
      skippedRows: records.skipped,
      withdrawnQuotes: records.withdrawn,
      passedOverRecords: sum(records.passedOver.values()),
    });
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: name }) : error;
  }
}

function factsOf({ dataset, schema, version }: Metadata): RowSink["facts"] {
  return { dataset, schema: schema ?? "mixed", version };
}

function cutOff(record: number, bytes: number, first: Uint8Array): string {
  return `is cut off: record ${record} has ${bytes} of its ${first[0]! << 2} bytes`;
}

function nothingToRead(passedOver: ReadonlyMap<number, number>): string {
  if (passedOver.size === 0) return "has metadata but no records";
  const held = [...passedOver].map(([rtype, count]) => `${recordName(rtype)} (${count})`).join(", ");
  return `holds no quotes; its records are: ${held}`;
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((a, b) => a + b, 0);
}
