// The command line as its users meet it: processes, their streams and exit codes.
import { assert, assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { counted } from "../../src/market/counted.ts";
import { jsonText } from "../../src/cli/output.ts";
import { IS_LONG, seeds } from "../_seeds.ts";
import {
  assertFails,
  Folder,
  gzip,
  makeCsv,
  ON_TERMINAL,
  type Outcome,
  outcomeOf,
  script,
  startHeld,
} from "./_process.ts";

const COMMANDS = ["backtest", "allocate", "generate"] as const;
const WINDOWS = Deno.build.os === "windows";
/** A back-test that says nothing and leaves nothing. */
const SILENT = ["--quiet", "--no-file"] as const;
const ESCAPE = "\x1b";
/** A bar that is drawn anew. */
// deno-lint-ignore no-control-regex -- the terminal's own language
const BAR = /\r\x1b\[2K\[#* +\] searching: [\d,]+ of [\d,]+ simulations/;

const csv = makeCsv();
/** A tape that keeps `--cost quadratic --grid 21` busy for two or three seconds; `--grid 6` saves some times as well. */
const longCsv = makeCsv({ venues: 4, durationSeconds: 40 });
const GRID = seeds(6, 21);
const POINTS = GRID ** 3;
/** For the bar of a search that is not to be stopped. */
const BAR_GRID = seeds(2, GRID);
/** For a search that is stopped as soon as a bar is drawn: long enough on any machine. */
const ENDLESS_GRID = 40;
const LONG_SEARCH = [
  ..."backtest --data long.csv --rules trial --cost quadratic --no-file --grid".split(" "),
  String(GRID),
];
const ONE_WORKER = [...LONG_SEARCH, "--workers", "1"];

let quietSearch: Promise<Outcome> | undefined;

/** That search uninterrupted and quiet, run once. */
function wholeSearch(): Promise<Outcome> {
  return quietSearch ??= (async () => {
    await using folder = await Folder.make();
    await folder.write("long.csv", longCsv);
    return await folder.run([...LONG_SEARCH, "--quiet"]);
  })();
}

const SNAPSHOT = {
  ts_event: "2024-08-01T13:36:32Z",
  records: [
    { publisher_id: 2, ask_px: 224.30, ask_sz: 600, bid_px: 224.28, bid_sz: 900 },
    { publisher_id: 43, ask_px: 224.29, ask_sz: 430, bid_px: 224.27, bid_sz: 200 },
  ],
};

/** The artefact without the name of its source. */
function sourceless(stdout: string): string {
  const artefact = JSON.parse(stdout);
  delete artefact.run.source;
  return JSON.stringify(artefact);
}

Deno.test("sorlab without a command shows the overview on standard error and fails", async () => {
  await using folder = await Folder.make();
  const { code, stdout, stderr } = await folder.run([]);
  assertEquals({ code, stdout }, { code: 2, stdout: "" });
  assertMatch(stderr, /Examples\n.*Commands\n.*\nsorlab: name a command\n$/s);
  for (const command of COMMANDS) assertStringIncludes(stderr, `\n  ${command} `);
});

Deno.test("sorlab --version and --help go to standard output", async () => {
  await using folder = await Folder.make();
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  const told = `sorlab ${version} (from source, Deno ${Deno.version.deno})\n`;
  assertEquals(await folder.run(["--version"]), { code: 0, stdout: told, stderr: "" });
  const [long, short] = await Promise.all([["--help"], ["-h"]].map((args) => folder.run(args)));
  assertEquals(short, long);
  assertEquals({ code: long!.code, stderr: long!.stderr }, { code: 0, stderr: "" });
});

Deno.test("sorlab names the command that was meant, or those there are", async () => {
  await using folder = await Folder.make();
  const fail = async (args: string[], line: string) => assertFails(await folder.run(args), 2, line);
  await fail(["bcktest"], 'no command "bcktest"; did you mean backtest?');
  await fail(
    ["constructor"],
    'no command "constructor": use backtest, judge, study, report, compare, schema, new, allocate, inspect, convert, generate, ' +
      "produce, kafka, serve, verify, layouts, completions, help",
  );
  await fail(["--quiet", "backtest"], "the command comes first: sorlab backtest --quiet …");
});

/** An example with fewer points, or less of a day. */
function smaller(example: string): string {
  return example.replace("--grid 21", "--grid 3").replace("--duration 522", "--duration 60")
    .replace(/--fills demo$/, "--fills demo --rate 40 --duration 3m --orders 4")
    .replace(/--out day\.\w+$/, "$& --duration 60").replace("--orders 200", "--orders 20");
}

for (const command of COMMANDS) {
  Deno.test(`sorlab ${command} --help leads with examples`, async () => {
    await using folder = await Folder.make();
    const [first, ...others] = await Promise.all(
      [[command, "--help"], [command, "-h"], ["help", command], [command, "--no-such", "--help"]]
        .map((args) => folder.run(args)),
    );
    assertEquals(others, [first, first, first]);
    assertEquals({ code: first!.code, stderr: first!.stderr }, { code: 0, stderr: "" });
    assertMatch(first!.stdout, /^(.+\n)+\nExamples\n(.*\n)+\n(Options|Data)\n( .*\n)+/);
  });

  Deno.test(`sorlab ${command} --help has examples that run`, { ignore: WINDOWS }, async () => {
    await using folder = await Folder.make();
    await folder.write("l1_day.csv", csv);
    await folder.write("day.csv.gz", await gzip(csv));
    // Of the long search: small.
    await folder.write("day.csv", makeCsv({ durationSeconds: 1, venues: 1 }));
    await folder.write("snapshot.json", JSON.stringify(SNAPSHOT));
    await folder.write("report.json", JSON.stringify({ orders: 4, side: "both", horizon: "2s" }));
    const { stdout: help } = await folder.run([command, "--help"]);
    const section = /\nExamples\n(.*?)\n\n(?:Options|Data)\n/s.exec(help)![1]!;
    const examples = section.split(/^ {2}# .*$/m).map((example) => example.trim()).filter(Boolean);
    assert(examples.length >= 2);
    for (const example of examples) {
      if (example.includes("--kafka")) continue; // it takes a broker: tests/kafka has one
      const line = IS_LONG ? example : smaller(example);
      const { code, stderr } = await folder.runLine(line);
      assertEquals(code, 0, `${line}: ${stderr}`);
    }
  });
}

Deno.test("sorlab backtest refuses impossible arguments before it reads anything", async () => {
  await using folder = await Folder.make();
  const fail = async (args: string, line: string): Promise<void> =>
    assertFails(await folder.run(["backtest", ...args.split(" ")]), 2, line);
  await Promise.all([
    fail("--ordersize 5", "unknown option --ordersize; did you mean --order-size?"),
    fail("--order-size -5", "--order-size -5: must be at least 1"),
    fail(
      "--order-size NaN",
      "--order-size NaN: not a whole number, nor a part such as 5%traded or 50%displayed",
    ),
    fail("--side short", "--side short: use buy or sell or both"),
    fail("--rules published", "--rules published: use market or trial"),
    fail("day.csv", 'unexpected argument "day.csv"'),
    fail("--no-file --out x.json", "--no-file and --out exclude each other"),
    fail("--fee 0 --fees x.csv", "--fees and --fee (or --rebate) exclude each other"),
    fail("--rebate 0.002", "--rebate needs --fee: together they replace the fee file"),
    fail(
      "--rules trial --cost quadratic --allocator greedy",
      "--allocator greedy knows the linear cost only; leave it out with --cost quadratic",
    ),
    fail("--rules trial --grid 400", "--grid 400: makes 64000000 points; at most 10000000 can be tried"),
    fail("--from 14:00 --to 13:00 --data x.csv", "--from must be before --to"),
    fail("--from 14:00", "--from needs --data: the synthetic tape is used whole"),
    fail("--symbol AAPL", "--symbol needs --data: the synthetic tape is used whole"),
  ]);
  assertEquals(await folder.names(), []);
});

Deno.test("sorlab backtest refuses slices too short for the window", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  const run = (rules: string): Promise<Outcome> =>
    folder.run(["backtest", "--data", "day.csv", "--rules", rules, "--interval", "1ns", "--no-file"]);
  const [trial, market] = await Promise.all(["trial", "market"].map(run));
  assertFails(trial!, 2, "--interval 1ns: cuts the window into more than 1000000 slices");
  assertFails(market!, 2, "--interval 1ns: cuts the tape into more than 1000000 slices");
});

Deno.test("sorlab says in one line which file it cannot read or write, and why", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  const fail = async (args: string, line: string): Promise<void> =>
    assertFails(await folder.run(args.split(" ")), 4, line);
  await Promise.all([
    fail("backtest --data nope.csv", "cannot read nope.csv: no such file"),
    fail("backtest --data day.csv --fees .", "cannot read .: it is a folder"),
    fail("backtest --data day.csv --fees nope.csv", "cannot read nope.csv: no such file"),
    fail("backtest --data day.csv --out nope/x.json", "cannot write nope/x.json: no such folder"),
    fail("backtest --data day.csv --out .", "cannot write .: it is a folder"),
    fail(
      "backtest --data day.csv --rules trial --no-file --checkpoint nope/x",
      "cannot write nope/x: no such folder",
    ),
    fail("allocate --snapshot-file nope.json", "cannot read nope.json: no such file"),
    fail("generate --duration 1 --out nope/x.csv", "cannot write nope/x.csv: no such folder"),
  ]);
  assertEquals(await folder.names(), ["day.csv"]);
});

Deno.test("sorlab backtest tells the worse of two errors: bad data before a file that cannot be written", async () => {
  await using folder = await Folder.make();
  await folder.write("bad.csv", "a,b\n1,2\n");
  const run = (data: string) => folder.run(["backtest", "--data", data, "--out", "nope/x.json"]);
  const [missing, bad] = await Promise.all(["nope.csv", "bad.csv"].map(run));
  assertFails(missing!, 4, "cannot read nope.csv: no such file");
  assertEquals(bad!.code, 3);
});

Deno.test("sorlab backtest finds out that it cannot write before it simulates, and hints at --no-file", async () => {
  await using folder = await Folder.make();
  await folder.write("long.csv", longCsv);
  const { code, stdout, stderr } = await folder.run(
    [...LONG_SEARCH, "--quiet"].filter((arg) => arg !== "--no-file"),
    {
      permissions: ["--allow-read", "--allow-env=DATA_PATH,NO_COLOR"],
    },
  );
  assertEquals([code, stdout], [4, ""]);
  assertMatch(
    stderr,
    /^sorlab: cannot write report_\d+_\d+\.json: deno was started without --allow-write; --no-file writes none, --out FILE another\n$/,
  );
});

Deno.test(
  "sorlab backtest wipes its bar on Ctrl-C and says what is kept",
  { ignore: !script },
  async () => {
    await using folder = await Folder.make();
    await folder.write("long.csv", longCsv);
    const line = [...LONG_SEARCH.slice(0, -1), ENDLESS_GRID, "--workers 2"].join(" ");
    await folder.write("run.sh", `sorlab ${line} >out.json; echo "code $?"`);
    // Ctrl-C is typed once the bar has been drawn.
    const { stdout: terminal } = await folder.bash(
      `touch drawn
      { until grep -q searching: drawn; do sleep 0.02; done; printf '\\003'; } |
        NO_COLOR=1 SHELL=$BASH script -qfec 'bash run.sh' drawn`,
    );
    assertMatch(terminal, BAR);
    const [last = ""] = terminal.split(`\r${ESCAPE}[2K`).slice(-1);
    assertEquals(last.split("\r\n").slice(0, 3), [
      "sorlab: interrupted: no simulation is kept (--checkpoint FILE keeps those of a",
      "  search)",
      "code 130",
    ]);
  },
);

Deno.test("sorlab backtest names file, line, column and value of bad data", async () => {
  await using folder = await Folder.make();
  const lines = csv.split("\n");
  const columns = lines[0]!.split(",");
  const spoil = (row: number, column: string, value: string): string => {
    const fields = lines[row]!.split(",");
    fields[columns.indexOf(column)] = value;
    return lines.with(row, fields.join(",")).join("\n");
  };
  await folder.write("price.csv", spoil(4, "ask_px_00", "224.x"));
  await folder.write("short.csv", lines.with(2, lines[2]!.slice(0, 40)).join("\n"));
  await folder.write("empty.csv", "");
  await folder.write("header.csv", `${lines[0]}\n`);
  await folder.write("columns.csv", "a,b\n1,2\n");
  const run = async (name: string, ...args: string[]): Promise<Outcome> => {
    const outcome = await folder.run(["backtest", "--data", name, ...SILENT, ...args]);
    return outcome;
  };
  const [price, short, empty, header, missing, window, skipped] = await Promise.all([
    run("price.csv"),
    run("short.csv"),
    run("empty.csv"),
    run("header.csv"),
    run("columns.csv"),
    run("price.csv", "--from", "20:00", "--skip-bad-rows"),
    run("price.csv", "--skip-bad-rows"),
  ]);
  for (const outcome of [price, short, empty, header, missing, window]) {
    assertEquals({ code: outcome!.code, stdout: outcome!.stdout }, { code: 3, stdout: "" });
    assertMatch(outcome!.stderr, /^sorlab: .+\n$/);
  }
  const column = columns.indexOf("ask_px_00") + 1;
  assertMatch(price!.stderr, new RegExp(`^sorlab: price\\.csv:5:${column}: .*224\\.x.*--skip-bad-rows`));
  assertMatch(short!.stderr, /^sorlab: short\.csv:3: /);
  assertMatch(empty!.stderr, /^sorlab: empty\.csv: is empty/);
  assertMatch(header!.stderr, /^sorlab: header\.csv: has a header but no rows/);
  assertMatch(missing!.stderr, /^sorlab: columns\.csv:1: column ts_event is missing; found: a, b/);
  assertMatch(window!.stderr, /^sorlab: price\.csv: no row from /);
  assertEquals(skipped!.code, 0);
  assertEquals(JSON.parse(skipped!.stdout).tape.skipped_rows, 1);
});

Deno.test("sorlab backtest prints one JSON object, the trial's keys first, and writes the same bytes", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  const before = new Date(Date.now() - 1000).toISOString();
  const { code, stdout, stderr } = await folder.run(["backtest", "--data", "day.csv"]);
  assertEquals(code, 0, stderr);
  const [, report] = await folder.names();
  assertMatch(report!, /^report_\d{8}_\d{6}\.json$/);
  assert(report! > `report_${before.slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "_")}`);
  assertEquals(await folder.read(report!), stdout);
  assertEquals(Object.keys(JSON.parse(stdout)).slice(0, 4), [
    "best_parameters",
    "optimized",
    "baselines",
    "savings_vs_baselines_bps",
  ]);
  assertEquals(stdout, `${jsonText(JSON.parse(stdout), 2)}\n`);
  assertStringIncludes(stderr, `artefact in ${report}\n`);
  assert(!stderr.includes(ESCAPE));
});

Deno.test("sorlab backtest says in the artefact what the result depends on", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  const args =
    "--rules trial --side sell --order-size 300 --from 13:36:33 --to 2024-08-01T13:36:40Z --max-quote-age 2s --fee 0.001 " +
    "--step 10 --lambda-over 0.5 --interval 500ms --vwap-profile hindsight --skip-bad-rows";
  const { stdout, stderr } = await folder.run([
    "backtest",
    "--data",
    "day.csv",
    ...SILENT,
    ...args.split(" "),
  ]);
  assertEquals(stderr, "");
  const { source, seed, rules, arguments: given } = JSON.parse(stdout).run;
  assertEquals({ source, seed, rules }, {
    source: { kind: "file", path: "day.csv" },
    seed: 1,
    rules: "trial",
  });
  assertEquals(given, {
    from: "13:36:33.000000000Z",
    to: "2024-08-01T13:36:40.000000000Z",
    keep_bad_books: false,
    skip_bad_rows: true,
    snapshot: "last",
    order_size: 300,
    side: "sell",
    allocator: "exact",
    cost: "linear",
    step: 10,
    infeasible: "wait",
    grid: 5,
    lambda_over: [0.5],
    vwap_profile: "hindsight",
    skip_baselines: false,
    max_quote_age_ns: 2e9,
    interval_ns: 500e6,
    fees: { take: 0.001, add: 0 },
  });
});

Deno.test("sorlab backtest gives the same bytes however the tape comes, and every time", async () => {
  await using folder = await Folder.make();
  const zipped = await gzip(csv);
  await folder.write("day.csv", csv);
  await folder.write("day.csv.gz", zipped);
  const run = (data: string, stdin?: string | Uint8Array): Promise<Outcome> =>
    folder.run(
      ["backtest", "--data", data, "--workers", "1", ...SILENT],
      stdin === undefined ? {} : { stdin },
    );
  const [file, again, gz, piped, pipedGz] = await Promise.all([
    run("day.csv"),
    run("day.csv"),
    run("day.csv.gz"),
    run("-", csv),
    run("-", zipped),
  ]);
  assertEquals(file, again);
  assertEquals({ code: file!.code, stderr: file!.stderr }, { code: 0, stderr: "" });
  for (const other of [gz, piped, pipedGz]) assertEquals(sourceless(other!.stdout), sourceless(file!.stdout));
  assertEquals(JSON.parse(piped!.stdout).run.source, { kind: "file", path: "-" });
  assertEquals(await folder.names(), ["day.csv", "day.csv.gz"]);
});

Deno.test("sorlab backtest gives the same bytes with any number of workers", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  const run = (workers: string): Promise<Outcome> =>
    folder.run(
      [
        "backtest",
        "--data",
        "day.csv",
        "--rules",
        "trial",
        "--cost",
        "quadratic",
        "--grid",
        "4",
        "--workers",
        workers,
        ...SILENT,
      ],
    );
  const [one, ...others] = await Promise.all(["1", "2", "5"].slice(0, seeds(2, 3)).map(run));
  assertEquals({ code: one!.code, stderr: one!.stderr }, { code: 0, stderr: "" });
  for (const other of others) assertEquals(other, one);
  assertEquals(JSON.parse(one!.stdout).search.simulations, 64);
});

Deno.test("sorlab backtest writes where --out says", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  await folder.write("old.json", "old");
  const run = (...args: string[]): Promise<Outcome> => folder.run(["backtest", "--data", "day.csv", ...args]);
  const [out, overwritten, dash, none] = await Promise.all([
    run("--out", "new.json"),
    run("--out", "old.json", "--quiet"),
    run("--out", "-"),
    run("--no-file"),
  ]);
  assertEquals([out, overwritten, dash, none].map((outcome) => outcome!.code), [0, 0, 0, 0]);
  assertEquals(await folder.names(), ["day.csv", "new.json", "old.json"]);
  for (const name of ["new.json", "old.json"]) assertEquals(await folder.read(name), out!.stdout);
  assertEquals([overwritten!.stdout, dash!.stdout, none!.stdout], [out!.stdout, out!.stdout, out!.stdout]);
  assertStringIncludes(out!.stderr, "artefact in new.json\n");
  assertEquals([dash!.stderr, none!.stderr].filter((text) => text.includes("artefact in")), []);
});

Deno.test("sorlab backtest finds its data: --data, DATA_PATH, ./l1_day.csv, the synthetic tape", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  await folder.write("other.csv", makeCsv({ seed: 2 }));
  const run = (args: string[], dataPath = ""): Promise<Outcome> =>
    folder.run(["backtest", "--no-file", "--strategy", "twap+sweep", ...args], { dataPath });
  const path = ({ stdout }: Outcome): unknown => JSON.parse(stdout).run.source.path;

  const [named, beaten, synthetic, seeded, missing] = await Promise.all([
    run([], "day.csv"),
    run(["--data", "other.csv"], "day.csv"),
    run([]),
    run(["--quiet", "--seed", "7"]),
    run(["--quiet"], "nope.csv"),
  ]);
  assertEquals([path(named!), path(beaten!)], ["day.csv", "other.csv"]);
  assertMatch(named!.stderr, /^using day\.csv, which DATA_PATH names\n/);
  assertNotMatch(beaten!.stderr, /using/);
  assertMatch(
    synthetic!.stderr,
    /^no --data, DATA_PATH or \.\/l1_day\.csv: using a synthetic tape \(seed 1\)\n/,
  );
  assertEquals(JSON.parse(synthetic!.stdout).run.source.kind, "generated");
  assertEquals(seeded!.stderr, "");
  assertEquals(JSON.parse(seeded!.stdout).run.source.seed, 7);
  assertFails(missing!, 4, "cannot read nope.csv: no such file");

  await folder.write("l1_day.csv", csv);
  const [here, preferred] = await Promise.all([run([]), run([], "other.csv")]);
  assertMatch(here!.stderr, /^using l1_day\.csv, which is in this folder\n/);
  assertEquals([path(here!), path(preferred!)], ["l1_day.csv", "other.csv"]);
});

Deno.test("sorlab backtest --quiet says nothing, even of a long search", async () => {
  const { code, stderr } = await wholeSearch();
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
});

Deno.test("sorlab backtest shows a bar and a table on a terminal, but no colour", async () => {
  await using folder = await Folder.make();
  await folder.write("long.csv", longCsv);
  const args = ONE_WORKER.with(ONE_WORKER.indexOf(String(GRID)), String(BAR_GRID));
  const { code, stdout, stderr: terminal } = await folder.run(args, ON_TERMINAL);
  assertEquals(code, 0, terminal);
  assertMatch(terminal, BAR);
  const points = BAR_GRID ** 3;
  assertStringIncludes(terminal, ` of ${points.toLocaleString("en")} simulations`);
  const [last = ""] = terminal.split(`\r${ESCAPE}[2K`).slice(-1);
  const lines = last.split("\n");
  assertMatch(lines[0]!, /^strategy +filled +residual +avg price +cost bps +saving bps$/);
  assertEquals(lines.slice(1, 5).map((line) => line.split(" ")[0]), ["router", "best_ask", "twap", "vwap"]);
  // deno-lint-ignore no-control-regex -- the terminal's own language
  assertNotMatch(terminal, /\x1b\[[0-9;]*m/);
  assertEquals(JSON.parse(stdout).search.points, points);
});

Deno.test(
  "sorlab allocate on a terminal asks for a snapshot instead of waiting",
  { ignore: !script },
  async () => {
    await using folder = await Folder.make();
    await folder.write("run.sh", "sorlab allocate");
    const { code, stdout } = await folder.bash("SHELL=$BASH script -qec 'bash run.sh' /dev/null");
    assertEquals({ code, stdout }, {
      code: 2,
      stdout: "sorlab: no snapshot: give --snapshot-file FILE, or pipe one in (see --help)\r\n",
    });
  },
);

Deno.test("sorlab backtest goes on from its checkpoint after a kill, to the same bytes", async () => {
  await using folder = await Folder.make();
  await folder.write("long.csv", longCsv);
  const args = [...ONE_WORKER, "--quiet", "--checkpoint", "search.json"];
  const killed = await startHeld(folder, args, /^search\.json$/);
  killed.kill("SIGKILL");
  const { code } = await outcomeOf(killed);
  assert(code !== 0, "the search was over before it could be killed");
  const kept = Object.keys(JSON.parse(await folder.read("search.json")).results).length;
  assert(kept > 0 && kept < POINTS, `${kept} results`);

  const [resumed, whole] = [await folder.run(args), await wholeSearch()];
  assertEquals({ code: whole.code, stderr: whole.stderr }, { code: 0, stderr: "" });
  assertEquals(resumed, whole);
  assertEquals(Object.keys(JSON.parse(await folder.read("search.json")).results).length, POINTS);
  await folder.write("renamed.csv", longCsv);
  const renamed = await folder.run(args.map((arg) => arg === "long.csv" ? "renamed.csv" : arg));
  assertEquals(sourceless(renamed.stdout), sourceless(whole.stdout), "the same tape under another name");
});

Deno.test("sorlab backtest says so when the checkpoint's folder goes away", async () => {
  await using folder = await Folder.make();
  await folder.write("long.csv", longCsv);
  await Deno.mkdir(`${folder.path}/kept`);
  const args = [...ONE_WORKER, "--quiet", "--checkpoint", "kept/search.json"];
  const search = await startHeld(folder, args, /^search\.json$/, "kept");
  await Deno.rename(`${folder.path}/kept`, `${folder.path}/moved`);
  search.kill("SIGUSR1");
  assertFails(
    await outcomeOf(search),
    4,
    "cannot write kept/search.json: no such folder; what --checkpoint saved before is whole, and the same command " +
      "goes on from there",
  );
});

Deno.test("sorlab backtest refuses the checkpoint of other arguments or data, and what is none", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  await folder.write("other.csv", makeCsv({ seed: 2 }));
  await folder.write("none.json", "{}");
  const run = (data: string, checkpoint: string, ...args: string[]): Promise<Outcome> =>
    folder.run([
      ...["backtest", "--data", data, "--rules", "trial", "--checkpoint", checkpoint],
      ...SILENT,
      ...args,
    ]);
  assertEquals((await run("day.csv", "c.json")).code, 0);
  const kept = await folder.read("c.json");
  const outcomes = await Promise.all([
    run("day.csv", "c.json", "--side", "sell"),
    run("day.csv", "c.json", "--grid", "4"),
    run("other.csv", "c.json"),
  ]);
  for (const outcome of outcomes) {
    const line = "is the checkpoint of another search (other data or arguments); remove it to start anew";
    assertFails(outcome, 3, `c.json: ${line}`);
  }
  assertEquals(await folder.read("c.json"), kept);
  assertFails(await run("day.csv", "day.csv"), 3, "day.csv: is no checkpoint (no JSON)");
  assertEquals(await folder.read("day.csv"), csv);
  assertMatch(
    (await run("day.csv", "none.json")).stderr,
    /^sorlab: none\.json: is no checkpoint of this version/,
  );
});

for (
  const [signal, code, workers] of [["SIGINT", 130, "2"], ["SIGTERM", 143, "1"], [
    "SIGHUP",
    129,
    "1",
  ]] as const
) {
  Deno.test(
    `sorlab backtest saves its checkpoint on ${signal} (${workers} workers)`,
    { ignore: WINDOWS },
    async () => {
      await using folder = await Folder.make();
      await folder.write("long.csv", longCsv);
      const args = [...LONG_SEARCH, "--quiet", "--workers", workers, "--checkpoint", "search.json"];
      const stopped = await startHeld(folder, args, /^search\.json$/);
      stopped.kill(signal);
      const outcome = await outcomeOf(stopped);
      const kept = Object.keys(JSON.parse(await folder.read("search.json")).results).length;
      assertFails(
        outcome,
        code,
        `interrupted: search.json keeps ${counted(kept, "simulation")}; the same command goes on from there`,
      );
      assertEquals(await folder.names(), ["long.csv", "search.json"]);
      // That takes longer than all before; in the short run the search that was killed goes on.
      if (IS_LONG) assertEquals((await folder.run(args)).code, 0);
    },
  );
}

Deno.test("sorlab takes a reader that goes away for no failure", { ignore: WINDOWS }, async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", csv);
  const generate = await folder.bash(
    'sorlab generate --duration 1m --quiet | head -c 10; echo " ${PIPESTATUS[0]}"',
  );
  assertEquals(generate, { code: 0, stdout: "ts_recv,ts 0\n", stderr: "" });
  const backtest = await folder.bash("sorlab backtest --data day.csv --no-file --quiet | head -c 10");
  assertEquals({ stdout: backtest.stdout, stderr: backtest.stderr }, {
    stdout: '{\n  "best_p'.slice(0, 10),
    stderr: "",
  });
  const deaf = await folder.bash("{ sorlab nope; echo $?; } 2> >(:)");
  assertEquals(deaf.stdout, "2\n");
});

Deno.test(
  "sorlab fails where standard output cannot take the result",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    await using folder = await Folder.make();
    const outcome = await folder.bash("sorlab generate --duration 1 --quiet > /dev/full");
    assertFails(outcome, 4, "cannot write to standard output: no space left on device");
  },
);

Deno.test("sorlab allocate explains its split as JSON and as a table", async () => {
  await using folder = await Folder.make();
  const run = (...args: string[]): Promise<Outcome> =>
    folder.run(["allocate", "--order-size", "700", ...args], { stdin: JSON.stringify(SNAPSHOT) });
  const [json, table, sell] = await Promise.all([
    run(),
    run("--format", "table"),
    run("--format", "table", "--side", "sell", "--fee", "0"),
  ]);
  assertEquals({ code: json.code, stderr: json.stderr }, { code: 0, stderr: "" });
  assertEquals(JSON.parse(json.stdout), {
    feasible: true,
    summary: "all 700 shares placed",
    side: "buy",
    order_size: 700,
    allocated: 700,
    allocator: "exact",
    step: 100,
    parameters: { lambda_over: 0.4, lambda_under: 0.6, theta_queue: 0.3 },
    cost: { cash: 157008.1, rebate: 0, queue_risk: 0, under: 0, over: 0, total: 157008.1 },
    venues: [
      {
        publisher_id: 2,
        venue: "XNAS",
        price: 224.3,
        price_with_fee: 224.303,
        size: 600,
        rank: 2,
        shares: 300,
        reason: "partly taken: the order was filled",
      },
      {
        publisher_id: 43,
        venue: "ARCX",
        price: 224.29,
        price_with_fee: 224.293,
        size: 430,
        rank: 1,
        shares: 400,
        reason: "cheapest all-in, taken whole but for an odd lot of 30",
      },
    ],
  });
  assertEquals(table, {
    code: 0,
    stdout: `venue   price  with fee  size  rank  shares  why
XNAS   224.30   224.303   600     2     300  partly taken: the order was filled
ARCX   224.29   224.293   430     1     400  cheapest all-in, taken whole but for an odd lot of 30
all 700 shares placed
`,
    stderr: "",
  });
  assertEquals(
    sell.stdout,
    `venue   price  with fee  size  rank  shares  why
XNAS   224.28    224.28   900     1     700  partly taken: the order was filled
ARCX   224.27    224.27   200     2       0  not needed: the order was filled
all 700 shares placed
`,
  );
});

Deno.test("sorlab allocate says when there is no split, and reaches odd lots with --step 1", async () => {
  await using folder = await Folder.make();
  await folder.write("snapshot.json", JSON.stringify(SNAPSHOT));
  const run = async (args: string): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await folder.run(
      ["allocate", "--snapshot-file", "snapshot.json", ...args.split(" ")],
    );
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    return JSON.parse(stdout);
  };
  const [odd, large, single, greedy, quadratic] = await Promise.all([
    run("--order-size 750"),
    run("--max-shares 1100 --step 1"),
    run("--order-size 1030 --step 1"),
    run("--order-size 1030 --allocator greedy"),
    run("--order-size 700 --cost quadratic --lambda-under 100"),
  ]);
  const pick = ({ feasible, allocated, cost, allocator }: Record<string, unknown>) => ({
    feasible,
    allocated,
    cost: cost === null ? null : Object.keys(cost as Record<string, number>).length,
    allocator,
  });
  assertEquals(pick(odd), { feasible: false, allocated: 0, cost: null, allocator: "exact" });
  assertEquals(
    odd["summary"],
    "no split: 750 shares cannot be made of steps of 100 within the displayed sizes (--step 1 reaches odd lots)",
  );
  assertEquals(
    large["summary"],
    "no split: 1100 shares cannot be made of steps of 1 within the displayed sizes",
  );
  assertEquals(pick(single), { feasible: true, allocated: 1030, cost: 6, allocator: "exact" });
  assertEquals(pick(greedy), { feasible: true, allocated: 1030, cost: 6, allocator: "greedy" });
  assertEquals(pick(quadratic), { feasible: true, allocated: 700, cost: 1, allocator: "quadratic" });
});

Deno.test("sorlab allocate takes a null price for no quote, and a record's own fee before the file's", async () => {
  await using folder = await Folder.make();
  const records = [
    { publisher_id: 9, ask_px: 10, ask_sz: 500, fee: 0.01, feed: "other keys play no part" },
    { publisher_id: 2, ask_px: 10.005, ask_sz: 500, fee: 0 },
    { publisher_id: 43, ask_px: null, ask_sz: null },
  ];
  const outcome = await folder.run(["allocate", "--order-size", "500", "--format", "table"], {
    stdin: JSON.stringify({ records }),
  });
  assertEquals(outcome, {
    code: 0,
    stdout: `venue   price  with fee  size  rank  shares  why
XNAS   10.005    10.005   500     1     500  cheapest all-in, taken whole
XNYS   10.000    10.010   500     2       0  not needed: the order was filled
ARCX        -         -     0     -       0  no quote
all 500 shares placed
`,
    stderr: "",
  });
});

Deno.test("sorlab allocate refuses a rebate: nothing rests to earn it", async () => {
  await using folder = await Folder.make();
  assertFails(
    await folder.run(["allocate", "--fee", "0.003", "--rebate", "0.002"]),
    2,
    "--rebate: what is split is taken, within what is displayed: nothing rests, and no rebate is earned; leave it out",
  );
});

Deno.test("sorlab allocate says what is wrong with a snapshot, and where", async () => {
  await using folder = await Folder.make();
  const quote = { publisher_id: 2, ask_px: 10, ask_sz: 100 };
  const fail = async (snapshot: unknown, line: string, ...args: string[]): Promise<void> => {
    const stdin = typeof snapshot === "string" ? snapshot : JSON.stringify(snapshot);
    assertFails(await folder.run(["allocate", ...args], { stdin }), 3, `standard input: ${line}`);
  };
  const record = (changes: Record<string, unknown>, line: string): Promise<void> =>
    fail({ records: [quote, { ...quote, publisher_id: 43, ...changes }] }, line);
  await Promise.all([
    fail("", "is empty; needs a snapshot (see --help)"),
    ...["[]", "null", "7", '"x"', "{}", '{"records": {}}', '{"records": []}'].map((json) =>
      fail(json, 'needs "records", a list with an object for each venue (see --help)')
    ),
    fail({ records: [7] }, "records[0] is 7: not an object"),
    fail({ records: [quote, quote] }, "publisher_id 2 stands twice"),
    fail(
      { records: [quote, { ...quote, publisher_id: 52 }] },
      "publisher_id 2 and 52 are both XNAS: keep one",
    ),
    fail({ records: [quote] }, "no venue shows a bid to sell to", "--side", "sell"),
    fail({ records: [{ ...quote, ask_px: null }] }, "no venue shows an ask to buy"),
    fail(
      { ts_event: "noon", records: [quote] },
      'ts_event is "noon": not a moment such as 2024-08-01T13:36:32Z',
    ),
    fail(
      { ts_event: "2024-02-30T00:00:00Z", records: [quote] },
      'ts_event is "2024-02-30T00:00:00Z": not a moment such as 2024-08-01T13:36:32Z',
    ),
    record({ publisher_id: 82 }, "records[1].publisher_id 82 is no venue: off-exchange"),
    record(
      { publisher_id: null },
      "records[1].publisher_id is missing: it says whose quote that is, such as 2 for XNAS",
    ),
    record({ publisher_id: "43" }, 'records[1].publisher_id is "43": not a number from 0 to 65535'),
    record({ ask_px: "10" }, 'records[1].ask_px is "10": not a number from 0 to 9000000'),
    record({ ask_px: -1 }, "records[1].ask_px is -1: not a number from 0 to 9000000"),
    record({ ask_px: 1e300 }, "records[1].ask_px is 1e+300: not a number from 0 to 9000000"),
    record({ ask_sz: 1.5 }, "records[1].ask_sz is 1.5: not a whole number"),
    record({ ask_sz: undefined }, "records[1] has ask_px but no ask_sz"),
    record(
      { ask_px: undefined, ask_price: 10 },
      "records[1] has neither ask_px nor bid_px; found: publisher_id, ask_sz, ask_price",
    ),
  ]);
  const broken = await folder.run(["allocate"], { stdin: '{"records": [}' });
  assertMatch(broken.stderr, /^sorlab: standard input: no JSON: .+\n$/);
  assertEquals(broken.code, 3);
});

Deno.test("sorlab allocate names the line of a fee file that cannot be read", async () => {
  await using folder = await Folder.make();
  await folder.write("fees.csv", "venue,from,add,take,source\nXNAS,2024-01-01,-0.002,free,list\n");
  const outcome = await folder.run(["allocate", "--fees", "fees.csv"], { stdin: JSON.stringify(SNAPSHOT) });
  assertFails(outcome, 3, 'fees.csv:2: take is "free": not dollars a share');
});

Deno.test("sorlab generate gives the same bytes for the same seed, to a file and to standard output", async () => {
  await using folder = await Folder.make();
  const run = (...args: string[]): Promise<Outcome> => folder.run(["generate", "--duration", "2s", ...args]);
  const [printed, again, other, written] = await Promise.all([
    run(),
    run("--out", "-", "--seed", "1"),
    run("--seed", "2"),
    run("--out", "day.csv"),
  ]);
  assertEquals(printed, again);
  assert(printed!.stdout !== other!.stdout);
  assertEquals(await folder.read("day.csv"), printed!.stdout);
  assertMatch(printed!.stderr, /^\d+ rows\n$/);
  assertEquals(written, { code: 0, stdout: "", stderr: printed!.stderr.replace("\n", " in day.csv\n") });
  assertEquals(await folder.names(), ["day.csv"]);
});

Deno.test("sorlab generate writes the layout, venues, symbol and start asked for", async () => {
  await using folder = await Folder.make();
  const args =
    "--layout mbp-10 --publishers 43,2 --symbol XYZ --start 2024-01-02T14:30:00Z --duration 1 --quiet";
  const { code, stdout, stderr } = await folder.run(["generate", ...args.split(" ")]);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const [header, ...rows] = stdout.trimEnd().split("\n").map((line) => line.split(","));
  const column = (name: string): string[] => rows.map((row) => row[header!.indexOf(name)]!);
  assertEquals(header!.length, 74);
  assertEquals([...new Set(column("publisher_id"))].sort(), ["2", "43"]);
  assertEquals([...new Set(column("symbol"))], ["XYZ"]);
  assertMatch(column("ts_recv")[0]!, /^2024-01-02T14:30:00\./);
});

Deno.test("sorlab generate refuses what cannot be generated", async () => {
  await using folder = await Folder.make();
  const fail = async (args: string, line: string): Promise<void> =>
    assertFails(await folder.run(["generate", ...args.split(" ")]), 2, line);
  await Promise.all([
    fail("--duration 25h", "--duration 25h: must be at most 24h"),
    fail("--rate 0", "--rate 0: must be at least 0.001"),
    fail("--venues 17", "--venues 17: must be at most 16"),
    fail("--venues 2 --publishers 2", "--venues and --publishers exclude each other"),
    fail("--publishers 2,2", "Cannot generate publisher 2 twice"),
    fail("--publishers 82", "Cannot generate quotes of publisher 82: it is off-exchange"),
    fail("--price 0.1", "--price 0.1: must be at least 32 ticks (--tick 0.01)"),
    fail("--tick 0.0000000015", "--tick 1.5e-9: must be a whole number of 1e-9 dollars"),
    fail("--start 13:30", "--start needs the day too, such as 2024-08-01T13:36:32Z"),
    fail("--symbol A,B", 'Cannot use symbol "A,B": 1 to 32 characters, no space, comma or quote'),
    fail("--rate 1000000 --duration 24h", "Cannot generate 86400000000 events: at most 134217728"),
    fail("--layout mbo", "--layout mbo: use mbp-1 or mbp-10"),
  ]);
});

Deno.test("sorlab generate | sorlab backtest --data - is a back-test of what was generated", async () => {
  await using folder = await Folder.make();
  const piped = await folder.bash(
    "sorlab generate --duration 5s --quiet --layout mbp-10 | sorlab backtest --data - --no-file --quiet",
  );
  assertEquals((await folder.run("generate --duration 5s --quiet --out day.csv".split(" "))).code, 0);
  const read = await folder.run("backtest --data day.csv --no-file --quiet".split(" "));
  assertEquals({ code: piped.code, stderr: piped.stderr }, { code: 0, stderr: "" });
  assertEquals(sourceless(piped.stdout), sourceless(read.stdout));
});

Deno.test("sorlab needs no more than the permissions of deno.json's tasks, and never asks", async () => {
  await using folder = await Folder.make();
  await folder.write("snapshot.json", JSON.stringify(SNAPSHOT));
  const run = (args: string, ...permissions: string[]): Promise<Outcome> =>
    folder.run(args.split(" "), { permissions });
  const [written, refused, unread, ...others] = await Promise.all([
    run("generate --duration 1 --quiet --out a.csv", "--allow-read", "--allow-write"),
    run("generate --duration 1 --quiet --out b.csv", "--allow-read"),
    run("backtest --data snapshot.json --no-file"),
    // In the short run what reads or prints alone is in permissions_test.ts.
    ...(IS_LONG
      ? [
        run("allocate --snapshot-file snapshot.json --order-size 100", "--allow-read"),
        run("generate --duration 1 --quiet"),
      ]
      : []),
  ]);
  assertEquals([written!, ...others].filter(({ code }) => code !== 0), []);
  assertFails(refused!, 4, "cannot write b.csv: deno was started without --allow-write");
  assertFails(unread!, 4, "cannot read snapshot.json: deno was started without --allow-read");
  assertEquals(await folder.names(), ["a.csv", "snapshot.json"]);
});
