// sorlab judge as its users meet it.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { IS_LONG, seeds } from "../_seeds.ts";
import { assertFails, Folder } from "./_process.ts";

const WINDOWS = Deno.build.os === "windows";
const SET = "generate --fills demo --rate 40 --duration 5m --orders 40 --quiet".split(" ");
const ALL =
  "judge --data demo/tape.csv --fills demo/fills.csv --parents demo/parents.csv --orders demo/orders.csv " +
  "--interval 5s --no-file";

/** Of `generate --fills`, where it is an example: as much as the examples after it take. */
const FEW = " --rate 40 --duration 5m --orders 20";

/** For what is about the command more than about the fills. */
const SMALL_SET = "generate --fills demo --rate 40 --duration 3m --orders 6 --quiet".split(" ");

/** For what is about neither. */
const LEAST_SET = "generate --fills demo --rate 40 --duration 1m --orders 2 --horizon 10s --quiet".split(" ");

async function folderWithSet(set: readonly string[], ...more: string[]): Promise<Folder> {
  const folder = await Folder.make();
  assertEquals(await folder.run([...set, ...more]), { code: 0, stdout: "", stderr: "" });
  return folder;
}

Deno.test("sorlab judge finds out what generate --fills put in, and its queue model serves a back-test", async () => {
  await using folder = await folderWithSet(SET, "--clock-offset", "-1.5s", "--queue", "cancels-ahead:0.3");
  assertEquals(await folder.names("demo"), [
    "fills.csv",
    "orders.csv",
    "parents.csv",
    "tape.csv",
    "truth.json",
  ]);
  const truth = JSON.parse(await folder.read("demo/truth.json"));
  assertEquals([truth.clock_offset_s, truth.queue, truth.router], [-1.5, "cancels-ahead:0.3", "twap+join"]);
  const { code, stdout, stderr } = await folder.run(
    [...ALL.replace(" --no-file", "").split(" "), "--calibrate", "queue", "--out", "judged.json"],
  );
  assertEquals(code, 0, stderr);
  assertEquals(await folder.read("judged.json"), stdout);
  const judged = JSON.parse(stdout);
  assertEquals(judged.fills.clock.offset_s, -1.5);
  assertEquals(judged.strategies.router.shortfall_bps, truth.shortfall_bps);
  assert(Math.abs(judged.belief.calibration.share - 0.3) <= 0.1);
  const again = await folder.run([
    ..."backtest --data demo/tape.csv --orders 4 --side both --horizon 20s --order-size 100 --strategy twap+join"
      .split(" "),
    ..."--session all --no-file --quiet --queue judged.json".split(" "),
  ]);
  assertEquals([again.code, again.stderr], [0, ""]);
  assertEquals(JSON.parse(again.stdout).run.arguments.queue, judged.belief.calibration.queue);
  const page = await folder.run(["report", "judged.json", "--out", "-"]);
  assertEquals(page.code, 0);
  assertStringIncludes(page.stdout, "How far to believe it");
});

Deno.test(
  "sorlab judge prints the same bytes with any number of workers, and repeats by its page's command",
  { ignore: WINDOWS },
  async () => {
    await using folder = await folderWithSet(SMALL_SET);
    const run = (workers: number) => folder.run([...ALL.split(" "), "--quiet", "--workers", String(workers)]);
    const [one, several] = await Promise.all([run(1), run(seeds(2, 3))]);
    assertEquals([one.code, one.stderr], [0, ""]);
    assertEquals(several, one);
    const page = await folder.run(["report"], { stdin: one.stdout });
    const command = /<pre><code>(.*?)<\/code><\/pre>/s.exec(page.stdout)![1]!.replaceAll("&#39;", "'");
    assertMatch(command, /^sorlab judge --data demo\/tape\.csv .*--fills demo\/fills\.csv /);
    assertEquals((await folder.runLine(`${command} --no-file --quiet`)).stdout, one.stdout);
  },
);

Deno.test("sorlab judge needs no more than to read and write files", async () => {
  await using folder = await folderWithSet(LEAST_SET);
  const permissions = ["--allow-read", "--allow-write", "--allow-env=DATA_PATH,TERM,CI,NODE_ENV"];
  const { code, stderr } = await folder.run([...ALL.split(" "), "--quiet"], { permissions });
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("sorlab judge finds a bad router bad, by its fills alone", async () => {
  await using folder = await folderWithSet(SET, "--router", "bad");
  const { code, stdout } = await folder.run(
    "judge --data demo/tape.csv --fills demo/fills.csv --no-file".split(" "),
  );
  assertEquals(code, 0);
  const { verdict, comparisons, warning_codes } = JSON.parse(stdout);
  assertEquals(comparisons["twap+best-quote"].verdict.code, "costs", verdict);
  assert(warning_codes.includes("derived-orders"));
});

Deno.test("sorlab judge says what is wrong with its arguments and files", async () => {
  await using folder = await folderWithSet(SMALL_SET);
  await folder.write("other.csv", "time,side,venue,price,shares\n13:37:00,buy,XNAS,99.5,100\n");
  await folder.write("elsewhen.csv", "time,side,venue,price,shares\n13:37:00,buy,XNAS,224.5,123\n");
  await folder.write("layout.json", '{"columns": {"prise": "Px"}}');
  const fail = async (args: string, code: number, line: string) =>
    assertFails(await folder.run(["judge", "--quiet", "--no-file", ...args.split(" ")]), code, line);
  const tape = "--data demo/tape.csv";
  await Promise.all([
    fail(tape, 2, "--fills FILE is missing: the fills to judge"),
    fail(
      `${tape} --fills demo/fills.csv --calibrate queue`,
      2,
      "--calibrate queue needs --orders FILE: it is fitted to child orders",
    ),
    fail(`${tape} --fills demo/fills.csv --calibrate all --orders x`, 2, "--calibrate all: use queue"),
    fail(`${tape} --fills none.csv`, 4, "cannot read none.csv: no such file"),
    fail(
      `${tape} --fills demo/fills.csv --primary x`,
      2,
      "--primary x: none of the comparisons, twap+best-quote, " +
        "immediate+best-quote, vwap+best-quote, twap+sweep, twap+join",
    ),
    fail(
      `${tape} --fills demo/fills.csv --participation 0.2`,
      2,
      "--participation: no strategy here reads it; it is of " +
        "pov, for --strategy or --compare",
    ),
    fail(
      `${tape} --fills demo/fills.csv --queue fifo`,
      2,
      "--queue fifo: use risk-averse, prorata or cancels-ahead:X, or a FILE.json of sorlab judge",
    ),
    fail(
      `${tape} --fills demo/fills.csv --queue demo/truth.json`,
      3,
      'demo/truth.json: no artefact of sorlab: there is no "schema_version"',
    ),
    fail(
      `${tape} --fills demo/fills.csv --fills-layout layout.json`,
      3,
      "layout.json: columns.prise: no such column; there are " +
        "time, side, venue, price, shares, order, child, sent, acknowledged, kind, fee, feePerShare, id, symbol, strategy, quantity, " +
        "start, end, limit, until, tif",
    ),
    fail(
      `${tape} --fills demo/orders.csv`,
      3,
      "demo/orders.csv:1: no column of time (time, timestamp, filltime, " +
        "executiontime, …): the file has child, order, venue, side, price, shares, sent, acknowledged, until, tif; " +
        'a layout file can name it: {"columns": {"time": "…"}}',
    ),
    fail(
      `${tape} --fills elsewhen.csv`,
      3,
      "only 0.0 % of the fills have a print of their own on the tape within 10 s: " +
        "is it the same day and instrument, and are the times UTC? --clock-offset gives an offset that is known",
    ),
  ]);
  const other = await folder.run([
    "judge",
    "--quiet",
    "--no-file",
    ...tape.split(" "),
    "--fills",
    "other.csv",
  ]);
  assertEquals(other.code, 3);
  assertMatch(other.stderr, /^sorlab: other\.csv:2: a fill at 99\.5, where the tape's day runs from 22\d/);
  assertEquals((await folder.names()).sort(), ["demo", "elsewhen.csv", "layout.json", "other.csv"]);
});

Deno.test("sorlab generate --fills says what is wrong with its arguments, and writes no tape elsewhere", async () => {
  await using folder = await Folder.make();
  const fail = async (args: string, line: string) =>
    assertFails(await folder.run(["generate", ...args.split(" ")]), 2, line);
  await Promise.all([
    fail("--router bad", "--router: it is of --fills FOLDER"),
    fail("--fills demo --out day.csv", "--fills and --out exclude each other: the tape goes there too"),
    fail(
      "--fills demo --orders 3",
      "--orders 3: with orders.sides both they come in pairs; give an even number",
    ),
    fail(
      "--fills demo --horizon 20m",
      "--horizon 20m: too long for the window of 40 starts, which from the first mid on is 599.988925818 s",
    ),
    fail(
      "--fills demo --router twap",
      "--router twap: not a schedule, a plus and a placement, such as twap+sweep",
    ),
  ]);
  assertEquals(await folder.names(), []);
});

Deno.test("sorlab judge --help leads with examples, which run", { ignore: WINDOWS }, async () => {
  await using folder = await Folder.make();
  const { code, stdout: help } = await folder.run(["judge", "--help"]);
  assertEquals(code, 0);
  assertEquals(help.split("\n").filter((line) => line.length > 100), []);
  const section = /\nExamples\n(.*?)\n\nOptions\n/s.exec(help)![1]!;
  const examples = section.split(/^ {2}# .*$/m).map((example) => example.trim()).filter(Boolean);
  assertEquals(examples.length, 5);
  // The last is of files that only a user has.
  for (const example of examples.slice(0, -1)) {
    const line = example === "sorlab generate --fills demo" ? `${example}${IS_LONG ? "" : FEW}` : example;
    assertEquals((await folder.runLine(line)).code, 0, line);
  }
});
