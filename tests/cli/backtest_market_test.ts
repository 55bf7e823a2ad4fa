// A back-test by market rules as its users meet it: processes, their files, streams and exit codes.
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { counted } from "../../src/market/counted.ts";
import { tapeDigest } from "../../src/market/digest.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { csvRows } from "../_csv_rows.ts";
import { IS_LONG, seeds } from "../_seeds.ts";
import { repeatCommand } from "../../src/report/repeat_command.ts";
import { assertPlain } from "../report/_plain.ts";
import { assertFails, Folder, makeCsv, ON_TERMINAL, type Outcome, outcomeOf, startHeld } from "./_process.ts";

const WINDOWS = Deno.build.os === "windows";
const csv = makeCsv({ venues: 4, durationSeconds: 90, eventsPerSecond: 40 });
/** Five seconds long, in slices of one. */
const ORDERS = "--orders 24 --side both --order-size 300 --horizon 5s --interval 1s".split(" ");
const SILENT = ["--quiet", "--no-file"] as const;
const PARTS = ["drift", "spread", "venue", "passive", "residual", "fees", "opportunity"];

async function folderWith(files: Readonly<Record<string, string>> = {}): Promise<Folder> {
  const folder = await Folder.make();
  for (const [name, content] of Object.entries({ "day.csv": csv, ...files })) {
    await folder.write(name, content);
  }
  return folder;
}

function backtest(folder: Folder, ...args: string[]): Promise<Outcome> {
  return folder.run(["backtest", "--data", "day.csv", ...args]);
}

async function digestOf(path: string): Promise<string> {
  return tapeDigest(await openTape(path), "event");
}

/** The artefact of a run that says nothing, in one thread: workers take longer to start. */
// deno-lint-ignore no-explicit-any -- JSON
async function artefactOf(folder: Folder, ...args: string[]): Promise<any> {
  const { code, stdout, stderr } = await backtest(folder, ...ORDERS, ...SILENT, "--workers", "1", ...args);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return JSON.parse(stdout);
}

Deno.test("sorlab backtest refuses what market rules cannot do, in one line that names it", async () => {
  await using folder = await folderWith();
  const fail = async (args: string, line: string, code = 2): Promise<void> =>
    assertFails(await backtest(folder, "--no-file", ...args.split(" ")), code, line);
  const few = "--strategy twap+static-relative --orders 4";
  await Promise.all([
    fail("--allocator greedy", "--allocator: only trial rules have it; add --rules trial"),
    fail("--snapshot first", "--snapshot: only trial rules have it; add --rules trial"),
    // Whether it is given counts, not whether it is another value than without.
    fail(
      "--rules market --vwap-profile trailing",
      "--vwap-profile: only trial rules have it; add --rules trial",
    ),
    fail("--rules trial --search grid", "--search: only market rules have it; leave --rules trial out"),
    fail(
      "--rules trial --compare twap+join",
      "--compare twap+join: under trial rules nothing rests, all that is displayed is taken at once; " +
        "leave --rules trial out",
    ),
    fail(
      "--rules trial --strategy pov+cont-kukanov",
      "--strategy pov+cont-kukanov: under trial rules nothing rests, all that is displayed is taken at once; " +
        "leave --rules trial out",
    ),
    fail("--rules trial --session all", "--session: only market rules have it; leave --rules trial out"),
    fail("--latency 5", "--latency 5: has no unit: 5us or 5ms?"),
    fail(
      "--session noon",
      "--session noon: not regular, all, or hours such as 09:30-16:00 or " +
        "08:00-16:30@Europe/London",
    ),
    fail(
      "--session 10:00-15:30",
      "--session 10:00-15:30: the time from 2024-08-01T13:36:32Z to 2024-08-01T13:38:01Z lies outside it: " +
        "that of 2024-08-01 is 2024-08-01T14:00:00Z to 2024-08-01T19:30:00Z; --session all works orders at any time",
    ),
    fail("--rules trial --orders 5", "--orders: only market rules have it; leave --rules trial out"),
    fail("--rules trial --side both", "--side both: trial rules know one order; leave --rules trial out"),
    fail(
      "--rules trial --order-size 7%traded",
      "--order-size 7%traded: trial rules take shares; give a number, or leave --rules trial out",
    ),
    fail("--side both", "--orders 1: with --side both they come in pairs; give an even number"),
    fail("--folds 3", "--folds 3: needs at least as many --orders, not 1"),
    fail(
      `${few} --folds 4 --horizon 40s`,
      "--folds 4: 4 orders are too few for 4 folds: fold 2 has 0 to tune on and 1 to score; " +
        "give fewer folds, more --orders or a shorter --horizon",
    ),
    fail(
      "--strategy twap+sweep --lambda-over 2",
      "--lambda-over: twap+sweep does not read this parameter; it has none",
    ),
    fail(
      `${few} --theta-queue 0`,
      "--theta-queue: twap+static-relative does not read this parameter; it reads --lambda-under",
    ),
    fail(`${few} --lambda-under 1.5,1`, "--lambda-under 1: static-relative takes multiples above 1"),
    fail(
      "--strategy twap+sweep --checkpoint c.json",
      "--checkpoint c.json: twap+sweep has no parameter to search; leave it out",
    ),
    fail(
      "--strategy twap+sweep --primary twap+sweep",
      "--primary twap+sweep: none of the comparisons, best_ask, twap, vwap, twap+home, twap+join",
    ),
    fail("--rules trial --primary twap", "--primary: only market rules have it; leave --rules trial out"),
    fail("--per-order -", "--per-order -: the artefact goes to standard output; name a file"),
    fail("--per-order nope/x.csv", "cannot write nope/x.csv: no such folder", 4),
    fail("--strategy vwap-learnt+sweep", "vwap-learnt needs --volume-profile FILE, an earlier day"),
    fail("--volume-profile day.csv", "--volume-profile needs a strategy with vwap-learnt"),
    fail("--what-if-fees nope.csv", "cannot read nope.csv: no such file", 4),
    fail("--latency XNYZ=1ms", "--latency XNYZ: the tape has XNAS, BATS, XNYS, ARCX"),
    fail("--reference-venue XNYZ", "--reference-venue XNYZ: the tape has XNAS, BATS, XNYS, ARCX"),
    fail("--interval 1us", "--interval 1us: cuts the tape into more than 1000000 slices"),
    fail("--max-quote-age never", "--max-quote-age never: not a length of time such as 60s, 500ms or 2m"),
    fail("--participation 2", "--participation 2: must be at most 1"),
    fail("--evaluations 0", "--evaluations 0: must be at least 1"),
    fail("--search best", "--search best: use grid or random or cma-es"),
  ]);
  const horizon = await backtest(folder, "--no-file", "--horizon", "1h");
  assertMatch(
    horizon.stderr,
    /^sorlab: --horizon 1h: too long for the window, which from the first mid on is [\d.]+ s\n$/,
  );
  assertEquals(horizon.code, 2);
  assertEquals(await folder.names(), ["day.csv"]);
});

Deno.test("sorlab backtest refuses what a tape does not tell enough for, and names the reason", async () => {
  const coarse = "2024-08-01T13:30:0";
  const row = (second: number, action: string, bid: number): string =>
    `${coarse}${second}.00${second}000000Z,2,${action},N,${bid}.010000000,100,128,` +
    `${bid}.000000000,${bid}.020000000,500,500,XYZ\n`;
  const header =
    "ts_event,publisher_id,action,side,price,size,flags,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00,symbol\n";
  const rows = (action: string): string =>
    header + [1, 2, 3, 4, 5, 6, 7, 8].map((at) => row(at, action, 99)).join("");
  await using folder = await folderWith({ "trades.csv": rows("T"), "coarse.csv": rows("A") });
  const run = (data: string, ...args: string[]): Promise<Outcome> =>
    folder.run(["backtest", "--data", data, "--no-file", "--interval", "1s", "--order-size", "100", ...args]);
  const fail = async (data: string, args: string, line: string): Promise<void> =>
    assertFails(await run(data, ...args.split(" ")), 2, line);
  const noQuotes = "the tape has a row per trade and no quotes between them";
  const cannotRest = `nothing can rest, as ${noQuotes}`;
  await Promise.all([
    fail("trades.csv", "--strategy twap+cont-kukanov", `--strategy twap+cont-kukanov: ${cannotRest}`),
    fail(
      "trades.csv",
      "--strategy pov+cont-kukanov --impact adaptive",
      `--strategy pov+cont-kukanov-adaptive: ${cannotRest}`,
    ),
    fail(
      "trades.csv",
      "--strategy twap+sweep --compare twap+join",
      `--compare twap+join: ${cannotRest}`,
    ),
    fail(
      "trades.csv",
      "--strategy twap+sweep --compare vwap+home,pov+cont-kukanov",
      `--compare pov+cont-kukanov: ${cannotRest}`,
    ),
    fail("trades.csv", "--queue prorata", `--queue prorata: cancels cannot be seen, as ${noQuotes}`),
    fail(
      "trades.csv",
      "--lambda-over 2",
      "--lambda-over: twap+static-relative does not read this parameter; it reads --lambda-under",
    ),
    fail(
      "coarse.csv",
      "--queue prorata",
      "--queue prorata: the tape's stamps are whole milliseconds, too coarse to tell trades from cancels",
    ),
    fail(
      "coarse.csv",
      "--impact adaptive --theta-queue 0.1",
      "--theta-queue: twap+cont-kukanov-adaptive does not read this parameter; " +
        "it reads --lambda-over, --lambda-under",
    ),
  ]);
  const strategyOn = async (data: string, ...args: string[]) => {
    const { code, stdout, stderr } = await run(data, ...args);
    assertEquals(code, 0);
    const { search, warnings } = JSON.parse(stdout);
    assertEquals(stderr, warnings.map((text: string) => `warning: ${text}\n`).join(""));
    return {
      strategy: search.strategy,
      warning: warnings.find((text: string) => text.startsWith("nothing can rest")),
    };
  };
  assertEquals(await strategyOn("trades.csv"), {
    strategy: "twap+static-relative",
    warning: `${cannotRest}: twap+static-relative is measured, twap+join is not compared`,
  });
  assertEquals(await strategyOn("coarse.csv"), { strategy: "twap+cont-kukanov", warning: undefined });
  assertEquals(
    (await strategyOn("coarse.csv", "--impact", "adaptive")).strategy,
    "twap+cont-kukanov-adaptive",
  );
});

Deno.test("sorlab backtest keeps orders to the session, and says so in an artefact that can be made again", async () => {
  await using folder = await folderWith();
  const sweep = ["--strategy", "twap+sweep"];
  const usual = await artefactOf(folder, ...sweep);
  assertEquals(usual.orders.session, "regular");
  assertEquals(usual.comparisons["twap+join"].kind, "routing");
  const { session, collar, limit } = usual.run.arguments;
  assertEquals([session, collar, limit], ["regular", "20bps", undefined]);
  const asked = ["--session", "09:30-09:37@America/New_York", "--collar", "none", "--limit=-50bps"];
  const narrow = await artefactOf(folder, ...sweep, ...asked);
  const { orders, run: { arguments: given } } = narrow;
  assertEquals([given.session, given.collar, given.limit], [
    "09:30-09:37@America/New_York",
    "none",
    "-50bps",
  ]);
  assertEquals(orders.session, given.session);
  assertEquals(orders.windows.map(([, to]: [string, string]) => to), ["2024-08-01T13:37:00.000000000Z"]);
  assertEquals(orders.windows[0][0], orders.window[0]);
  assert(orders.window[1] <= "2024-08-01T13:37:00.000000000Z", orders.window[1]);
  const command = repeatCommand(narrow.run).split(" ").slice(1);
  const again = await folder.run([...command, ...SILENT, "--workers", "1"]);
  assertEquals([again.code, again.stderr, JSON.parse(again.stdout)], [0, "", narrow]);
});

Deno.test("sorlab backtest by market rules gives figures that its --per-order file bears out", async () => {
  await using folder = await folderWith();
  const artefact = await artefactOf(
    folder,
    ...["--strategy", "twap+cont-kukanov", "--grid", "2", "--folds", "3", "--per-order", "orders.csv"],
  );
  assertPlain(artefact);
  const text = await folder.read("orders.csv");
  assert(!/NaN|undefined|Infinity/.test(text));
  const rows = csvRows(text);
  const of = (strategy: string) => rows.filter((row) => row["strategy"] === strategy);
  const value = (row: Record<string, string>, name: string): number => {
    assert(row[name] !== "", `${name} is empty`);
    return Number(row[name]);
  };
  const { scored } = artefact.orders;
  for (const [name, figures] of Object.entries<Record<string, number>>(artefact.strategies)) {
    assertEquals(of(name).length, scored);
    const sum = (term: (row: Record<string, string>) => number): number =>
      of(name).reduce((total, row) => total + term(row), 0);
    assertAlmostEquals(
      figures["cash"]!,
      sum((row) => value(row, "average_price") * value(row, "filled")),
      1e-6,
    );
    assertAlmostEquals(figures["fees"]!, sum((row) => value(row, "fees")), 1e-9);
    const notional = (row: Record<string, string>): number =>
      value(row, "quantity") * value(row, "arrival_mid");
    const worth = sum(notional);
    assertAlmostEquals(
      figures["shortfall_bps"]!,
      sum((row) => value(row, "shortfall_bps") * notional(row)) / worth,
      1e-9,
    );
  }
  const notionalOf = (row: Record<string, string>): number =>
    value(row, "quantity") * value(row, "arrival_mid");
  const foldOf = (row: Record<string, string>): number =>
    artefact.search.folds.findLastIndex(({ from }: { from: string }) => row["start"]! >= from);
  for (const [name, comparison] of Object.entries<Record<string, never>>(artefact.comparisons)) {
    assertEquals(comparison["orders_compared"], scored as never);
    const savings = of("router").map((row, i) => {
      const other = of(name)[i]!;
      assertEquals([other["order"], other["start"], other["side"]], [
        row["order"],
        row["start"],
        row["side"],
      ]);
      const parts = PARTS.map((part) => value(other, `${part}_bps`) - value(row, `${part}_bps`));
      const bps = value(other, "shortfall_bps") - value(row, "shortfall_bps");
      return { fold: foldOf(row), notional: notionalOf(row), bps, parts };
    });
    const mean = (some: typeof savings, of: (saving: typeof savings[number]) => number): number =>
      some.reduce((sum, saving) => sum + of(saving) * saving.notional, 0) /
      some.reduce((sum, { notional }) => sum + notional, 0);
    assertAlmostEquals(comparison["saving_bps"]!, mean(savings, ({ bps }) => bps), 1e-9);
    for (const [i, part] of PARTS.entries()) {
      assertAlmostEquals(comparison["parts_bps"]![part], mean(savings, ({ parts }) => parts[i]!), 1e-9);
    }
    for (
      const [fold, { out_of_sample_bps }] of (comparison["folds"]! as { out_of_sample_bps: number }[])
        .entries()
    ) {
      const scoredThen = savings.filter((saving) => saving.fold === fold);
      assertAlmostEquals(out_of_sample_bps, mean(scoredThen, ({ bps }) => bps), 1e-9);
    }
    const bps = savings.map((saving) => saving.bps).sort((a, b) => a - b);
    const { mean_bps, median_bps, gained_share } = comparison["by_order"]! as Record<string, number>;
    assertAlmostEquals(mean_bps!, bps.reduce((a, b) => a + b) / bps.length, 1e-9);
    assertAlmostEquals(median_bps!, (bps[bps.length / 2 - 1]! + bps[bps.length / 2]!) / 2, 1e-9);
    assertEquals(gained_share, bps.filter((each) => each > 0).length / bps.length);
  }
});

Deno.test("sorlab backtest shows in sample what the same orders give with the parameters found", async () => {
  await using folder = await folderWith();
  const strategy = ["--strategy", "twap+static-relative"];
  const artefact = await artefactOf(folder, ...strategy, "--folds", "3");
  for (const [i, fold] of artefact.search.folds.entries()) {
    const given = ["--lambda-under", String(fold.best_parameters.lambda_under)];
    await artefactOf(folder, ...strategy, ...given, "--per-order", `orders${i}.csv`);
    const rows = csvRows(await folder.read(`orders${i}.csv`)).filter((row) =>
      Number(row["order"]) < fold.orders_tuned_on
    );
    const of = (name: string): number => {
      const some = rows.filter((row) => row["strategy"] === name);
      const worth = (row: Record<string, string>): number =>
        Number(row["quantity"]) * Number(row["arrival_mid"]);
      const cost = some.reduce((sum, row) => sum + Number(row["shortfall_bps"]) * worth(row), 0);
      return cost / some.reduce((sum, row) => sum + worth(row), 0);
    };
    assertAlmostEquals(fold.in_sample_cost_bps, of("router"), 1e-9);
    for (const [name, { folds }] of Object.entries<Record<string, never>>(artefact.comparisons)) {
      assertAlmostEquals(folds![i]!["in_sample_bps"], of(name) - of("router"), 1e-9);
    }
  }
});

Deno.test("sorlab backtest by market rules gives the same bytes with any number of workers, and by the seed", async () => {
  await using folder = await folderWith();
  const orders = ORDERS.with(1, String(seeds(8, 24)));
  // In the short run each search has one number of several workers.
  for (const [i, search] of ["grid", "random", "cma-es"].entries()) {
    const severalWorkers = IS_LONG ? ["2", "3"] : [["2", "3"][i % 2]!];
    const run = (workers: string, seed: string): Promise<Outcome> =>
      backtest(folder, ...orders, ...SILENT, "--strategy", "twap+static-relative", "--folds", "3", ...[
        ...["--search", search, ...(search === "grid" ? [] : ["--evaluations", "7"])],
        ...["--workers", workers, "--seed", seed],
      ]);
    const one = await run("1", "1");
    assertEquals({ code: one.code, stderr: one.stderr }, { code: 0, stderr: "" });
    for (const workers of severalWorkers) assertEquals(await run(workers, "1"), one, workers);
    const other = await run("1", "2");
    const tried = (outcome: Outcome): unknown => JSON.parse(outcome.stdout).search.folds;
    assertEquals(JSON.stringify(tried(other)) === JSON.stringify(tried(one)), search === "grid");
  }
});

/** A search that takes a second, in the long run two, and saves now and then. */
const LONG = [
  ...[
    "backtest",
    "--data",
    "day.csv",
    "--strategy",
    "twap+cont-kukanov",
    "--folds",
    "3",
    "--interval",
    "500ms",
  ],
  ...["--orders", String(seeds(24, 40)), "--side", "both", "--horizon", "5s"],
  ...["--order-size", "300", ...SILENT],
  // In the short run by one thread: another takes as long to start as the search is long.
  ...(IS_LONG ? [] : ["--workers", "1"]),
];

for (
  const [search, signal, code] of [
    ["grid", "SIGKILL", undefined],
    ["random", "SIGINT", 130],
    ["cma-es", "SIGTERM", 143],
  ] as const
) {
  Deno.test(
    `sorlab backtest --search ${search} goes on from its checkpoint after ${signal}, to the same bytes`,
    { ignore: WINDOWS },
    async () => {
      await using folder = await folderWith();
      const points = search === "grid"
        ? ["--grid", String(seeds(3, 5))]
        : ["--evaluations", String(seeds(30, 100))];
      const asked = [...LONG, "--search", search, ...points];
      const args = [...asked, "--checkpoint", "search.json"];
      const stopped = await startHeld(folder, args, /^search\.json$/);
      stopped.kill(signal);
      const outcome = await outcomeOf(stopped);
      const kept = Object.keys(JSON.parse(await folder.read("search.json")).results).length;
      if (code !== undefined) {
        const line = `interrupted: search.json keeps ${
          counted(kept, "simulation")
        }; the same command goes on from there`;
        assertFails(outcome, code, line);
      }
      assertNotEquals(outcome.code, 0, "the search was over before it could be stopped");
      assertEquals((await folder.names()).includes("search.json"), kept > 0);
      const [resumed, whole] = [await folder.run(args), await folder.run(asked)];
      assertEquals({ code: whole.code, stderr: whole.stderr }, { code: 0, stderr: "" });
      assertEquals(resumed, whole);
      assert(Object.keys(JSON.parse(await folder.read("search.json")).results).length > kept);
    },
  );
}

Deno.test("sorlab backtest refuses another search's checkpoint, but not for what it is compared with", async () => {
  await using folder = await folderWith({
    "fees.csv": "venue,from,add,take,source\nXNAS,2024-01-01,0,0,list\n",
  });
  const search = ["--strategy", "twap+static-relative", "--checkpoint", "c.json"];
  await artefactOf(folder, ...search);
  const kept = await folder.read("c.json");
  await artefactOf(
    folder,
    ...search,
    "--compare",
    "pov+home",
    "--what-if-fees",
    "fees.csv",
    "--per-order",
    "o.csv",
  );
  for (const change of [["--latency", "1ms"], ["--seed", "2"], ["--strategy", "vwap+static-relative"]]) {
    const args = change[0] === "--strategy" ? search.slice(2) : search;
    const outcome = await backtest(folder, ...ORDERS, ...SILENT, ...args, ...change);
    const line = "is the checkpoint of another search (other data or arguments); remove it to start anew";
    assertFails(outcome, 3, `c.json: ${line}`);
  }
  assertEquals(await folder.read("c.json"), kept);
});

Deno.test("sorlab backtest warns of a tape of one venue and of orders too large, in the artefact and on stderr", async () => {
  await using folder = await folderWith({ "one.csv": makeCsv({ venues: 1, durationSeconds: 30 }) });
  const run = (...args: string[]) => folder.run(["backtest", "--data", "one.csv", "--no-file", ...args]);
  const { code, stdout, stderr } = await run("--order-size", "500000", "--strategy", "twap+sweep");
  assertEquals(code, 0);
  const { warnings, comparisons, verdict } = JSON.parse(stdout);
  assertEquals(stderr, warnings.map((text: string) => `warning: ${text}\n`).join(""));
  assertEquals(warnings[0], "the tape has one venue, XNAS: choosing among venues cannot help");
  assertMatch(
    warnings[1],
    /^router, .*1 of 1 order filled a large part of what the tape traded meanwhile, up to \d+/,
  );
  assertMatch(warnings[2], /1 of 1 order needed more than was displayed in the end: not compared$/);
  assertEquals(verdict, "Against twap: Not measurable: the only order cannot be compared.");
  assertEquals(comparisons.twap.saving_bps, null);
  assertMatch(Object.keys(comparisons.twap.not_compared_because)[0]!, /beyond the displayed size$/);
  const quiet = await run("--order-size", "500000", "--quiet");
  assertEquals({ ...quiet, stdout: "" }, { code: 0, stdout: "", stderr: "" });
  const few = JSON.parse((await run("--order-size", "50", "--quiet")).stdout);
  assertEquals(
    few.comparisons.best_ask.confidence.reason,
    "the orders span 1 independent horizons, where an interval takes 20",
  );
});

Deno.test("sorlab backtest says what other fees would make of the savings, and names a broken file's line", async () => {
  const header = "venue,from,add,take,source\n";
  await using folder = await folderWith({
    "free.csv": `${header}${
      ["XNAS", "BATS", "XNYS", "ARCX"].map((venue) => `${venue},2020-01-01,0,0,list\n`).join("")
    }`,
    "bad.csv": `${header}XNAS,2020-01-01,0,0,list\nXNYS,2020-01-01,0,dear,list\n`,
  });
  const sweep = ["--strategy", "twap+sweep"];
  const artefact = await artefactOf(folder, ...sweep, "--fee", "0.003", "--what-if-fees", "free.csv");
  const free = await artefactOf(folder, ...sweep, "--fees", "free.csv");
  const savings = Object.entries<Record<string, number>>(free.comparisons)
    .map(([name, { saving_bps }]) => [name, saving_bps]);
  assertEquals(artefact.what_if_fees, { "free.csv": { savings_bps: Object.fromEntries(savings) } });
  const [described] = artefact.run.arguments.what_if_fees;
  assertEquals([described.schedule, described.sha256], ["free.csv", free.run.arguments.fees.sha256]);
  for (const option of ["--fees", "--what-if-fees"]) {
    const outcome = await backtest(folder, ...SILENT, option, "bad.csv");
    assertFails(outcome, 3, 'bad.csv:3: take is "dear": not dollars a share');
  }
});

Deno.test("sorlab backtest learns a volume profile on an earlier day, and refuses a later one", async () => {
  const dayBefore = 1722519392000000000n - 86_400_000_000_000n;
  await using folder = await folderWith({
    "earlier.csv": makeCsv({ durationSeconds: 95, eventsPerSecond: 200, seed: 8, startNs: dayBefore }),
    "later.csv": makeCsv({ durationSeconds: 30, startNs: dayBefore + 2n * 86_400_000_000_000n }),
  });
  const learnt = ["--strategy", "vwap-learnt+sweep"];
  const artefact = await artefactOf(
    folder,
    ...learnt,
    ...["--volume-profile", "earlier.csv", "--compare", "twap+sweep"],
  );
  assertEquals(artefact.optimized.strategy, "vwap-learnt+sweep");
  assertNotEquals(artefact.strategies.router.cash, artefact.strategies["twap+sweep"].cash);
  const { file, tape_digest } = artefact.run.arguments.volume_profile;
  // The digest that the file has as --data too.
  assertEquals([file, tape_digest], ["earlier.csv", await digestOf(`${folder.path}/earlier.csv`)]);
  assertEquals(artefact.comparisons["vwap-learnt+best-quote"].kind, "routing");
  const late = await backtest(folder, ...ORDERS, ...SILENT, ...learnt, "--volume-profile", "later.csv");
  assertEquals(late.code, 3);
  assertMatch(
    late.stderr,
    /^sorlab: The volume profile was learnt until 2024-08-02.*: learn it on an earlier day\n$/,
  );
  const same = await backtest(folder, ...ORDERS, ...SILENT, ...learnt, "--volume-profile", "day.csv");
  assertEquals(same.code, 3);
  assertFails(
    await backtest(folder, ...SILENT, ...learnt, "--volume-profile", "nope.csv"),
    4,
    "cannot read nope.csv: no such file",
  );
  assertFails(
    await backtest(folder, ...SILENT, ...learnt, "--volume-profile", "earlier.csv", "--interval", "80ms"),
    2,
    "--interval 80ms: cuts the profile's day into more than 1000000 slices",
  );
});

Deno.test("sorlab backtest takes a latency by venue, sizes by volume, and says so in the artefact", async () => {
  await using folder = await folderWith();
  const [usual, slow] = await Promise.all([
    artefactOf(folder, "--grid", "2", "--latency", "1ms"),
    artefactOf(folder, "--grid", "2", "--latency", "1ms,XNAS=900ms"),
  ]);
  assertEquals([usual, slow].map(({ run }) => run.arguments.latency), ["1ms", "1ms,XNAS=900ms"]);
  assertNotEquals(usual.strategies.router.cash, slow.strategies.router.cash);
  const sized = await folder.run([
    ...["backtest", "--data", "day.csv", "--orders", "6", "--order-size", "7%traded", "--horizon", "10s"],
    ...["--grid", "2"],
    ...SILENT,
  ]);
  const { run, orders } = JSON.parse(sized.stdout);
  assertEquals([run.arguments.order_size, run.rules], ["7%traded", "market"]);
  assert(orders.quantity.least < orders.quantity.most);
});

Deno.test("sorlab backtest --stability repeats the run against the primary comparison, but not its search's checkpoint", async () => {
  await using folder = await folderWith();
  const args = [
    "--grid",
    "2",
    "--strategy",
    "twap+static-relative",
    "--primary",
    "twap+home",
    "--checkpoint",
    "c.json",
  ];
  const alone = await artefactOf(folder, ...args);
  const kept = await folder.read("c.json");
  const { stability, ...artefact } = await artefactOf(folder, ...args, "--stability");
  assertEquals(await folder.read("c.json"), kept);
  assertEquals([alone.main_comparison, artefact.main_comparison], ["twap+home", "twap+home"]);
  assertEquals([alone.run.arguments.stability, artefact.run.arguments.stability], [false, true]);
  assertEquals(artefact.run.arguments.primary, "twap+home");
  assertEquals(stability.length, 10);
  assertEquals(artefact.strategies, alone.strategies);
  assertPlain(stability);
});

Deno.test("sorlab backtest by market rules shows a bar of known length and tables on a terminal", async () => {
  await using folder = await folderWith();
  const args = LONG.filter((arg) => arg !== "--quiet");
  const { code, stderr: terminal } = await folder.run([...args, "--grid", String(seeds(2, 4))], ON_TERMINAL);
  assertEquals(code, 0, terminal);
  // deno-lint-ignore no-control-regex -- the terminal's own language
  assertMatch(terminal, /\r\x1b\[2K\[#* +\] simulating: [\d,]+ of [\d,]+ simulations/);
  const [last = ""] = terminal.split("\r\x1b[2K").slice(-1);
  const lines = last.split("\n");
  assertMatch(lines[0]!, /^Against twap: /);
  // A terminal that does not tell how wide it is has 80 columns.
  assertMatch(last, /\nstrategy +(\S+ +)?fill rate +cost bps +saving bps +95 % interval/);
  assertMatch(last, /\nsaving bps on +drift +spread /);
  assertEquals(lines.filter((line) => line.length > 80), []);
  // deno-lint-ignore no-control-regex -- the terminal's own language
  assert(!/\x1b\[[0-9;]*m/.test(terminal));
});

Deno.test("sorlab backtest answers something where nothing is asked, and says what it assumed", async () => {
  await using folder = await Folder.make();
  const assumed = "--orders 100 --side both --order-size 500 --horizon 1m --interval 10s --folds 5";
  const bare = await folder.run(["backtest", "--no-file"]);
  assertEquals(bare.code, 0);
  assertEquals(bare.stderr.split("\n")[1], `no question asked: assuming ${assumed}`);
  // In the short run it says so; in the long run that is asked, too.
  const repeated = `${repeatCommand(JSON.parse(bare.stdout).run)} `;
  const options = assumed.replace("1m", "60s").match(/--\S+ \S+/g)!;
  for (const option of options) assertStringIncludes(repeated, ` ${option} `);
  if (IS_LONG) {
    const asked = await folder.run(["backtest", "--no-file", ...assumed.split(" ")]);
    assertEquals([asked.code, asked.stdout], [0, bare.stdout]);
    assert(!asked.stderr.includes("assuming"));
  }
  assertEquals(JSON.parse(bare.stdout).comparisons.twap.verdict.code, "saves");
  await folder.write("l1_day.csv", csv);
  const own = await folder.run(["backtest", "--no-file", "--strategy", "twap+sweep"]);
  assertEquals(JSON.parse(own.stdout).orders.count, 1);
  assert(!own.stderr.includes("assuming"));
});

Deno.test("sorlab backtest --format says what goes to standard output; into a pipe it is JSON", async () => {
  await using folder = await folderWith();
  const run = (...args: string[]): Promise<Outcome> =>
    backtest(folder, ...ORDERS, "--strategy", "twap+sweep", "--workers", "1", ...args);
  const [piped, json, table, dash] = await Promise.all([
    run("--no-file"),
    run("--no-file", "--format", "json"),
    run("--out", "a.json", "--format", "table"),
    run("--out", "-", "--format", "table"),
  ]);
  assertEquals([json!.stdout, dash!.stdout], [piped!.stdout, piped!.stdout]);
  assertEquals(await folder.read("a.json"), piped!.stdout);
  const { verdict } = JSON.parse(piped!.stdout);
  assert(table!.stdout.replaceAll("\n", " ").startsWith(verdict), table!.stdout);
  assertEquals(table!.stdout.split("\n").filter((line) => line.length > 80), []);
  assertMatch(table!.stderr, /\nartefact in a\.json\nsorlab report a\.json makes it a page to look at\n$/);
});
