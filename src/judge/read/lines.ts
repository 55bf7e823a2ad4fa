/** The lines of a text file, with their numbers. @module */

import type { ByteSource } from "../../source/byte_source.ts";
import { linesOf } from "../../source/lines.ts";

/** Told of each line that is not empty, without its end, and of its number, from 1. */
type OnLine = (line: string, number: number) => void;

/** Reads a text to its end. */
export async function readLines(source: ByteSource, onLine: OnLine): Promise<void> {
  let number = 0;
  for await (const lines of linesOf(source)) {
    for (const line of lines) {
      number++;
      if (line !== "") onLine(line, number);
    }
  }
}
