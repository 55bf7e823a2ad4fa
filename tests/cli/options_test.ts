import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/cli/errors.ts";
import { metrics } from "../../src/cli/metrics_option.ts";
import {
  choice,
  decimal,
  decimals,
  duration,
  flag,
  integer,
  integers,
  kebab,
  moment,
  onlyWith,
  text,
} from "../../src/cli/options.ts";
import { describeOptions } from "../../src/cli/option_help.ts";
import { suggestion } from "../../src/cli/suggestion.ts";
import { checkRead, readArguments, readOptions } from "../../src/cli/read_arguments.ts";

const options = {
  data: text("FILE", "the data"),
  orderSize: integer(5000, { min: 1, max: 1e9 }, "shares", { alias: "max-shares" }),
  fee: decimal(undefined, { min: -1, max: 1 }, "dollars"),
  lambdaOver: decimals({ min: 0, max: 10 }, "values"),
  publishers: integers({ min: 1, max: 0xffff }, "ids"),
  side: choice(["buy", "sell"], "what to do (buy)"),
  interval: duration(60e9, "length (60s)"),
  from: moment("start"),
  noFile: flag("no file"),
  quiet: flag("say nothing"),
};

const DEFAULTS = {
  data: undefined,
  orderSize: 5000,
  fee: undefined,
  lambdaOver: undefined,
  publishers: undefined,
  side: "buy",
  interval: 60e9,
  from: undefined,
  noFile: false,
  quiet: false,
};

function read(...args: string[]): Record<string, unknown> {
  return readOptions(args, options);
}

/** Asserts what these arguments set beyond the defaults. */
function assertReads(args: string[], expected: Partial<typeof DEFAULTS> | Record<string, unknown>): void {
  assertEquals(read(...args), { ...DEFAULTS, ...expected }, args.join(" "));
}

function assertRefuses(args: string[], message: string): void {
  const error: Error = assertThrows(() => read(...args), UsageError);
  assertEquals(error.message, message, args.join(" "));
}

Deno.test("readOptions() without arguments gives the defaults", () => {
  assertReads([], {});
  assertReads(["--"], {});
});

Deno.test("readOptions() reads --name value and --name=value alike", () => {
  assertReads(["--data", "x.csv", "--order-size", "7"], { data: "x.csv", orderSize: 7 });
  assertReads(["--data=x.csv", "--order-size=7"], { data: "x.csv", orderSize: 7 });
  assertReads(["--data=a=b"], { data: "a=b" });
  assertReads(["--data", "a=b"], { data: "a=b" });
  assertReads(["--data", "two\nlines = odd"], { data: "two\nlines = odd" });
});

Deno.test("readOptions() keeps text as it is, whatever it looks like", () => {
  for (const data of ["5", "007", "0x10", "1e3", "true", "false", "NaN", "-", "a b", "λ", "__proto__"]) {
    assertReads(["--data", data], { data });
    assertReads([`--data=${data}`], { data });
  }
});

Deno.test("readOptions() takes values that begin with a dash", () => {
  assertReads(["--fee", "-0.002"], { fee: -0.002 });
  assertReads(["--fee=-0.002"], { fee: -0.002 });
  assertReads(["--data", "-"], { data: "-" });
  assertReads(["--data", "-x"], { data: "-x" });
  assertReads(["--data=--odd"], { data: "--odd" });
  assertRefuses(["--order-size", "-5"], "--order-size -5: must be at least 1");
});

Deno.test("readOptions() refuses an option without a value, or with an empty one", () => {
  const message = "--data needs a value: --data FILE";
  assertRefuses(["--data"], message);
  assertRefuses(["--data", ""], message);
  assertRefuses(["--data="], message);
  assertRefuses(["--data", "--quiet"], message);
  assertRefuses(["--order-size", "--side", "buy"], "--order-size needs a value: --order-size N");
});

Deno.test("readOptions() refuses an option given twice, also under its other name", () => {
  assertRefuses(["--data", "a", "--data", "b"], "--data is given twice");
  assertRefuses(["--data=a", "--data", "a"], "--data is given twice");
  for (const args of [["--order-size", "5", "--max-shares=5"], ["--max-shares", "5", "--max-shares", "6"]]) {
    assertRefuses(args, "--order-size (or --max-shares) is given twice");
  }
  assertReads(["--quiet", "--quiet"], { quiet: true });
});

Deno.test("readOptions() knows an option's other name", () => {
  assertReads(["--max-shares", "7"], { orderSize: 7 });
  assertReads(["--max-shares=7"], { orderSize: 7 });
});

Deno.test("readOptions() reads flags, which take no value and no word behind them", () => {
  assertReads(["--no-file", "--quiet"], { noFile: true, quiet: true });
  assertRefuses(["--quiet=true"], "--quiet takes no value");
  assertRefuses(["--no-file="], "--no-file takes no value");
  assertRefuses(["--quiet", "false"], 'unexpected argument "false"');
  assertRefuses(["--no-file", "true"], 'unexpected argument "true"');
});

Deno.test("readArguments() knows which options were given, whatever their values", () => {
  const given = (...args: string[]): string[] => [...readArguments(args, options).given].sort();
  assertEquals(given(), []);
  assertEquals(given("--side", "buy", "--interval=60s", "--quiet"), ["interval", "quiet", "side"]);
  assertEquals(given("--max-shares", "5000"), ["orderSize"]);
});

Deno.test("checkRead() refuses what is given and not read, even at its default", () => {
  const condition = { option: "side", values: ["sell"], otherwise: "only sells have it" };
  const conditional = {
    ...options,
    ...onlyWith(condition, { step: integer(5, { min: 1, max: 9 }, "shares") }),
  };
  const check = (...args: string[]): void => checkRead(conditional, readArguments(args, conditional));
  check();
  check("--side", "sell", "--step", "5");
  for (const step of ["5", "9"]) {
    assertThrows(() => check("--step", step), UsageError, "--step: only sells have it");
    assertThrows(() => check("--side", "buy", "--step", step), UsageError, "--step: only sells have it");
  }
  const flags = { ...options, ...onlyWith(condition, { all: flag("all") }) };
  assertThrows(() => checkRead(flags, readArguments(["--all"], flags)), UsageError, "--all: only sells");
});

Deno.test("readOptions() suggests the option that was meant", () => {
  for (
    const [given, meant] of [
      ["--ordersize", "--order-size"],
      ["--order_size", "--order-size"],
      ["--Data", "--data"],
      ["-data", "--data"],
      ["--sdie", "--side"],
      ["--no-quiet", "--quiet"],
      ["--no-no-file", "--no-file"],
      ["--max-share", "--max-shares"],
    ] as const
  ) {
    assertRefuses([given, "5"], `unknown option ${given}; did you mean ${meant}?`);
  }
  assertRefuses(["--dat=x"], "unknown option --dat; did you mean --data?");
});

Deno.test("readOptions() suggests nothing where nothing is near", () => {
  for (const given of ["--zzzzzz", "-q", "-x5", "--a.b", "---", "--=5", "--λ"]) {
    assertRefuses([given], `unknown option ${given.split("=")[0]}; --help lists the options`);
  }
});

Deno.test("readOptions() does not take the names of Object.prototype for options", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "_"]) {
    assertRefuses([`--${name}`, "1"], `unknown option --${name}; --help lists the options`);
    assertRefuses([`--${name}=1`], `unknown option --${name}; --help lists the options`);
  }
});

Deno.test("readOptions() does not take camel-case names", () => {
  assertRefuses(["--orderSize", "5"], "unknown option --orderSize; did you mean --order-size?");
});

Deno.test("readOptions() refuses words that belong to nothing", () => {
  assertRefuses(["x.csv"], 'unexpected argument "x.csv"');
  assertRefuses(["--quiet", "x.csv"], 'unexpected argument "x.csv"');
  assertRefuses(["--data", "a", "5"], 'unexpected argument "5"');
  assertRefuses(["-"], 'unexpected argument "-"');
  assertRefuses([""], 'unexpected argument ""');
  assertRefuses(["--", "--data", "x"], 'unexpected argument "--data"');
});

Deno.test("integer() reads whole numbers within bounds and nothing else", () => {
  assertReads(["--order-size", "+12"], { orderSize: 12 });
  assertReads(["--order-size", "0012"], { orderSize: 12 });
  for (const given of ["NaN", "Infinity", "1e3", "1.5", "5_000", "5,000", "0x10", " 5", "five", "５"]) {
    assertRefuses(["--order-size", given], `--order-size ${given}: not a whole number`);
  }
  assertRefuses(["--order-size", "0"], "--order-size 0: must be at least 1");
  assertRefuses(
    ["--order-size", "9".repeat(400)],
    `--order-size ${"9".repeat(400)}: must be at most 1000000000`,
  );
});

Deno.test("decimal() reads numbers within bounds and nothing else", () => {
  for (
    const [given, fee] of [["0", 0], [".5", 0.5], ["1.", 1], ["-1e-3", -0.001], ["+0.25", 0.25]] as const
  ) {
    assertReads(["--fee", given], { fee });
  }
  for (const given of ["NaN", "Infinity", "-Infinity", ".", "1,5", "0.1.2", "$1", "1 "]) {
    assertRefuses(["--fee", given], `--fee ${given}: not a number`);
  }
  assertRefuses(["--fee", "1.01"], "--fee 1.01: must be at most 1");
  assertRefuses(["--fee", "1e999"], "--fee 1e999: must be at most 1");
});

Deno.test("decimals() and integers() read lists without gaps", () => {
  assertReads(["--lambda-over", "0.1,0.5, 1"], { lambdaOver: [0.1, 0.5, 1] });
  assertReads(["--publishers=2,43"], { publishers: [2, 43] });
  for (const given of ["0.1,,1", ",1", "1,", "0.1;0.5"]) {
    assertRefuses(["--lambda-over", given], `--lambda-over ${given}: not a number`);
  }
  assertRefuses(["--lambda-over", "1,-1"], "--lambda-over 1,-1: must be at least 0");
  assertRefuses(["--publishers", "2,1.5"], "--publishers 2,1.5: not a whole number");
  assertRefuses(["--publishers", "0"], "--publishers 0: must be at least 1");
});

Deno.test("choice() names the words there are", () => {
  assertReads(["--side", "sell"], { side: "sell" });
  for (const given of ["Buy", "short", "toString"]) {
    assertRefuses(["--side", given], `--side ${given}: use buy or sell`);
  }
});

Deno.test("duration() reads lengths with a unit, or seconds", () => {
  for (
    const [given, interval] of [
      ["60", 60e9],
      ["0.5", 0.5e9],
      ["1.5s", 1.5e9],
      ["500ms", 500e6],
      ["250us", 250e3],
      ["7ns", 7],
      ["2m", 120e9],
      ["1h", 3600e9],
      [".1s", 100e6],
    ] as const
  ) {
    assertReads(["--interval", given], { interval });
  }
  for (const given of ["-5s", "5 s", "1d", "s", "1m30s", "1e3", "NaN", "5S", "5."]) {
    assertRefuses(
      ["--interval", given],
      `--interval ${given}: not a length of time such as 60s, 500ms or 2m`,
    );
  }
  for (const given of ["0", "0s", "0.4ns"]) {
    assertRefuses(["--interval", given], `--interval ${given}: must be at least 1ns`);
  }
  assertThrows(() => read("--interval", `${"9".repeat(400)}h`), UsageError, "must be at most");
});

Deno.test("duration() says its bounds in the largest unit that fits", () => {
  const bounded = { duration: duration(60e9, "length", { min: 1e6, max: 86_400e9 }) };
  for (const [given, message] of [["25h", "must be at most 24h"], ["1us", "must be at least 1ms"]] as const) {
    assertThrows(
      () => readOptions(["--duration", given], bounded),
      UsageError,
      `--duration ${given}: ${message}`,
    );
  }
});

Deno.test("moment() reads a time of day or an instant, and says what is wrong once", () => {
  assertReads(["--from", "13:36:32"], { from: { kind: "time-of-day", ns: 48992e9 } });
  assertRefuses(["--from", "25:00"], "--from 25:00: no such time of day");
  assertRefuses(["--from", "noon"], "--from noon: use 13:36:32 or 2024-08-01T13:36:32Z");
  assertRefuses(["--from", "2024-02-30T00:00Z"], "--from 2024-02-30T00:00Z: no such day");
});

Deno.test("suggestion() is empty where no word has most of the letters", () => {
  assertEquals(suggestion("bcktest", ["backtest", "allocate"]), "; did you mean backtest?");
  assertEquals(suggestion("constructor", ["backtest", "allocate"]), "");
  assertEquals(suggestion("", ["backtest"]), "");
});

Deno.test("kebab() turns camel-case into what the command line uses", () => {
  assertEquals(["data", "orderSize", "maxQuoteAge"].map(kebab), ["data", "order-size", "max-quote-age"]);
});

Deno.test("describeOptions() aligns and wraps the options in 80 columns, each with its value where it is not given", () => {
  const lines = describeOptions({
    data: text("FILE", "word ".repeat(30).trim()),
    orderSize: integer(5000, { min: 1, max: 9 }, "shares", { alias: "max-shares" }),
    quiet: flag("say nothing"),
  }).split("\n");
  const words = (count: number): string => "word ".repeat(count).trim();
  assertEquals(lines, [
    `  --data FILE             ${words(11)}`,
    `                          ${words(11)}`,
    `                          ${words(8)}`,
    "  --order-size, --max-shares N",
    "                          shares (5000)",
    "  --quiet                 say nothing",
    "  --help, -h              this text",
  ]);
});

Deno.test("metrics reads a port, or a host and a port", () => {
  const read = (given: string) => metrics.read(given)!;
  const local = { host: "127.0.0.1", port: 9100 };
  for (const given of ["9100", ":9100", "127.0.0.1:9100"]) assertEquals(read(given), local);
  assertEquals(read("[::1]:0"), { host: "::1", port: 0 });
  assertEquals(read("box.lan:65535"), { host: "box.lan", port: 65535 });
  for (
    const given of ["", "host", "host:", "1:2:3", "::1:9100", "[box]:1", "65536", "http://host:1", "a@b:1"]
  ) {
    assertThrows(() => read(given), Error, "use HOST:PORT");
  }
});
