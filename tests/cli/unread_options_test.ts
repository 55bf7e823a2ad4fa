import { assertThrows } from "@std/assert";
import { backtestOptions } from "../../src/cli/backtest_options.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { checkRead, readArguments } from "../../src/cli/read_arguments.ts";

function check(args: string): void {
  checkRead(backtestOptions, readArguments(args.split(" "), backtestOptions));
}

function assertRefused(args: string, message: string): void {
  assertThrows(() => check(args), UsageError, message, args);
}

Deno.test("trap: options of a topic are refused where the tape is from elsewhere", () => {
  const options = [
    "--topic x",
    "--follow",
    "--group g",
    "--bootstrap h:1",
    "--run-id r",
    "--foreign",
    "--spool s",
  ];
  for (const option of [...options, "--skip-bad", "--timeout 5s", "--kafka-config c"]) {
    assertRefused(option, `${option.split(" ")[0]}: it is of a Kafka topic; add --kafka`);
    check(`--kafka ${option}`);
  }
  for (const option of ["--skip-bad-rows", "--keep-bad-books"]) {
    assertRefused(`--kafka ${option}`, `${option}: it is of files`);
    check(option);
  }
  check("--kafka --foreign --keep-bad-books");
  assertRefused("--kafka --time-unit ms", "--time-unit: sorlab's own messages tell their times as text");
  check("--kafka --foreign --time-unit ms");
  check("--time-unit ms");
});

Deno.test("trap: options of layouts are refused where there is none, or it says the same", () => {
  assertRefused("--date 2024-08-01", "--date: it is of files of another origin; add --layout");
  assertRefused("--layout taq --time-unit ms", "--time-unit: what times count is said by the layout");
  assertRefused("--kafka --layout taq", "--layout: it is of files");
  check("--layout taq --date 2024-08-01");
});

Deno.test("trap: levels of the book are refused where there is the first alone", () => {
  assertRefused("--kafka --levels 5", "--levels: messages of a topic have the first level alone");
  assertRefused("--rules trial --levels 5", "--levels: the trial's snapshots have the first level alone");
  check("--levels 10");
});

Deno.test("trap: options of another search are refused", () => {
  for (const search of ["random", "cma-es"]) {
    assertRefused(`--search ${search} --grid 7`, "--grid: only --search grid has points on axes");
    check(`--search ${search} --evaluations 50`);
  }
  assertRefused("--evaluations 50", "--evaluations: a grid tries all its points");
  assertRefused("--search grid --evaluations 125", "--evaluations: a grid tries all its points");
  check("--grid 7");
  check("--rules trial --grid 7");
});

Deno.test("trap: options that no strategy of the back-test reads are refused", () => {
  const cases = [
    ["--participation 0.2", "pov+sweep"],
    ["--risk-aversion 0.01", "almgren-chriss+sweep"],
    ["--step 10", "twap+static-split"],
    ["--depth-ticks 1", "vwap+cont-kukanov"],
    ["--depth-ticks 1", "vwap+cont-kukanov-adaptive"],
    ["--adverse-selection", "vwap+cont-kukanov"],
    ["--shortfall cross", "vwap+cont-kukanov"],
    ["--overfill allow", "vwap+cont-kukanov"],
    ["--impact adaptive", "vwap+cont-kukanov"],
  ] as const;
  for (const [option, strategy] of cases) {
    const name = option.split(" ")[0]!;
    assertRefused(`--strategy twap+sweep ${option}`, `${name}: no strategy here reads it`);
    check(`--strategy ${strategy} ${option}`);
    check(`--strategy twap+sweep --compare twap+home,${strategy} ${option}`);
  }
  check("--depth-ticks 1"); // the usual strategy reads it
  assertRefused("--participation 0.2", "--participation: no strategy here reads it; it is of pov");
  assertRefused(
    "--strategy twap+cont-kukanov-adaptive --impact adaptive",
    "--impact: no strategy here reads it",
  );
  check("--rules trial --step 10");
  assertRefused("--rules trial --depth-ticks 1", "--depth-ticks: only market rules have it");
});

Deno.test("trap: options of a search are refused where there is nothing to search", () => {
  for (const strategy of ["twap+sweep", "vwap+home", "immediate+best-quote"]) {
    assertRefused(`--strategy ${strategy} --grid 7`, "--grid: there is no axis left for it");
    for (const search of ["--search random", "--search cma-es", "--search grid"]) {
      assertRefused(`--strategy ${strategy} ${search}`, "--search: the strategy has no parameter to search");
    }
  }
  const all = "--lambda-over 1.1 --lambda-under 1.2 --theta-queue 0";
  assertRefused(`--grid 7 ${all}`, "--grid: there is no axis left for it");
  assertRefused(
    `--grid 7 --impact adaptive --lambda-over 1.1 --lambda-under 1.2`,
    "--grid: there is no axis left",
  );
  assertRefused(
    `--strategy twap+static-relative --grid 7 --lambda-under 2,3`,
    "--grid: there is no axis left",
  );
  assertRefused(`--rules trial --grid 7 ${all}`, "--grid: there is no axis left for it");
  for (const rules of ["", "--rules trial "]) check(`${rules}--grid 7 --lambda-over 1.1 --lambda-under 1.2`);
  check(`--search random ${all}`); // between the ends of what is given
});

Deno.test("trap: options of the trial's baselines, lattice and chance are refused where these are not", () => {
  for (const option of ["--interval 30s", "--vwap-profile hindsight"]) {
    assertRefused(
      `--rules trial --skip-baselines ${option}`,
      `${option.split(" ")[0]}: it is of TWAP and VWAP`,
    );
    check(`--rules trial ${option}`);
  }
  for (const option of ["--step 10", "--infeasible greedy"]) {
    assertRefused(
      `--rules trial --allocator greedy ${option}`,
      "--allocator greedy takes any number of shares",
    );
    check(`--rules trial --allocator recursive ${option}`);
  }
  for (const data of ["--data day.csv", "--kafka"]) {
    assertRefused(`--rules trial ${data} --seed 7`, "--seed: trial rules draw nothing but a synthetic tape");
    check(`${data} --seed 7`); // intervals are drawn
  }
  check("--rules trial --seed 7");
});

Deno.test("trap: a rebate is refused where nothing rests to earn it", () => {
  assertRefused("--rules trial --fee 0.003 --rebate 0.002", "--rebate: under trial rules nothing rests");
  check("--fee 0.003 --rebate 0.002");
  check("--rules trial --fee 0.003");
});
