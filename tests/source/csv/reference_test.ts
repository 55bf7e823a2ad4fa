import { assertEquals } from "@std/assert";
import type { Tape } from "../../../src/market/tape.ts";
import { openBytes } from "../../../src/source/open_bytes.ts";
import { readCsv } from "../../../src/source/csv/read_csv.ts";
import { type CsvLayout, databentoCsv } from "../../../src/source/databento_csv_writer.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { assertSameTape, dripping, read } from "./_csv.ts";
import { reference } from "./_reference.ts";
import { seeds } from "../../_seeds.ts";

const DATA = new URL("../../../../shared/data/", import.meta.url);

/** Real files, where they are: they cannot be part of the project. */
const FILES = ["taq_xxx_20180102.mbp-1.csv.gz", "aapl_20241021.mbp-10.csv.gz", "dbeq_20240801.tbbo.csv.gz"];

function exists(path: URL): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

async function contents(path: string): Promise<Uint8Array> {
  const source = await openBytes(path);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (;;) {
      const part = new Uint8Array(1 << 20);
      const count = await source.read(part);
      if (count === null) break;
      parts.push(part.subarray(0, count));
    }
  } finally {
    source.close();
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** How many of the bytes, about so many at most, end with a line. */
function endOfLine(bytes: Uint8Array, most: number): number {
  return bytes.lastIndexOf("\n".charCodeAt(0), most) + 1;
}

function expectedOf(bytes: Uint8Array): Tape {
  const expected = reference(bytes);
  if (!("tape" in expected)) throw new Error(`the reference cannot read it: ${JSON.stringify(expected)}`);
  return expected.tape;
}

for (const file of FILES) {
  const url = new URL(file, DATA);
  const missing = !exists(url);
  const reason = missing ? ` (ignored: there is no ${file} in ../shared/data)` : "";
  Deno.test({
    name: `readCsv() reads ${file} as the reference does${reason}`,
    ignore: missing,
    async fn() {
      const bytes = await contents(url.pathname);
      if (!file.startsWith("dbeq")) {
        const head = bytes.subarray(0, endOfLine(bytes, seeds(200_000, Infinity)));
        const expected = expectedOf(head);
        assertSameTape(await read(head), expected);
        assertSameTape(await readCsv(dripping(head, 7919), "day.csv", {}), expected);
        return;
      }
      const [header, ...rows] = linesOf(bytes);
      const groups = bySymbol(rows);
      assertEquals(rows.length, 18_565);
      for (const [symbol, lines] of groups.slice(0, seeds(3, groups.length))) {
        const tape = await read(bytes, { symbol });
        const own = new TextEncoder().encode(`${[header, ...lines].join("\n")}\n`);
        assertSameTape(tape, { ...expectedOf(own), originNs: tape.originNs } as Tape);
        assertEquals(tape.length, lines.length, symbol);
      }
    },
  });
}

function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).trimEnd().split("\n");
}

/** The lines that end with each symbol. */
function bySymbol(lines: readonly string[]): [symbol: string, lines: string[]][] {
  return [...Map.groupBy(lines, (line) => line.slice(line.lastIndexOf(",") + 1))];
}

Deno.test("readCsv() reads generated tapes as the reference does", async () => {
  const layouts: CsvLayout[] = ["mbp-1", "mbp-10"];
  for (const layout of layouts) {
    for (const seed of [1, 2]) {
      const tape = generateTape({ durationSeconds: seeds(5, 30), seed });
      const bytes = new Uint8Array(await new Blob([...databentoCsv(tape, { layout })]).arrayBuffer());
      const expected = expectedOf(bytes);
      assertSameTape(await read(bytes), expected, layout);
      assertSameTape(expected, tape, layout);
    }
  }
});
