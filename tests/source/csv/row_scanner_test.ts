import { assertEquals } from "@std/assert";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { RowScanner } from "../../../src/source/csv/row_scanner.ts";
import { seeds } from "../../_seeds.ts";

const NEWLINE = 10;
const QUOTE = 34;

/** End, separators, and whether there is a quote; byte by byte. */
function scanSimply(bytes: Uint8Array, separator: number, from: number, limit: number) {
  const newline = bytes.subarray(0, limit).indexOf(NEWLINE, from);
  const row = [...bytes.keys()].slice(from, newline < 0 ? limit : newline);
  return {
    newline,
    ends: row.filter((at) => bytes[at] === separator),
    quoted: row.some((at) => bytes[at] === QUOTE),
  };
}

Deno.test("RowScanner.scan() agrees with looking at every byte, at every alignment", () => {
  const random = seededRandom(1);
  // Bytes that differ from separator or newline in one bit, or lie next to them, are the hard ones.
  for (const separator of [44, 59, 9, 124]) {
    const near = [separator, separator, separator ^ 1, separator ^ 128, separator + 1, separator - 1];
    const letters = [...near, 8, 11, 10 ^ 128, 34 ^ 128, 33, 35, 2, 42, 0, 255, 128, 127, 48];
    for (let i = 0; i < seeds(800, 5000); i++) {
      const bytes = new Uint8Array(randomInt(random, 120));
      const strangeness = [0, 0.01, 0.05, 1][i % 4]!;
      for (let at = 0; at < bytes.length; at++) {
        // Mostly plain, so that there are words of every mixture.
        const plain = random() < 0.7 ? 49 : separator;
        const other = random() < 0.1 ? QUOTE : letters[randomInt(random, letters.length)]!;
        bytes[at] = random() < 0.02 ? NEWLINE : random() < strangeness ? other : plain;
      }
      const scanner = new RowScanner(separator, 1 + randomInt(random, 12));
      scanner.use(bytes);
      const from = randomInt(random, bytes.length + 1);
      const limit = from + randomInt(random, bytes.length - from + 1);
      const { newline, ends, quoted } = scanSimply(bytes, separator, from, limit);
      const noted = Math.min(ends.length, scanner.ends.length);
      assertEquals(
        [scanner.scan(from, limit), scanner.separators, scanner.quoted, [...scanner.ends.subarray(0, noted)]],
        [newline, ends.length, quoted, ends.slice(0, noted)],
        `case ${i}: ${bytes} from ${from} to ${limit}`,
      );
    }
  }
});

Deno.test("RowScanner.scan() counts the separators of rows of thousands of fields", () => {
  for (const fields of [1000, 4079, 4080, 4081, 4085, 10_000]) {
    for (let from = 0; from < 4; from++) {
      const bytes = new Uint8Array(from + fields + 1).fill(44);
      bytes[from + fields] = NEWLINE;
      const scanner = new RowScanner(44, 3);
      scanner.use(bytes);
      assertEquals([scanner.scan(from, bytes.length), scanner.separators], [from + fields, fields]);
    }
  }
});
