import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { seeds } from "../_seeds.ts";
import { Folder, makeCsv } from "./_process.ts";

const SMALL =
  "--data day.csv --orders 4 --side both --order-size 300 --horizon 20s --interval 5s --no-file --quiet";
const csv = makeCsv({ durationSeconds: 60 });

async function folderWithDay(): Promise<Folder> {
  const folder = await Folder.make();
  await folder.write("day.csv", csv);
  return folder;
}

function backtest(folder: Folder, options: string): ReturnType<Folder["run"]> {
  return folder.run(["backtest", ...SMALL.split(" "), ...options.split(" ")]);
}

Deno.test("sorlab new writes routers that work as they are, and overwrites nothing", async () => {
  await using folder = await folderWithDay();
  for (const [kind, file] of [["placement", "where.js"], ["schedule", "when.ts"]] as const) {
    const { code, stdout, stderr } = await folder.run(["new", kind, file]);
    assertEquals([code, stdout], [0, ""], stderr);
    const again = await folder.run(["new", kind, file]);
    assertEquals([again.code, again.stderr], [
      4,
      `sorlab: ${file} is there already, and is left as it is: name another file\n`,
    ]);
  }
  const { code, stdout, stderr } = await backtest(folder, "--schedule when.ts --placement where.js --grid 2");
  assertEquals(code, 0, stderr);
  const artefact = JSON.parse(stdout);
  assertEquals(artefact.optimized.strategy, "when.ts+where.js");
  assertEquals(Object.keys(artefact.search.parameters), ["haste", "patience"]);
  assert(artefact.search.parameters.patience.identified);
  assertEquals(Object.keys(artefact.run.routers), ["when.ts", "where.js"]);
  assertMatch(artefact.run.routers["where.js"].files["where.js"], /^[0-9a-f]{64}$/);
});

Deno.test("sorlab new says what it cannot write", async () => {
  await using folder = await folderWithDay();
  const cases: readonly (readonly [args: string[], message: string])[] = [
    [["new"], 'nothing new called "": sorlab new placement|schedule FILE'],
    [["new", "placemnt", "x.js"], 'nothing new called "placemnt"; did you mean placement?'],
    [["new", "placement"], "name a file: sorlab new placement my_placement.js"],
    [["new", "placement", "router.py"], "router.py: a router's file ends in .js or .ts"],
    [["new", "placement", "x.js", "--force"], "unknown option --force"],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await folder.run(args);
    assertEquals(code, 2);
    assertStringIncludes(stderr, message);
  }
  assertEquals(await folder.names(), ["day.csv"]);
});

Deno.test("a router's artefact is the same for any number of workers, and changes with its file alone", async () => {
  await using folder = await folderWithDay();
  await folder.run(["new", "placement", "mine.js"]);
  const command = "--grid 2 --strategy twap+mine.js --compare twap+cont-kukanov --workers";
  const { stdout } = await backtest(folder, `${command} 1`);
  for (const workers of [3, 2].slice(0, seeds(1, 2))) {
    assertEquals((await backtest(folder, `${command} ${workers}`)).stdout, stdout);
  }
  await folder.write("mine.js", `${await folder.read("mine.js")}// another file\n`);
  const other = JSON.parse((await backtest(folder, `${command} 1`)).stdout);
  const { run, ...same } = JSON.parse(stdout);
  const { run: otherRun, ...otherSame } = other;
  assertEquals(otherSame, same);
  assert(otherRun.routers["mine.js"].sha256 !== run.routers["mine.js"].sha256);
});

Deno.test("a router that never answers is given up, whether it loops in a decision or in its module", async () => {
  await using folder = await folderWithDay();
  await folder.write("loops.js", "export default { place({ index }) { if (index === 1) for (;;); } };");
  await folder.write("never.js", "for (;;);\nexport default { place() {} };");
  for (
    const [file, timeout, message] of [
      [
        "loops.js",
        "500ms",
        /^sorlab: loops\.js: order \d+, decision 1: no answer within 0\.5 s: does it loop for ever\?\n$/,
      ],
      ["never.js", "200ms", /^sorlab: never\.js: is not evaluated within 0\.2 s: does it loop for ever\?\n$/],
    ] as const
  ) {
    // Of its own process: a thread that loops cannot be stopped before that ends, and would take all others' time.
    const options = `--placement ${file} --decision-timeout ${timeout} --workers 1`;
    const { code, stdout, stderr } = await folder.runAlone(["backtest", ...`${SMALL} ${options}`.split(" ")]);
    assertEquals([code, stdout], [9, ""]);
    assertMatch(stderr, message);
  }
});

Deno.test("what a router prints goes to standard error, and its failure is one line and exit code 9", async () => {
  await using folder = await folderWithDay();
  await folder.write(
    "talks.js",
    `console.log("here"); export default { place() { throw new Error("\\u001b[31mred"); } };`,
  );
  // Of its own process: a router's thread prints beside what the program prints.
  const args = ["backtest", ...SMALL.split(" "), "--placement", "talks.js"];
  const { code, stdout, stderr } = await folder.runAlone(args);
  assertEquals([code, stdout], [9, ""]);
  assertMatch(
    stderr,
    /^(here\n)+sorlab: talks\.js: order 0, decision 0: threw Error: \\\S*31mred at talks\.js:1\n$/,
  );
});

Deno.test("options of routers that make no sense are refused", async () => {
  await using folder = await folderWithDay();
  await folder.write("mine.js", "export default { place() {} };");
  const cases: readonly (readonly [options: string, code: number, message: string])[] = [
    ["--strategy twap+sweep --placement mine.js", 2, "--strategy and --placement exclude each other"],
    [
      "--decision-timeout 1s",
      2,
      "--decision-timeout: no strategy here reads it; it is of routers of your own",
    ],
    ["--placement gone.js", 4, "cannot read gone.js: no such file"],
    ["--placement mine.py", 2, '--placement mine.py: no placement "mine.py": use cont-kukanov'],
    ["--schedule mine.js", 9, "mine.js: is a placement: write twap+mine.js"],
    ["--strategy twap+mine.js --rules trial", 2, "--strategy: only market rules have it"],
    ["--placement mine.js --theta-queue 1", 2, "does not read this parameter"],
  ];
  for (const [options, code, message] of cases) {
    const outcome = await backtest(folder, options);
    assertEquals([outcome.code, outcome.stdout], [code, ""], options);
    assertStringIncludes(outcome.stderr, message);
  }
});

Deno.test("a file may ask for a program, but not permit it", async () => {
  await using folder = await folderWithDay();
  await folder.write("q.json", '{ "strategy": "twap+exec:touch ran", "allow-exec": "touch", "orders": 20 }');
  const permissions = [
    "--allow-read",
    "--allow-write",
    "--allow-env=DATA_PATH,NO_COLOR",
    "--allow-run=/bin/sh",
  ];
  const { code, stderr } = await folder.run(
    ["backtest", "--config", "q.json", "--data", "day.csv", "--no-file", "--quiet"],
    { permissions },
  );
  assertEquals(code, 9);
  assertStringIncludes(stderr, "touch may not be run: permit it by its name, --allow-exec touch");
  assertEquals(await folder.names(), ["day.csv", "q.json"]);
});
