// Every write, fsync and rename that can fail does.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { writeFileAtomically } from "../../src/source/atomic_file.ts";
import { seeds } from "../_seeds.ts";
import { FailingDisk } from "../_failing_disk.ts";
import { inFolder, listOf } from "../_folder.ts";

const CHUNKS = ["a", "b", "c"].map((letter) => new TextEncoder().encode(letter.repeat(1000)));
const NEW = "a".repeat(1000) + "b".repeat(1000) + "c".repeat(1000);

Deno.test("trap: writeFileAtomically() leaves the old file whole, and nothing else, whichever operation fails", async () => {
  for (const old of ["old", undefined]) {
    await inFolder(async (folder) => {
      const path = `${folder}/file`;
      const operations = ["open", "write", "write", "write", "sync", ...(old ? ["chmod"] : []), "rename"];
      for (let nth = 1; nth <= operations.length; nth++) {
        if (old !== undefined) await Deno.writeTextFile(path, old);
        using disk = new FailingDisk(nth);
        await assertRejects(() => writeFileAtomically(path, CHUNKS), Error, "No space left");
        assertEquals(disk.done, operations.slice(0, nth));
        assertEquals(listOf(folder), old === undefined ? [] : ["file"]);
        if (old !== undefined) assertEquals(await Deno.readTextFile(path), old);
      }
      using disk = new FailingDisk(0);
      await writeFileAtomically(path, CHUNKS);
      // The data are on the disk before the name is: the order is what counts.
      assertEquals(disk.done, operations);
      assertEquals([listOf(folder), await Deno.readTextFile(path)], [["file"], NEW]);
    });
  }
});

Deno.test({
  name: "trap: writeFileAtomically() killed at any operation leaves the old file whole or the new one",
  ignore: Deno.build.os === "windows",
  async fn() {
    const disk = decodeURIComponent(new URL("../_failing_disk.ts", import.meta.url).pathname);
    const file = decodeURIComponent(new URL("../../src/source/atomic_file.ts", import.meta.url).pathname);
    const script = `import { FailingDisk } from ${JSON.stringify(disk)};
      import { writeFileAtomically } from ${JSON.stringify(file)};
      new FailingDisk(Number(Deno.args[0]), "killed");
      await writeFileAtomically("file", ["a", "b"].map((letter) => new TextEncoder().encode(letter.repeat(1000))));`;
    await inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/write.ts`, script);
      for (let nth = 1; nth <= 7; nth += seeds(3, 1)) {
        await Deno.writeTextFile(`${folder}/file`, "old");
        const { code } = await new Deno.Command(Deno.execPath(), {
          args: ["run", "--quiet", "--no-config", "--no-lock", "--allow-all", "write.ts", String(nth)],
          cwd: folder,
        }).output();
        const ended = nth === 7;
        assertEquals(code, ended ? 0 : 137);
        assertEquals(
          await Deno.readTextFile(`${folder}/file`),
          ended ? "a".repeat(1000) + "b".repeat(1000) : "old",
        );
        // What a killed one left behind blocks nobody: its name is taken by no other.
        assert(listOf(folder).includes("file"));
      }
    });
  },
});
