// Tapes read and written a block of rows at a time: the bytes are those of the whole tape.
import { createHash } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
import { generateTape } from "../../src/source/generated.ts";
import { type Input, inputsOf } from "../../src/source/inputs.ts";
import { openTape, readBlocks } from "../../src/source/open_tape.ts";
import { TapeFacts } from "../../src/source/tape_facts.ts";
import { blockWriter, tapeChunks, WRITTEN_FORMATS, type WrittenFormat } from "../../src/source/write_tape.ts";
import { parseTimeBound } from "../../src/market/time.ts";
import { IS_LONG } from "../_seeds.ts";

function digestOf(chunks: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * In the long run, all that is compared is made of the same file, and every format is written from two. Otherwise what
 * takes longest, Parquet, is written once: by blocks, to be read next.
 */

type Wanted = Parameters<typeof readBlocks>[1];

async function factsOf(file: Input, wanted: Wanted): Promise<TapeFacts> {
  const facts = new TapeFacts();
  const lengths: number[] = [];
  const rest = await readBlocks(file, wanted, (rows) => {
    lengths.push(rows.length);
    return Promise.resolve(void facts.add(rows));
  });
  facts.add(rest);
  assert(lengths.length > 0 && rest.length > 0, `${lengths} and ${rest.length} rows`);
  return facts;
}

Deno.test("readBlocks() and blockWriter() write what openTape() and tapeChunks() write", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sorlab blocks " });
  try {
    const tape = generateTape({ durationSeconds: 140, eventsPerSecond: 1000, seed: 5 });
    for (const format of WRITTEN_FORMATS) {
      if (format === "parquet" && !IS_LONG) continue;
      const chunks = await tapeChunks(tape, { format });
      await Deno.writeFile(`${folder}/day.${format}`, ReadableStream.from(chunks));
    }
    const all: Wanted = {};
    const window = { from: parseTimeBound("13:36:40"), symbol: tape.symbol };
    // Files of the same rows have the same facts.
    const known = new Map([[all, new TapeFacts().add(tape)]]);
    const cases: [from: WrittenFormat, to: WrittenFormat, wanted: Wanted][] = [
      ["csv", "parquet", all],
      ["dbn", "csv", window],
      ["parquet", "dbn", window],
    ];
    if (IS_LONG) cases.push(["csv", "dbn", all], ["dbn", "parquet", all]);
    for (const [from, to, wanted] of cases) {
      const path = `${folder}/day.${from}`;
      const [file] = await inputsOf(path);
      const facts = !IS_LONG && known.get(wanted) || await factsOf(file!, wanted);
      known.set(wanted, facts);
      const writer = await blockWriter(facts, { format: to });
      const written: Uint8Array<ArrayBuffer>[] = [];
      const write = (rows: typeof tape) => {
        for (const chunk of writer.block(rows)) written.push(chunk);
        return Promise.resolve();
      };
      await write(await readBlocks(file!, wanted, write));
      written.push(...writer.finish());
      if (to === "parquet" && !IS_LONG) {
        await Deno.writeFile(`${folder}/day.parquet`, ReadableStream.from(written));
        continue;
      }
      // Of the files, which hold the same rows, DBN is read fastest.
      const whole = await openTape(IS_LONG ? path : `${folder}/day.dbn`, wanted);
      assertEquals(facts.length, whole.length);
      assertEquals(digestOf(written), digestOf(await tapeChunks(whole, { format: to })));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
