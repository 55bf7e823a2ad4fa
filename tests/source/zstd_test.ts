// Every test runs on both decoders: the native one, and the one in script that the executable has.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Decompress } from "fzstd";
import * as zlib from "node:zlib";
import { DataError } from "../../src/market/data_error.ts";
import { unzstd, unzstdInScript } from "../../src/source/zstd.ts";
import { seeds } from "../_seeds.ts";
import { dripping } from "./csv/_csv.ts";

const TESTDATA = new URL("../testdata/", import.meta.url);
const LITTLE_ENDIAN = true;
const whole = await Deno.readFile(new URL("frames.csv.zst", TESTDATA));
const rows = await Deno.readTextFile(new URL("frames.csv", TESTDATA));

type Read = (contents: Uint8Array) => Promise<string>;

function testBoth(name: string, fn: (read: Read) => Promise<void>): void {
  Deno.test({
    name: `unzstd() ${name}`,
    ignore: !hasNativeZstd(),
    fn: () => fn(async (contents) => await textOf(await unzstd(dripping(contents, Infinity)))),
  });
  Deno.test({
    name: `unzstdInScript() ${name}`,
    fn: () => fn((contents) => textOf(unzstdInScript(dripping(contents, Infinity), Decompress))),
  });
}

function hasNativeZstd(): boolean {
  try {
    zlib.createZstdDecompress().destroy();
    return true;
  } catch {
    return false;
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const chunk of chunks) all += decoder.decode(chunk, { stream: true });
  return all;
}

function join(...parts: (Uint8Array | number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The fixture: a frame with checksum, a skippable one, a frame without. */
function frameEnds(): number[] {
  const view = new DataView(whole.buffer, whole.byteOffset);
  const starts = [...whole.keys()].filter((at) => at > 0 && at + 4 <= whole.length).filter((at) => {
    const magic = view.getUint32(at, LITTLE_ENDIAN);
    return magic === 0xfd2fb528 || magic === 0x184d2a53;
  });
  return [...starts, whole.length];
}

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** A last block of one byte, as it is. */
const BLOCK = [0x09, 0, 0, 0x61];

testBoth("reads frames one behind the other", async (read) => {
  assertEquals(await read(whole), rows);
});

testBoth("fails wherever the data was cut off", async (read) => {
  const ends = frameEnds();
  assertEquals(ends.length, 3);
  for (let length = 4; length < whole.length; length++) {
    if (ends.includes(length)) continue;
    const part = whole.subarray(0, length);
    await assertRejects(() => read(part), DataError, "broken zstd data", `${length} bytes`);
  }
  const more = join(whole, new TextEncoder().encode("ts_recv,ts_event"));
  await assertRejects(() => read(more), DataError, "what follows a frame is none");
});

testBoth("gives no other data where a bit of a frame with checksum is flipped", async (read) => {
  for (let at = 4; at < frameEnds()[0]!; at += seeds(5, 1)) {
    const spoiled = whole.slice();
    spoiled[at]! ^= 1 << (at % 8);
    try {
      assertEquals(await read(spoiled), rows, `byte ${at}`);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      assert(error.message.startsWith("broken zstd data ("), error.message);
    }
  }
});

testBoth("compares the checksum of an empty frame, too", async (read) => {
  const frame = (checksum: number[]) => join(MAGIC, [0x24, 0, 1, 0, 0], checksum);
  assertEquals(await read(frame([0x99, 0xe9, 0xd8, 0x51])), "");
  await assertRejects(() => read(frame([0x99, 0xe9, 0xd8, 0x50])), DataError, "broken zstd data");
});

testBoth("takes a window of 128 MiB, and refuses a larger one before it is allocated", async (read) => {
  const exponent = (power: number) => (power - 10) << 3;
  assertEquals(await read(join(MAGIC, [0, exponent(27)], BLOCK)), "a");
  const before = Deno.memoryUsage().rss;
  for (const descriptor of [exponent(27) + 1, exponent(28), exponent(31), 0xa7, 0xff]) {
    const frame = join(MAGIC, [0, descriptor], BLOCK);
    await assertRejects(() => read(frame), DataError, "at most 128 MiB are read", `${descriptor}`);
  }
  for (const size of [[1, 0, 0, 8], [0, 0, 0, 128]]) {
    const frame = join(MAGIC, [0xa0], size, BLOCK);
    await assertRejects(() => read(frame), DataError, "at most 128 MiB are read", `${size}`);
  }
  assert(Deno.memoryUsage().rss - before < 200e6);
});
