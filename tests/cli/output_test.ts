import { assert, assertEquals, assertRejects } from "@std/assert";
import { FileError } from "../../src/cli/errors.ts";
import { printable } from "../../src/cli/output.ts";
import { checkWritable } from "../../src/cli/written_file.ts";
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

Deno.test("trap: control characters of somebody's data do not reach the terminal", async () => {
  assertEquals(printable("\0\x1b[2J\x7f\x9b é\tx\ny"), "\\u0000\\u001b[2J\\u007f\\u009b é\\u0009x\\u000ay");
  await using folder = await Folder.make();
  await folder.write("day.csv", "a\n");
  for (const args of [["--data", "\x1b[31mred"], ["--data", "day.csv", "--symbol", "\x1b[2J"]]) {
    const { stderr } = await folder.run(["backtest", "--no-file", ...args]);
    assert(!stderr.includes("\x1b") && stderr.startsWith("sorlab: "), stderr);
  }
});
