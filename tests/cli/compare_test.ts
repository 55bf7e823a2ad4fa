// sorlab compare as its users meet it.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { checkJson } from "../../src/report/check_json.ts";
import { differenceSchema } from "../../src/report/difference/schema.ts";
import { IS_LONG } from "../_seeds.ts";
import { assertFails, Folder, makeCsv, type Outcome, script } from "./_process.ts";
import { WarmSorlab } from "./_warm_sorlab.ts";

const ASKED = "--data day.csv --orders 40 --side both --order-size 100 --horizon 2s --interval 1s --quiet"
  .split(" ");
/** What it needs; a process that stays has to set DATA_PATH, too. In the short run one of its own tells. */
const permissions = ["--allow-read"];
const OWN = IS_LONG ? { sorlab: new WarmSorlab([...permissions, "--allow-env=DATA_PATH,NO_COLOR"]) } : {};

let artefacts: Promise<string[]> | undefined;

/** A folder with two artefacts of the same orders: a.json and b.json. */
async function withArtefacts(): Promise<Folder> {
  const folder = await Folder.make();
  artefacts ??= makeArtefacts();
  for (const [i, text] of (await artefacts).entries()) await folder.write(`${"ab"[i]}.json`, text);
  return folder;
}

async function makeArtefacts(): Promise<string[]> {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ durationSeconds: 90 }));
  return await Promise.all(["join", "sweep"].map(async (placement) => {
    const { code, stdout, stderr } = await folder.run([
      "backtest",
      ...ASKED,
      "--placement",
      placement,
      "--no-file",
    ]);
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    return stdout;
  }));
}

Deno.test("sorlab compare tells what differs: JSON into a pipe, tables on request, warnings beside it", async () => {
  await using folder = await withArtefacts();
  const compare = (...args: string[]): Promise<Outcome> => folder.run(["compare", ...args], OWN);
  const [json, table, itself, piped] = await Promise.all([
    folder.run(["compare", "a.json", "b.json"], { permissions }),
    compare("--format", "table", "a.json", "b.json"),
    compare("a.json", "a.json"),
    folder.run(["compare", "-", "b.json"], { ...OWN, stdin: await folder.read("a.json") }),
  ]);
  assertEquals([json.code, table.code, itself.code, piped.code], [0, 0, 0, 0], table.stderr);
  const value = JSON.parse(json.stdout);
  assertEquals(checkJson(value, differenceSchema, "stdout"), value);
  assertEquals([value.a.file, value.b.file, value.pairing.method], ["a.json", "b.json", "paired"]);
  assertEquals(value.question, [{ name: "strategy", a: "twap+join", b: "twap+sweep" }]);
  assertEquals([value.tape, value.version], [[], []]);
  assertEquals(JSON.parse(piped.stdout), { ...value, a: { ...value.a, file: "standard input" } });
  assert(table.stdout.startsWith(value.verdict.slice(0, 40)), table.stdout);
  assertMatch(table.stdout, /^ {2}strategy +twap\+join +twap\+sweep$/m);
  assertMatch(JSON.parse(itself.stdout).verdict, /: A and B save the same\.$/);
  assertEquals(json.stderr, value.warnings.map((text: string) => `warning: ${text}\n`).join(""));
});

Deno.test("sorlab compare on a terminal prints tables that fit it", { ignore: !script }, async () => {
  await using folder = await withArtefacts();
  await folder.write("run.sh", "stty cols 60; sorlab compare a.json b.json");
  const { code, stdout } = await folder.bash("SHELL=$BASH script -qec 'bash run.sh' /dev/null");
  assertEquals(code, 0, stdout);
  const lines = stdout.split(/\r?\n/);
  assertEquals(lines.filter((line) => line.length > 60), []);
  assert(lines.some((line) => /^saving bps on +A +B +A - B/.test(line)), stdout);
});

Deno.test("sorlab compare says what is wrong with its arguments and files", async () => {
  await using folder = await Folder.make();
  await folder.write("day.json", "{}");
  await folder.write("empty.json", "");
  const fail = async (args: string[], code: number, line: string) =>
    assertFails(await folder.run(["compare", ...args], OWN), code, line);
  await Promise.all([
    fail([], 2, "name two artefacts: sorlab compare A B"),
    fail(["day.json"], 2, "name two artefacts: sorlab compare A B"),
    fail(["-", "-"], 2, "only one of the two artefacts can be standard input"),
    fail(["a", "b", "c"], 2, 'unexpected argument "c"'),
    fail(["a", "b", "--formt", "json"], 2, "unknown option --formt; did you mean --format?"),
    fail(["day.json", "none.json"], 3, 'day.json: no artefact of sorlab: there is no "schema_version"'),
    fail(["empty.json", "none.json"], 3, "empty.json: is empty; needs an artefact of sorlab backtest"),
    fail(["none.json", "day.json"], 4, "cannot read none.json: no such file"),
  ]);
});
