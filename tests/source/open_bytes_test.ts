import { assert, assertEquals, assertRejects } from "@std/assert";
import { Decompress } from "fzstd";
import * as zlib from "node:zlib";
import { DataError } from "../../src/market/data_error.ts";
import type { ByteSource } from "../../src/source/byte_source.ts";
import { openBytes } from "../../src/source/open_bytes.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { unzstdInScript } from "../../src/source/zstd.ts";
import { dripping } from "./csv/_csv.ts";

const TESTDATA = new URL("../testdata/", import.meta.url);
const text = Array.from({ length: 60_000 }, (_, i) => `row ${i},${i * 7919 % 1000},${i * 104729 % 977}\n`)
  .join("");
const bytes = new TextEncoder().encode(text);
const half = bytes.length >> 1;
const LITTLE_ENDIAN = true;

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

async function inScript(contents: Uint8Array): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const chunk of unzstdInScript(dripping(contents, Infinity), Decompress)) {
    all += decoder.decode(chunk, { stream: true });
  }
  return all;
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
  assertEquals(await opened(zlib.gzipSync(bytes), 1), text);
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

Deno.test("trap: zstd, in script", async () => {
  assertEquals(
    await inScript(await fixture("frames.csv.zst")),
    new TextDecoder().decode(await fixture("frames.csv")),
  );
});

Deno.test("trap: zstd that was cut off is an error wherever it was", async () => {
  const whole = await fixture("frames.csv.zst");
  const ends = frameEnds(whole);
  assertEquals(ends.length, 3);
  for (let length = 4; length < whole.length; length++) {
    if (ends.includes(length)) continue;
    const part = whole.subarray(0, length);
    await assertRejects(() => inScript(part), DataError, "broken zstd data", `${length} bytes`);
    if (length % 7 === 0) {
      await assertRejects(() => opened(part), DataError, "broken zstd data", `${length} bytes`);
    }
  }
  const more = join(whole, new TextEncoder().encode("ts_recv,ts_event"));
  await assertRejects(() => inScript(more), DataError, "what follows a frame is none");
  await assertRejects(() => opened(more), DataError, "what follows a frame is none");
});

/** The fixture: a frame with checksum, a skippable one, a frame without. */
function frameEnds(whole: Uint8Array): number[] {
  const view = new DataView(whole.buffer, whole.byteOffset);
  const starts = [...whole.keys()].filter((at) => at > 0 && at + 4 <= whole.length).filter((at) => {
    const magic = view.getUint32(at, LITTLE_ENDIAN);
    return magic === 0xfd2fb528 || magic === 0x184d2a53;
  });
  return [...starts, whole.length];
}

Deno.test("openBytes() ends in an error, never in a crash, when zstd is spoiled", async () => {
  const whole = await fixture("frames.csv.zst");
  const rows = new TextDecoder().decode(await fixture("frames.csv"));
  const checked = frameEnds(whole)[0]!;
  for (let at = 4; at < whole.length; at += 3) {
    const spoiled = whole.slice();
    spoiled[at]! ^= 255;
    try {
      const read = await opened(spoiled);
      // Only a checksum can tell; the first frame has one, which the script does not look at.
      assert(at >= checked || read === rows || !hasNativeZstd(), `byte ${at}`);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      assert(error.message.startsWith("broken zstd data ("), error.message);
    }
  }
});

function hasNativeZstd(): boolean {
  try {
    zlib.createZstdDecompress().destroy();
    return true;
  } catch {
    return false;
  }
}

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
