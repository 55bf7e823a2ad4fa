import { assertEquals, assertRejects } from "@std/assert";
import { FileError } from "../../src/cli/errors.ts";
import { checkWritable } from "../../src/cli/output.ts";
import { Folder } from "./_process.ts";

Deno.test("checkWritable() leaves what is there as it is, and nothing else", async () => {
  await using folder = await Folder.make();
  await folder.write("there.json", "old");
  await checkWritable(`${folder.path}/there.json`);
  await checkWritable(`${folder.path}/new.json`);
  assertEquals(await folder.names(), ["there.json"]);
  assertEquals(await folder.read("there.json"), "old");
});

Deno.test("checkWritable() refuses a folder, and a file in a folder that is not there", async () => {
  await using folder = await Folder.make();
  for (const [path, reason] of [[folder.path, "it is a folder"], [`${folder.path}/a/b`, "no such folder"]]) {
    await assertRejects(() => checkWritable(path!), FileError, `cannot write ${path}: ${reason}`);
  }
});
