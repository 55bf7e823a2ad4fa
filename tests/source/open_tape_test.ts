import { gzipSync as gzip } from "node:zlib";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { formatOf, HEAD_BYTES } from "../../src/source/formats.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { inFolder } from "../_folder.ts";
import { assertSameTape, csv } from "./csv/_csv.ts";

const TESTDATA = new URL("../testdata/", import.meta.url);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("openTape() knows compression and format by the first bytes, whatever the name", async () => {
  await inFolder(async (folder) => {
    const text = csv([{}, { size: "7" }]);
    for (
      const [name, bytes] of [["plain.gz", encode(text)], ["gzip.csv", gzip(encode(text))]] as const
    ) {
      await Deno.writeFile(`${folder}/${name}`, bytes);
      const tape = await openTape(`${folder}/${name}`);
      assertEquals([tape.length, tape.symbol, tape.columns.size[1]], [2, "AAPL", 7], name);
    }
  });
});

Deno.test("openTape() reads the same tape plain, as gzip and as zstd", async () => {
  const path = new URL("frames.csv", TESTDATA).pathname;
  const plain = await openTape(path);
  assert(plain.length > 10);
  assertSameTape(await openTape(`${path}.zst`), plain);
  await inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/day`, gzip(await Deno.readFile(path)));
    assertSameTape(await openTape(`${folder}/day`), plain);
  });
});

Deno.test("openTape() selects, and tells its progress", async () => {
  await inFolder(async (folder) => {
    const text = csv([{ symbol: "A" }, { symbol: "B" }, { size: "x" }]);
    await Deno.writeTextFile(`${folder}/day.csv`, text);
    const told: number[] = [];
    const tape = await openTape(`${folder}/day.csv`, {
      symbol: "B",
      skipBadRows: true,
      onProgress: (bytes) => told.push(bytes),
    });
    assertEquals([tape.length, tape.symbol, tape.skippedRows], [1, "B", 1]);
    assertEquals(told.at(-1), text.length);
  });
});

Deno.test("openTape() names file, line, column and value, and closes the file whatever happens", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/day.csv`;
    await Deno.writeTextFile(path, csv([{}, { size: "-5" }]));
    const bad = await assertRejects(() => openTape(path), DataError);
    assert(bad.message.startsWith(`${path}:3:10: size is "-5": negative`), bad.message);
    assertEquals([bad.file, bad.line, bad.column, bad.value], [path, 3, 10, "-5"]);
    await Deno.writeTextFile(path, "");
    const empty = await assertRejects(() => openTape(path), DataError);
    assertEquals([empty.message, empty.file, empty.line], [`${path}: is empty`, path, undefined]);
    await Deno.remove(path);
    await assertRejects(() => openTape(path), Deno.errors.NotFound);
  });
});

Deno.test("openTape() says what a file is that it cannot read", async () => {
  const cases: [string | Uint8Array, string][] = [
    [`PK\x03\x04${"\0".repeat(26)}[Content_Types].xml`, "an Excel workbook"],
    [`day.csv${"\0".repeat(250)}ustar\x0000`, "a tar archive"],
    [Uint8Array.of(0x80, 4, 0x95), "a Python pickle"],
    [Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1), "a NumPy array"],
    [Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0xd, 0xa), "an HDF5 file"],
    [Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c), "a 7-Zip archive"],
    [Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0), "compressed by lz4"],
    [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xd, 0xa), "a picture"],
    [new TextEncoder().encode("Rar!\x1a\x07"), "a RAR archive"],
    [new TextEncoder().encode("SQLite format 3\0"), "an SQLite database"],
    [new TextEncoder().encode("%PDF-1.7\n"), "a PDF document"],
    [
      new TextEncoder().encode("<!DOCTYPE html><html>403 Forbidden"),
      "a web page, perhaps one that tells of an error",
    ],
    [new TextEncoder().encode('{"error":"no such key"}\n'), "JSON"],
    [
      new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n"),
      "a pointer of Git LFS in the file's place (git lfs pull fetches it)",
    ],
    ["ARROW1\0\0", "an Arrow file"],
    ["BZh91AY&SY", "compressed by bzip2"],
    [Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), "compressed by xz"],
    [Uint8Array.of(0xff, 0xfe, 0x74, 0), "text in UTF-16"],
    [Uint8Array.of(0xfe, 0xff, 0, 0x74), "text in UTF-16"],
    ["\x7fELF\x02\x01", "a binary file of an unknown kind (it begins with 7f 45 4c 46)"],
    [csv([{}]).replace("AAPL", "\0"), "a binary file of an unknown kind (it begins with 74 73 5f 72)"],
  ];
  await inFolder(async (folder) => {
    for (const [content, what] of cases) {
      const bytes = typeof content === "string" ? encode(content) : content;
      for (const [name, written] of [["plain", bytes], ["gzip", gzip(bytes)]] as const) {
        await Deno.writeFile(`${folder}/${name}`, written);
        await assertRejects(
          () => openTape(`${folder}/${name}`),
          DataError,
          `${folder}/${name}: is ${what}, which sorlab does not read; it reads Parquet, Databento CSV, ` +
            "DBN, plain or compressed by gzip or zstd",
        );
      }
    }
  });
});

Deno.test("formatOf() takes any text for CSV, cut off anywhere or empty", () => {
  for (const text of ["", "t", "ts_event,publisher_id\r\n", "\ufeffts_event", "größe\t5\n", "PARity,5"]) {
    assertEquals(formatOf(encode(text).subarray(0, HEAD_BYTES)).name, "Databento CSV", text);
  }
  assertEquals(formatOf(encode("PAR1")).name, "Parquet");
});
