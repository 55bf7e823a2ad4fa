import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { FileError, UsageError } from "../../src/cli/errors.ts";
import { chooseFees, describeFeeChoice, feeOptions, readFees } from "../../src/cli/fees.ts";
import { readOptions } from "../../src/cli/read_arguments.ts";
import { inFolder } from "../_folder.ts";

const choose = (...args: string[]) => chooseFees(readOptions(args, feeOptions));
const CSV = "venue,from,add,take,source\nXNAS,2024-01-01,-0.001,0.0025,list\n";

Deno.test("chooseFees() takes flat fees, a file's, or the built-in ones", async () => {
  assertEquals(await choose("--fee", "0.003", "--rebate", "0.002"), {
    kind: "flat",
    takeDollars: 0.003,
    addDollars: -0.002,
  });
  assertEquals((await choose()).kind, "schedule");
  await inFolder(async (folder) => {
    const path = `${folder}/fees.csv`;
    await Deno.writeTextFile(path, CSV);
    assertEquals(await choose("--fees", path), { kind: "schedule", name: path, csv: CSV });
  });
});

Deno.test("chooseFees() refuses what excludes each other", async () => {
  await assertRejects(() => choose("--fee", "0", "--fees", "x"), UsageError, "exclude each other");
  await assertRejects(() => choose("--rebate", "0"), UsageError, "--rebate needs --fee");
});

Deno.test("readFees() names the file that is not there", async () => {
  await assertRejects(() => readFees("nope.csv"), FileError, "cannot read nope.csv: no such file");
});

Deno.test("describeFeeChoice() tells fees apart by their content", () => {
  const describe = (csv: string) => describeFeeChoice({ kind: "schedule", name: "fees.csv", csv });
  assertEquals(describe(CSV), describe(CSV));
  assertEquals(describe(CSV)["schedule"], "fees.csv");
  assertNotEquals(describe(CSV)["sha256"], describe(`${CSV} `)["sha256"]);
  assertEquals(describeFeeChoice({ kind: "flat", takeDollars: 0.003, addDollars: -0.002 }), {
    take: 0.003,
    add: -0.002,
  });
});
