import { assert, assertEquals, assertRejects } from "@std/assert";
import { writeAll, writeFileAtomically } from "../../src/source/atomic_file.ts";
import { inFolder, listOf } from "../_folder.ts";

Deno.test("writeFileAtomically() writes text or chunks, and replaces what is there", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/file`;
    await writeFileAtomically(path, "köder");
    assertEquals(await Deno.readTextFile(path), "köder");
    await writeFileAtomically(path, [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)]);
    assertEquals([...await Deno.readFile(path)], [1, 2, 3]);
    await writeFileAtomically(path, "");
    assertEquals(await Deno.readTextFile(path), "");
    assertEquals(listOf(folder), ["file"]);
  });
});

Deno.test("writeFileAtomically() leaves the old file and no partial one where the chunks fail", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "old");
    function* failing(): Generator<Uint8Array> {
      yield Uint8Array.of(1);
      throw new RangeError("no more");
    }
    await assertRejects(() => writeFileAtomically(path, failing()), RangeError, "no more");
    assertEquals(await Deno.readTextFile(path), "old");
    assertEquals(listOf(folder), ["file"]);
  });
});

Deno.test("writeFileAtomically() fails where it cannot write, and leaves nothing", async () => {
  await inFolder(async (folder) => {
    await assertRejects(() => writeFileAtomically(`${folder}/none/file`, "text"), Deno.errors.NotFound);
    await Deno.mkdir(`${folder}/sub`);
    await assertRejects(() => writeFileAtomically(`${folder}/sub`, "text"));
    assertEquals([listOf(folder), listOf(`${folder}/sub`)], [["sub"], []]);
  });
});

Deno.test({
  name: "writeFileAtomically() follows a link and keeps it",
  ignore: Deno.build.os === "windows",
  async fn() {
    await inFolder(async (folder) => {
      const bash = (script: string) =>
        new Deno.Command("bash", { args: ["-c", script], cwd: folder }).output();
      await bash("mkdir sub && echo old > sub/file && ln -s sub/file link");
      await writeFileAtomically(`${folder}/link`, "new");
      assertEquals(await Deno.readTextFile(`${folder}/sub/file`), "new");
      assert((await Deno.lstat(`${folder}/link`)).isSymlink);
    });
  },
});

Deno.test({
  name: "writeFileAtomically() writes into a pipe that is there, and does not replace it",
  ignore: Deno.build.os === "windows",
  async fn() {
    await inFolder(async (folder) => {
      await new Deno.Command("bash", { args: ["-c", "mkfifo pipe"], cwd: folder }).output();
      const reader = new Deno.Command("bash", { args: ["-c", "cat pipe"], cwd: folder }).output();
      await writeFileAtomically(`${folder}/pipe`, "through");
      assertEquals(new TextDecoder().decode((await reader).stdout), "through");
      assert((await Deno.lstat(`${folder}/pipe`)).isFifo);
      assertEquals(listOf(folder), ["pipe"]);
    });
  },
});

Deno.test({
  name: "trap: writeFileAtomically() keeps the mode of the file that it replaces",
  ignore: Deno.build.os === "windows",
  async fn() {
    await inFolder(async (folder) => {
      const path = `${folder}/file`;
      for (const mode of [0o600, 0o640, 0o664, 0o755]) {
        await Deno.writeTextFile(path, "old");
        await Deno.chmod(path, mode);
        await writeFileAtomically(path, "new");
        assertEquals((await Deno.stat(path)).mode! & 0o7777, mode);
        assertEquals(await Deno.readTextFile(path), "new");
      }
    });
  },
});

Deno.test("writeFileAtomically() lets one of several writers win, whole", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/file`;
    const texts = Array.from({ length: 20 }, (_, i) => `${i} `.repeat(10_000));
    await Promise.all(texts.map((text) => writeFileAtomically(path, text)));
    assert(texts.includes(await Deno.readTextFile(path)));
    assertEquals(listOf(folder), ["file"]);
  });
});

Deno.test("writeAll() writes all, however little is taken at a time", async () => {
  const taken: number[] = [];
  const file = {
    write(chunk: Uint8Array): Promise<number> {
      const count = Math.min(3, chunk.length);
      taken.push(...chunk.subarray(0, count));
      return Promise.resolve(count);
    },
  };
  const bytes = Uint8Array.from({ length: 10 }, (_, i) => i);
  await writeAll(file, bytes);
  assertEquals(taken, [...bytes]);
});
