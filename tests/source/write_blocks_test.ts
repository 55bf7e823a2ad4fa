// Tapes read and written a block of rows at a time: the bytes are those of the whole tape.
import { createHash } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
import { generateTape } from "../../src/source/generated.ts";
import { inputsOf } from "../../src/source/inputs.ts";
import { openTape, readBlocks } from "../../src/source/open_tape.ts";
import { TapeFacts } from "../../src/source/tape_facts.ts";
import { blockWriter, tapeChunks, WRITTEN_FORMATS, type WrittenFormat } from "../../src/source/write_tape.ts";
import { parseTimeBound } from "../../src/market/time.ts";

function digestOf(chunks: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

Deno.test("readBlocks() and blockWriter() write what openTape() and tapeChunks() write", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sorlab blocks " });
  try {
    const tape = generateTape({ durationSeconds: 140, eventsPerSecond: 1000, seed: 5 });
    for (const format of WRITTEN_FORMATS) {
      const chunks = await tapeChunks(tape, { format });
      await Deno.writeFile(`${folder}/day.${format}`, ReadableStream.from(chunks));
    }
    const window = { from: parseTimeBound("13:36:40"), symbol: tape.symbol };
    const cases: [from: WrittenFormat, to: WrittenFormat, wanted: Parameters<typeof readBlocks>[1]][] = [
      ["csv", "dbn", {}],
      ["dbn", "csv", window],
      ["dbn", "parquet", {}],
      ["parquet", "dbn", window],
    ];
    for (const [from, to, wanted] of cases) {
      const path = `${folder}/day.${from}`;
      const [file] = await inputsOf(path);
      const facts = new TapeFacts();
      const lengths: number[] = [];
      const rest = await readBlocks(file!, wanted, (rows) => {
        lengths.push(rows.length);
        return Promise.resolve(void facts.add(rows));
      });
      facts.add(rest);
      assert(lengths.length > 0 && rest.length > 0, `${lengths} and ${rest.length} rows`);
      const writer = await blockWriter(facts, { format: to });
      const written: Uint8Array<ArrayBuffer>[] = [];
      const write = (rows: typeof tape) => {
        for (const chunk of writer.block(rows)) written.push(chunk);
        return Promise.resolve();
      };
      await write(await readBlocks(file!, wanted, write));
      written.push(...writer.finish());
      const whole = await openTape(path, wanted);
      assertEquals(facts.length, whole.length);
      assertEquals(digestOf(written), digestOf(await tapeChunks(whole, { format: to })));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
