/** The formats of market data that sorlab reads, and some that it knows but does not read. @module */

import { DataError } from "../market/data_error.ts";
import { startsWith } from "./byte_source.ts";
import { areRecords } from "./dbn/fragment.ts";
import type { TapeReader } from "./tape_reader.ts";

/** A format: how a file shows that it is of it, and what reads it. */
export interface TapeFormat {
  /** As messages call it. */
  readonly name: string;
  /** Whether a file whose first bytes, decompressed, are these is of the format; a short file has fewer. */
  readonly matches: (head: Uint8Array) => boolean;
  readonly read: TapeReader;
}

/** How many bytes {@linkcode formatOf} wants to see. */
export const HEAD_BYTES = 512;

/** The first that matches reads the file. A new format is a row here, before CSV, and its reader. */
const FORMATS: readonly TapeFormat[] = [
  { name: "Parquet", matches: (head) => startsWith(head, ascii("PAR1")), read: readParquet },
  { name: "Databento CSV", matches: isText, read: readCsv },
  { name: "DBN", matches: (head) => startsWith(head, ascii("DBN")), read: readDbn },
];

/** Files that people do have, so that the error can say what they are. */
const UNREADABLE: readonly {
  readonly name: string;
  readonly magic: readonly number[];
  readonly at?: number;
}[] = [
  { name: "an Excel workbook", magic: ascii("[Content_Types].xml"), at: 30 },
  { name: "a tar archive", magic: ascii("ustar"), at: 257 },
  { name: "a Python pickle", magic: [0x80, 2] },
  { name: "a Python pickle", magic: [0x80, 3] },
  { name: "a Python pickle", magic: [0x80, 4] },
  { name: "a Python pickle", magic: [0x80, 5] },
  { name: "a NumPy array", magic: [0x93, ...ascii("NUMPY")] },
  { name: "an HDF5 file", magic: [0x89, ...ascii("HDF")] },
  { name: "an Arrow file", magic: ascii("ARROW1") },
  { name: "an Avro file", magic: [...ascii("Obj"), 1] },
  { name: "an ORC file", magic: ascii("ORC") },
  { name: "an SQLite database", magic: ascii("SQLite format 3") },
  { name: "a PDF document", magic: ascii("%PDF") },
  { name: "a picture", magic: [0x89, ...ascii("PNG")] },
  { name: "a web page, perhaps one that tells of an error", magic: ascii("<!DOCTYPE") },
  { name: "a web page, perhaps one that tells of an error", magic: ascii("<!doctype") },
  { name: "a web page, perhaps one that tells of an error", magic: ascii("<html") },
  { name: "JSON", magic: ascii("{") },
  {
    name: "a pointer of Git LFS in the file's place (git lfs pull fetches it)",
    magic: ascii("version https://git-lfs"),
  },
  { name: "a zip archive within an archive or a stream", magic: [...ascii("PK"), 3, 4] },
  { name: "a 7-Zip archive", magic: [...ascii("7z"), 0xbc, 0xaf, 0x27, 0x1c] },
  { name: "a RAR archive", magic: ascii("Rar!") },
  { name: "compressed by bzip2", magic: ascii("BZh") },
  { name: "compressed by lz4", magic: [0x04, 0x22, 0x4d, 0x18] },
  { name: "compressed twice", magic: [0x1f, 0x8b] },
  { name: "compressed twice", magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: "compressed by xz", magic: [0xfd, ...ascii("7zXZ"), 0] },
  { name: "text in UTF-16", magic: [0xff, 0xfe] },
  { name: "text in UTF-16", magic: [0xfe, 0xff] },
];

/**
 * The format of a file by its first {@linkcode HEAD_BYTES} bytes, decompressed; never by its name.
 *
 * @throws {DataError} saying what the file is, as far as that can be told, if no format matches.
 *
 * @example
 * ```ts
 * import { formatOf } from "./formats.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 * const bytes = (text: string) => new TextEncoder().encode(text);
 * assertEquals(formatOf(bytes("ts_event,publisher_id")).name, "Databento CSV");
 * assertThrows(() => formatOf(bytes("ARROW1\0\0")), Error, "is an Arrow file");
 * ```
 */
export function formatOf(head: Uint8Array): TapeFormat {
  const unreadable = UNREADABLE.find(({ magic, at = 0 }) => startsWith(head.subarray(at), magic));
  const format = unreadable === undefined ? FORMATS.find(({ matches }) => matches(head)) : undefined;
  if (format !== undefined) return format;
  if (unreadable === undefined && areRecords(head)) {
    throw new DataError(
      "is a fragment of DBN: records without the metadata that says what they are; take the file that it is part of",
    );
  }
  const begins = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const readable = FORMATS.map(({ name }) => name).join(", ");
  throw new DataError(
    `is ${
      unreadable?.name ?? `a binary file of an unknown kind (it begins with ${begins})`
    }, which sorlab does ` +
      `not read; it reads ${readable}, plain or compressed by gzip or zstd`,
  );
}

// A reader is loaded only where there is a file for it.

async function readCsv(...file: Parameters<TapeReader>): ReturnType<TapeReader> {
  const { readCsv: read } = await import("./csv/read_csv.ts");
  return await read(...file);
}

async function readDbn(...file: Parameters<TapeReader>): ReturnType<TapeReader> {
  const { readDbn: read } = await import("./dbn/read_dbn.ts");
  return await read(...file);
}

async function readParquet(...file: Parameters<TapeReader>): ReturnType<TapeReader> {
  const { readParquet: read } = await import("./parquet/read_parquet.ts");
  return await read(...file);
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

/** Whether there is no control character but tabs and line ends; an empty file is text too. */
function isText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= SPACE || (byte >= TAB && byte <= CARRIAGE_RETURN));
}
