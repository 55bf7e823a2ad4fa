import { assert, assertEquals, assertRejects } from "@std/assert";
import * as zlib from "node:zlib";
import { DataError } from "../../src/market/data_error.ts";
import type { ByteSource } from "../../src/source/byte_source.ts";
import { openBytes } from "../../src/source/open_bytes.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { seeds } from "../_seeds.ts";

const TESTDATA = new URL("../testdata/", import.meta.url);
const text = Array.from({ length: 60_000 }, (_, i) => `row ${i},${i * 7919 % 1000},${i * 104729 % 977}\n`)
  .join("");
const bytes = new TextEncoder().encode(text);
const half = bytes.length >> 1;

async function drain(source: ByteSource, step = 1000): Promise<string> {
  const decoder = new TextDecoder();
  const into = new Uint8Array(step);
  let all = "";
  try {
    for (;;) {
      const count = await source.read(into);
      if (count === null) return all;
      assert(count > 0 && count <= step);
      all += decoder.decode(into.subarray(0, count), { stream: true });
    }
  } finally {
    source.close();
    source.close();
  }
}

async function opened(contents: Uint8Array, step?: number): Promise<string> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, contents);
    return await drain(await openBytes(path), step);
  } finally {
    await Deno.remove(path);
  }
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function fixture(name: string): Promise<Uint8Array> {
  return Deno.readFile(new URL(name, TESTDATA));
}

Deno.test("openBytes() reads a plain file, in steps of any size", async () => {
  for (const step of [1, 2, 3, 5, 4096]) {
    assertEquals(await opened(bytes.subarray(0, 2000), step), text.slice(0, 2000));
  }
  assertEquals(await opened(bytes), text);
});

Deno.test("openBytes() reads files shorter than a magic number", async () => {
  for (const short of ["", "a", "abc", "abcd"]) {
    assertEquals(await opened(new TextEncoder().encode(short)), short);
  }
});

Deno.test("openBytes() fails as Deno does where there is no file", async () => {
  await assertRejects(() => openBytes("no/such/file.csv"), Deno.errors.NotFound);
});

Deno.test("trap: gzip, known by its first bytes", async () => {
  assertEquals(await opened(zlib.gzipSync(bytes)), text);
  // Byte by byte takes long; the text is ASCII.
  const count = seeds(100_000, bytes.length);
  assertEquals(await opened(zlib.gzipSync(bytes.subarray(0, count)), 1), text.slice(0, count));
  assertEquals(await opened(zlib.gzipSync(new Uint8Array(0))), "");
});

Deno.test("trap: gzip of several members is read to its end", async () => {
  const members = [bytes.subarray(0, half), new Uint8Array(0), bytes.subarray(half)].map((part) =>
    zlib.gzipSync(part)
  );
  assertEquals(await opened(join(...members)), text);
  assertEquals(await opened(join(...members, new Uint8Array(300))), text, "zeros behind, as on tape");
});

Deno.test("trap: gzip that was cut off or spoiled is an error", async () => {
  const whole = zlib.gzipSync(bytes);
  for (const length of [3, 10, 5000, whole.length - 8, whole.length - 1]) {
    await assertRejects(
      () => opened(whole.subarray(0, length)),
      DataError,
      "broken gzip data",
      `${length} bytes`,
    );
  }
  for (const at of [whole.length >> 1, whole.length - 6, whole.length - 2]) {
    const spoiled = whole.slice();
    spoiled[at]! ^= 255;
    await assertRejects(() => opened(spoiled), DataError, "broken gzip data", `byte ${at}`);
  }
  await assertRejects(
    () => opened(join(whole, new TextEncoder().encode("more"))),
    DataError,
    "broken gzip data",
  );
});

Deno.test("trap: zstd, natively where Deno can", async () => {
  const rows = new TextDecoder().decode(await fixture("frames.csv"));
  assertEquals(await drain(await openBytes(new URL("frames.csv.zst", TESTDATA).pathname)), rows);
  assertEquals(await drain(await openBytes(new URL("frames.csv.zst", TESTDATA).pathname), 1), rows);
});

Deno.test("openBytes() knows zstd by a first frame that is skipped, as pzstd writes it", async () => {
  const rows = new TextDecoder().decode(await fixture("frames.csv"));
  for (let magic = 0x50; magic <= 0x5f; magic++) {
    const skipped = Uint8Array.from([magic, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
    assertEquals(await opened(join(skipped, await fixture("frames.csv.zst"))), rows);
  }
});

Deno.test("openBytes() may be closed in the middle", async () => {
  for (const contents of [bytes, new Uint8Array(zlib.gzipSync(bytes)), await fixture("frames.csv.zst")]) {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeFile(path, contents);
      const source = await openBytes(path);
      await source.read(new Uint8Array(10));
      source.close();
      source.close();
    } finally {
      await Deno.remove(path);
    }
  }
});

Deno.test("openTape() names the file whose compression is broken", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, zlib.gzipSync(await fixture("frames.csv")).subarray(0, -9));
    const error = await assertRejects(() => openTape(path), DataError) as Error;
    assert(error.message.startsWith(`${path}: broken gzip data (`), error.message);
  } finally {
    await Deno.remove(path);
  }
});
