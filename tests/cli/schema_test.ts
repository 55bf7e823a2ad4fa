// sorlab schema as its users meet it.
import { assertEquals, assertMatch } from "@std/assert";
import { faultsByAjv } from "../report/_ajv.ts";
import { assertFails, Folder, makeCsv } from "./_process.ts";

const WINDOWS = Deno.build.os === "windows";
const SMALL = "--orders 4 --side both --order-size 300 --horizon 30s --no-file --quiet".split(" ");
const TRIAL = ["--rules", "trial", "--grid", "1", "--no-file", "--quiet"];

for (const [name, args] of Object.entries({ market: SMALL, trial: TRIAL })) {
  Deno.test(`sorlab schema ${name} prints the schema of what sorlab backtest prints`, async () => {
    await using folder = await Folder.make();
    await folder.write("l1_day.csv", makeCsv({ durationSeconds: 60, eventsPerSecond: 40 }));
    const [printed, artefact] = await Promise.all([
      folder.run(["schema", name]),
      folder.run(["backtest", ...args]),
    ]);
    assertEquals([printed.code, printed.stderr, artefact.code], [0, "", 0]);
    const schema = JSON.parse(printed.stdout);
    assertEquals(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
    const value = JSON.parse(artefact.stdout);
    assertEquals(schema.required.slice(0, 5), Object.keys(value).slice(0, 5));
    const { tape: _, ...less } = value;
    const [faults] = await faultsByAjv([{ schema, values: [value, less] }]);
    assertEquals(faults, [[], [" must have required property 'tape'"]]);
  });
}

Deno.test("sorlab schema is that of market rules where none is named", async () => {
  await using folder = await Folder.make();
  const [none, market] = await Promise.all([folder.run(["schema"]), folder.run(["schema", "market"])]);
  assertEquals(none, market);
});

Deno.test("sorlab schema says what is wrong with its arguments", async () => {
  await using folder = await Folder.make();
  const fail = async (args: string, line: string) =>
    assertFails(await folder.run(["schema", ...args.split(" ")]), 2, line);
  await Promise.all([
    fail("trail", 'no schema "trail"; did you mean trial?'),
    fail("xyz", 'no schema "xyz": use market or trial or judge or study or compare or decision'),
    fail("market trial", 'unexpected argument "trial"'),
    fail("--rules trial", "unknown option --rules; --help lists the options"),
  ]);
});

Deno.test("sorlab schema --help leads with examples, which run", { ignore: WINDOWS }, async () => {
  await using folder = await Folder.make();
  const { code, stdout: help } = await folder.run(["schema", "--help"]);
  assertEquals(code, 0);
  assertMatch(help, /^(.+\n)+\nExamples\n(.*\n)+\nOptions\n( .*\n)+/);
  assertEquals(help.split("\n").filter((line) => line.length > 100), []);
  const section = /\nExamples\n(.*?)\n\nOptions\n/s.exec(help)![1]!;
  const examples = section.split(/^ {2}# .*$/m).map((example) => example.trim()).filter(Boolean);
  for (const example of examples) assertEquals((await folder.runLine(example)).code, 0, example);
  assertEquals(await folder.names(), ["artefact.schema.json"]);
});
