import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { tapeDigest } from "../../src/market/digest.ts";
import { inOrder, type Tape } from "../../src/market/tape.ts";
import { DEPTH_COLUMNS } from "../../src/market/tape_depth.ts";
import { databentoCsv } from "../../src/source/databento_csv_writer.ts";
import { generateTape } from "../../src/source/generated.ts";
import { joinTapes } from "../../src/source/joined_tape.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { seeds } from "../_seeds.ts";
import { inFolder } from "../_folder.ts";
import { runPython, testWithPython } from "../_python.ts";
import { assertSameTape, read } from "./csv/_csv.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);

async function mbp10(seconds = seeds(8, 20)): Promise<Uint8Array> {
  const tape = generateTape({ durationSeconds: seconds, seed: 2 });
  return new Uint8Array(await new Blob([...databentoCsv(tape, { layout: "mbp-10" })]).arrayBuffer());
}

function assertSameDepth(actual: Tape, expected: Tape, where = ""): void {
  assertSameTape(actual, expected, where);
  assertEquals(actual.depth?.levels, expected.depth?.levels, where);
  for (const name of DEPTH_COLUMNS) {
    assertEquals(actual.depth?.[name], expected.depth?.[name], `${where} ${name}`);
  }
}

Deno.test("levels of an mbp-10 CSV stand in the tape as its fields say", async () => {
  const bytes = await mbp10();
  const [header, ...lines] = new TextDecoder().decode(bytes).trimEnd().split("\n").map((line) =>
    line.split(",")
  );
  for (const levels of [2, 10]) {
    const tape = await read(bytes, { levels });
    const depth = tape.depth!;
    assertEquals([depth.levels, depth.bidPx.length], [levels - 1, (levels - 1) * tape.length]);
    for (const [row, fields] of lines.entries()) {
      for (let level = 1; level < levels; level++) {
        const field = (name: string) => fields[header!.indexOf(`${name}_0${level}`)]!;
        const entry = row * (levels - 1) + level - 1;
        const price = (text: string) => text === "" ? NaN : Math.round(Number(text) * 1e9);
        assertEquals(
          [depth.bidPx[entry], depth.askPx[entry], depth.bidSz[entry], depth.askSz[entry]],
          [price(field("bid_px")), price(field("ask_px")), Number(field("bid_sz")), Number(field("ask_sz"))],
        );
      }
    }
  }
});

Deno.test("levels change nothing of the best quotes, but the digest", async () => {
  const bytes = await mbp10();
  const [one, deep] = [await read(bytes), await read(bytes, { levels: 10 })];
  assertSameTape(deep, one);
  assertEquals([one.depth, tapeDigest(await read(bytes, { levels: 1 }))], [undefined, tapeDigest(one)]);
  assertNotEquals(tapeDigest(deep), tapeDigest(one));
  const changed = await read(bytes, { levels: 10 });
  changed.depth!.askSz[7]! += 1;
  assertNotEquals(tapeDigest(deep), tapeDigest(changed));
});

Deno.test("a level that cannot be read is named, and a file that has fewer levels is refused", async () => {
  const text = new TextDecoder().decode(await mbp10(2));
  const [header, first, ...rest] = text.split("\n");
  const fields = first!.split(",");
  fields[header!.split(",").indexOf("ask_px_03")] = "2 33.5";
  const broken = [header, fields.join(","), ...rest].join("\n");
  assertEquals((await read(broken)).length, (await read(text)).length);
  await assertRejects(
    () => read(broken, { levels: 4 }),
    DataError,
    'day.csv:2:33: ask_px_03 is "2 33.5": not a price',
  );
  assertEquals((await read(broken, { levels: 4, skipBadRows: true })).skippedRows, 1);
  const shallow = new TextDecoder().decode(
    new Uint8Array(
      await new Blob([...databentoCsv(generateTape({ durationSeconds: 1 }), { layout: "mbp-1" })])
        .arrayBuffer(),
    ),
  );
  await assertRejects(
    () => read(shallow, { levels: 3 }),
    DataError,
    "day.csv:1: has one level of the book, so --levels 3 cannot be read",
  );
});

Deno.test("levels move with their rows, however these are put in order or joined", async () => {
  const text = new TextDecoder().decode(await mbp10(seeds(3, 5))).trimEnd();
  const [header, ...lines] = text.split("\n");
  const backwards = [header, ...lines.toReversed()].join("\n");
  for (
    const tape of [
      await read(backwards, { levels: 5 }),
      await read(backwards, { levels: 5, order: "receipt" }),
      inOrder(await read(backwards, { levels: 5 }), "event"),
    ]
  ) {
    // The writer makes a level of each tick away from the best price.
    const { bidPx, askPx } = tape.columns;
    assertEquals(bidPx.map((_, row) => tape.depth!.bidPx[row * 4]!), bidPx.map((px) => px - 1e7));
    assertEquals(askPx.map((_, row) => tape.depth!.askPx[row * 4 + 3]!), askPx.map((px) => px + 4e7));
  }
  const half = Math.floor(lines.length / 2);
  const parts = [lines.slice(0, half), lines.slice(half)].map((part) => [header, ...part].join("\n"));
  const tapes = [await read(parts[1]!, { levels: 5 }), await read(parts[0]!, { levels: 5 })];
  // The books start empty in the second part, by a row of each publisher of the first.
  const joined = joinTapes(tapes, "file");
  const { depth, length } = joined;
  const cleared = length - lines.length;
  const whole = await read(text, { levels: 5 });
  for (const name of DEPTH_COLUMNS) {
    const before = half * 4;
    assertEquals(depth![name].subarray(0, before), whole.depth![name].subarray(0, before));
    assertEquals(depth![name].subarray(before + cleared * 4), whole.depth![name].subarray(before));
  }
});

Deno.test("generateTape() has the depth that its mbp-10 file has, and all else as without", async () => {
  for (const [levels, options] of [[10, {}], [3, { venues: [2, 9], tick: 2e7, price: 33 * 2e7 }]] as const) {
    const settings = { durationSeconds: 20, seed: 2, ...options };
    const tape = generateTape({ ...settings, levels });
    const one = generateTape(settings);
    assertSameTape(tape, one);
    const tick = "tick" in options ? options.tick : 1e7;
    const chunks = [...databentoCsv(one, { layout: "mbp-10", tick })];
    const text = new TextDecoder().decode(await new Blob(chunks).arrayBuffer());
    assertSameDepth(tape, await read(text, { levels }));
    // No level is as good as the one before it, and none but those below a tick is empty.
    const { bidPx, askPx, bidSz, askSz } = tape.depth!;
    for (let row = 0; row < tape.length; row++) {
      let [bid, ask] = [tape.columns.bidPx[row]!, tape.columns.askPx[row]!];
      for (let entry = row * (levels - 1); entry < (row + 1) * (levels - 1); entry++) {
        assert(!(bidPx[entry]! >= bid) && askPx[entry]! > ask);
        assert(askSz[entry]! > 0 && (bidSz[entry]! > 0) === (bid - tick > 0));
        [bid, ask] = [bidPx[entry]!, askPx[entry]!];
      }
    }
  }
  assertThrows(() => generateTape({ levels: 11 }), RangeError, "Cannot generate 11 levels: use 1 to 10");
});

const TOOLS = ["pandas", "polars", "duckdb", "pyarrow"];

testWithPython(TOOLS, "levels of Parquet are those of the CSV", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/day.csv`;
    await Deno.writeFile(path, await mbp10(seeds(3, 5)));
    await runPython(new URL("parquet/_tables.py", import.meta.url), path, folder);
    const expected = await openTape(path, { levels: 4 });
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith(".parquet")) {
        assertSameDepth(await openTape(`${folder}/${name}`, { levels: 4 }), expected, name);
      }
    }
  });
});

const DBN = ["mbp-10.dbn", "mbp-10.v2.dbn.zst", "mbp-10.v3.dbn.zst"];

function isThere(name: string): boolean {
  try {
    return Deno.statSync(new URL(`dbn/${name}`, DATA)).isFile;
  } catch {
    return false;
  }
}

if (DBN.every(isThere)) {
  testWithPython(["databento"], "levels of DBN are those of the official decoder's CSV", async () => {
    await inFolder(async (folder) => {
      const paths = DBN.map((name) => decodeURIComponent(new URL(`dbn/${name}`, DATA).pathname));
      await runPython(new URL("parquet/_databento.py", import.meta.url), folder, ...paths);
      for (const [i, path] of paths.entries()) {
        const expected = await openTape(`${folder}/own${i}.csv`, { levels: 10 });
        const tape = await openTape(path, { levels: 10 });
        for (const name of DEPTH_COLUMNS) {
          assertEquals(tape.depth![name], expected.depth![name], `${path} ${name}`);
        }
        assertEquals(tape.columns, expected.columns, path);
      }
    });
  });
} else {
  Deno.test({ name: `levels of DBN (ignored: ${DBN} are not in ../shared/data)`, ignore: true, fn() {} });
}
