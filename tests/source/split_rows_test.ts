// A file of several instruments, read once, against each of them read alone.
import { assert, assertEquals } from "@std/assert";
import { tapeDigest } from "../../src/market/digest.ts";
import { FLAG_BAD_TS_RECV, FLAG_MAYBE_BAD_BOOK } from "../../src/market/tape.ts";
import { parseTimeBound } from "../../src/market/time.ts";
import { openTape, openTapes } from "../../src/source/open_tape.ts";
import type { ReadOptions } from "../../src/source/tape_reader.ts";
import { inFolder } from "../_folder.ts";
import { dayCsv } from "../study/_study.ts";

/** Three instruments, their rows by time of receipt, some of them flagged. */
function mixedCsv(): string {
  const days = ["A", "B", "C"].map((symbol, i) => dayCsv(0, symbol).trimEnd().split("\n").slice(i));
  const [header] = dayCsv(0).split("\n");
  const columns = header!.split(",");
  const flags = columns.indexOf("flags");
  const rows = days.flat().filter((row) => row !== header).map((row, i) => {
    const fields = row.split(",");
    if (i % 7 === 0) fields[flags] = `${Number(fields[flags]) | FLAG_MAYBE_BAD_BOOK}`;
    if (i % 11 === 0) fields[flags] = `${Number(fields[flags]) | FLAG_BAD_TS_RECV}`;
    return fields.join(",");
  });
  const received = (row: string): string => row.split(",")[columns.indexOf("ts_recv")]!;
  return [header, ...rows.toSorted((a, b) => received(a) < received(b) ? -1 : 1), ""].join("\n");
}

Deno.test("instruments that share a file have the same tapes, read in one go or each alone", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/mixed.csv`;
    await Deno.writeTextFile(path, mixedCsv());
    const window = { from: parseTimeBound("13:30:05"), to: parseTimeBound("13:30:20") };
    const cases: ReadOptions[] = [{ order: "receipt" }, { order: "event", keepBadBooks: true }, window];
    for (const options of cases) {
      const tapes = await openTapes(path, ["A", "B", "NONE"], options);
      assertEquals([...tapes.keys()], ["A", "B"]);
      for (const [symbol, tape] of tapes) {
        const alone = await openTape(path, { ...options, symbol });
        assert(alone.length > 100);
        assertEquals(tapeDigest(tape), tapeDigest(alone));
        assertEquals(tape.notes, alone.notes);
      }
    }
  });
});

Deno.test("instruments are to be read alone where a row of the file cannot be read, or levels are wanted", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/mixed.csv`;
    await Deno.writeTextFile(path, mixedCsv());
    assertEquals((await openTapes(path, ["A", "B"], { levels: 5 })).size, 0);
    assertEquals((await openTapes(path, ["A"])).size, 0);
    await Deno.writeTextFile(path, `${mixedCsv()}nonsense\n`);
    assertEquals((await openTapes(path, ["A", "B"])).size, 0);
  });
});
