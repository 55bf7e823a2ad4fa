import { assertThrows } from "@std/assert";
import { backtestOptions } from "../../src/cli/backtest_options.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { checkRead, readArguments } from "../../src/cli/options.ts";

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
