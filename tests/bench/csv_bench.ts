/**
 * Reading a CSV into a tape.
 *
 * @module
 */

import { databentoCsv } from "../../src/source/databento_csv_writer.ts";
import { bytesInMemory } from "../../src/source/byte_source.ts";
import { readCsvBytes } from "../../src/source/csv/read_csv.ts";
import { generateTape } from "../../src/source/generated.ts";
import type { Figure } from "./figure.ts";

const REPEATS = 3;

/** Rows a second out of memory, mbp-1, on a synthetic day of about 110,000 rows. */
export async function benchCsv(): Promise<Figure[]> {
  const chunks = databentoCsv(generateTape({ durationSeconds: 1000 }), { layout: "mbp-1" });
  const bytes = new Uint8Array(await new Blob([...chunks] as BlobPart[]).arrayBuffer());
  let best = 0;
  for (let i = 0; i < REPEATS; i++) {
    const startMs = performance.now();
    const { length } = await readCsvBytes(bytesInMemory(bytes), "memory", {});
    best = Math.max(best, length / ((performance.now() - startMs) / 1000));
  }
  return [{ name: "read_csv", value: best, unit: "rows/s" }];
}
