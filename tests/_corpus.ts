/**
 * Files that something has read wrongly once, or choked on: none of them may do so again, neither here nor in the
 * executable. They are small and made up; a new failure is a new file in `testdata/corpus/` and its line here.
 *
 * @module
 */

/** Folder of the files. */
export const CORPUS: string = decodeURIComponent(new URL("testdata/corpus/", import.meta.url).pathname);

/** The file that those which can be read say the same as. */
export const PLAIN = "plain.csv";

/** Of each file what is wrong with it, or nothing where it reads as {@linkcode PLAIN}. */
export const FAULTS: Readonly<Record<string, string>> = {
  // The executable's decoder compares no checksum by itself, so that other data came out of these.
  "flipped_bit.csv.zst": "broken zstd data (",
  "flipped_checksum.csv.zst": "broken zstd data (",
  "cut_in_checksum.csv.zst": "broken zstd data (unexpected end)",
  "cut.csv.zst": "broken zstd data (unexpected end)",
  "whole.csv.zst": "",
  // Decoders that stop behind the first frame lose the rest.
  "two_frames.csv.zst": "",
  // 13 bytes that made a decoder take two gigabytes.
  "window_2gb.zst": "broken zstd data (a window of 2048 MiB; at most 128 MiB are read)",
  "flipped_crc.csv.gz": "broken gzip data (",
  "cut.csv.gz": "broken gzip data (",
  "whole.csv.gz": "",
  "plain.csv": "",
  // Text that was turned into that of another system twice; quoted fields were refused, others read.
  "carriage_returns.csv": "",
  "carriage_returns_quoted.csv": "",
  // A price with three thousand zeros, read in a time that grew as their square.
  "zeros_behind_the_point.csv": "",
  // What a terminal would obey.
  "escape_in_symbol.csv": "is a binary file of an unknown kind (it begins with 74 73 5f 72)",
};
