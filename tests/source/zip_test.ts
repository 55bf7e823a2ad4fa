import { zstdCompressSync } from "node:zlib";
import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import type { ByteSource } from "../../src/source/byte_source.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { zipMembers } from "../../src/source/zip.ts";
import { inFolder } from "../_folder.ts";
import { seeds } from "../_seeds.ts";
import { zip, type ZipQuirks } from "./_zip.ts";
import { csv } from "./csv/_csv.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const DAY = encode(csv([{}, { size: "7" }]));

async function textOf(source: ByteSource): Promise<string> {
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(100);
  let text = "";
  try {
    for (let count; (count = await source.read(bytes)) !== null;) {
      text += decoder.decode(bytes.subarray(0, count), { stream: true });
    }
  } finally {
    source.close();
  }
  return text;
}

Deno.test("zipMembers() finds the members, packed or not, near or far, and gives their bytes", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.zip`;
    const long = "0123456789".repeat(50_000);
    for (const far of [false, true]) {
      const members = [
        ["days/", new Uint8Array(0), { stored: true }],
        ["days/one.csv", encode("one"), { far }],
        ["days/long.csv", encode(long), { far }],
        ["größe.csv", encode("as it is"), { stored: true, far }],
        ["nothing", new Uint8Array(0)],
      ] as const;
      await Deno.writeFile(path, zip(members, { far }));
      const found = await zipMembers(path);
      assertEquals(found.map(({ name }) => name), ["days/one.csv", "days/long.csv", "größe.csv", "nothing"]);
      assertEquals(await Promise.all(found.map(async ({ open }) => await textOf(await open()))), [
        "one",
        long,
        "as it is",
        "",
      ]);
    }
  }));

Deno.test("openTape() reads a portal's archive, and leaves what lies beside the data", () =>
  inFolder(async (folder) => {
    const path = `${folder}/portal.zip`;
    await Deno.writeFile(
      path,
      zip([["symbology.json", encode("{}")], ["xnas.mbp-1.csv", DAY], ["._x", encode("x")]]),
    );
    assertEquals((await openTape(path)).length, 2);
    await Deno.writeFile(path, zip([["symbology.json", encode("{}")]]));
    await assertRejects(
      () => openTape(path),
      DataError,
      `${path}: is a zip archive without a file of market data in it`,
    );
    await Deno.writeFile(path, zip([["day.csv", encode(csv([{ size: "x" }]))], ["e", encode("")]]));
    await assertRejects(() => openTape(path), DataError, `${path}/day.csv:2:10: size is "x"`);
    await Deno.writeFile(path, zip([["inner.zip", zip([["day.csv", DAY]])]]));
    await assertRejects(
      () => openTape(path),
      DataError,
      "inner.zip: is a zip archive within an archive or a stream",
    );
  }));

Deno.test("openTape() says what is wrong with an archive, or a member of it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.zip`;
    const cases: [ZipQuirks, string][] = [
      [{ encrypted: true }, "/day.csv: is encrypted: unpack the archive with its password first"],
      [{ method: 12 }, "/day.csv: is packed by zip's method 12, which sorlab does not undo"],
      [{ crc: 1 }, "/day.csv: is broken: the checksum does not match"],
      [{ bytes: 100 }, "/day.csv: is broken: more bytes where the archive says 100"],
      [{ bytes: 10_000 }, `/day.csv: is broken: ${DAY.length} bytes where the archive says 10000`],
    ];
    for (const [quirks, message] of cases) {
      await Deno.writeFile(path, zip([["day.csv", DAY, quirks]]));
      await assertRejects(() => openTape(path), DataError, `${path}${message}`);
    }
    const whole = zip([["day.csv", DAY]]);
    await Deno.writeFile(path, whole.subarray(0, whole.length - 40));
    await assertRejects(() => openTape(path), DataError, "is a zip archive that is cut off: its directory");
  }));

Deno.test("zipMembers() is bounded: a bomb gives no more than its directory says, a directory no more than there is", () =>
  inFolder(async (folder) => {
    const path = `${folder}/bomb.zip`;
    const zeros = new Uint8Array(1 << 24);
    await Deno.writeFile(path, zip([["day.csv", zeros, { bytes: 10 }]]));
    await assertRejects(() => openTape(path), DataError, "is broken: more bytes where the archive says 10");
    const bytes = zip([["day.csv", DAY]]);
    // Number of members, and bytes of the directory, 22 and 7 bytes before the end.
    bytes.set([255, 255, 255, 255, 255, 255, 255, 127], bytes.length - 21);
    await Deno.writeFile(path, bytes);
    await assertRejects(() => openTape(path), DataError, "is a zip archive whose directory does not fit");
  }));

Deno.test("openTape() reads broken archives right or says that they are broken", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.zip`;
    const whole = zip([["a.csv.zst", zstdOf(DAY)], ["b.csv", DAY, { stored: true }]]);
    const seed = 17;
    const random = seededRandom(seed);
    for (let round = 0; round < seeds(35, 5000); round++) {
      const bytes = whole.slice(0, random() < 0.2 ? 4 + randomInt(random, whole.length - 4) : whole.length);
      for (let n = 1 + randomInt(random, 4); n > 0; n--) {
        bytes[4 + randomInt(random, bytes.length - 4)] = randomInt(random, 256);
      }
      await Deno.writeFile(path, bytes);
      try {
        await openTape(path);
      } catch (error) {
        if (!(error instanceof DataError)) throw new Error(`seed ${seed}, round ${round}`, { cause: error });
      }
    }
  }));

/** By a frame of one raw block, where this Deno has no encoder. */
function zstdOf(bytes: Uint8Array): Uint8Array {
  try {
    return zstdCompressSync(bytes);
  } catch {
    const size = bytes.length;
    const header = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, size & 255, (size >> 8) & 255, 0, 0];
    const block = (size << 3) | 1;
    return Uint8Array.from([...header, block & 255, (block >> 8) & 255, block >> 16, ...bytes]);
  }
}
