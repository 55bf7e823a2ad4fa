import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/cli/errors.ts";
import {
  latencyByVenue,
  latencyText,
  marketOptions,
  namedStrategies,
  orderSize,
  orderSizeText,
  quoteOptions,
} from "../../src/cli/market_options.ts";
import { readOptions } from "../../src/cli/options.ts";
import { type Venues, venuesOf } from "../../src/market/venues.ts";
import { parseStrategy, strategyText } from "../../src/strategy/strategies.ts";
import { tapeOf, XNAS, XNYS } from "../_tapes.ts";

const options = { ...marketOptions, orderSize: orderSize(5000, "shares") };
const read = (...args: string[]) => readOptions(args, options);
const venues: Venues = venuesOf(tapeOf([0, XNAS, [10, 1], null], [1, XNYS, [10, 1], null]));

function fail(args: string, message: string): void {
  assertThrows(() => read(...args.split(" ")), UsageError, message);
}

Deno.test("orderSize() reads shares, or a part of what is displayed or traded, as orderSizeText() writes it", () => {
  const sizes = [
    ["300", { kind: "shares", shares: 300 }],
    ["5%traded", { kind: "traded", part: 0.05 }],
    ["7%displayed", { kind: "displayed", part: 0.07 }],
    ["0.1%traded", { kind: "traded", part: 0.001 }],
    ["250%displayed", { kind: "displayed", part: 2.5 }],
  ] as const;
  for (const [text, size] of sizes) {
    const { orderSize: given } = read("--order-size", text);
    assertEquals([given.kind, orderSizeText(given)], [size.kind, text]);
    if (given.kind === "shares" || size.kind === "shares") assertEquals(given, size);
    else assertEquals(given.part.toPrecision(12), size.part.toPrecision(12));
  }
  assertEquals(orderSizeText(read("--max-shares", "007").orderSize), "7");
});

Deno.test("orderSize() says what is wrong with a size", () => {
  const no = "not a whole number, nor a part such as 5%traded or 50%displayed";
  for (const text of ["5%", "x%traded", "5%volume", "1e3", "5.5", "5 %traded"]) {
    assertThrows(() => read("--order-size", text), UsageError, `--order-size ${text}: ${no}`);
  }
  fail("--order-size 0", "--order-size 0: must be at least 1");
  fail("--order-size -5", "--order-size -5: must be at least 1");
  fail("--order-size 1000000001", "--order-size 1000000001: must be at most 1000000000");
  fail("--order-size 0%traded", "--order-size 0%traded: must be more than 0%");
});

Deno.test("--latency is one for all venues, and those of some, as latencyText() writes it", () => {
  const latencies = [
    ["2ms", "2ms", [2e6, 2e6]],
    ["0", "0s", [0, 0]],
    ["XNYS=1ms", "500us,XNYS=1ms", [500e3, 1e6]],
    ["3us, XNAS = 7ns,XNYS=1s", "3us,XNAS=7ns,XNYS=1s", [7, 1e9]],
  ] as const;
  for (const [given, text, byVenue] of latencies) {
    const { latency } = read("--latency", given);
    assertEquals([latencyText(latency), [...latencyByVenue(latency, venues)]], [text, [...byVenue]]);
  }
  assertEquals([...latencyByVenue(read().latency, venues)], [500e3, 500e3]);
});

Deno.test("--latency says what is wrong with it", () => {
  fail("--latency fast", "--latency fast: not a length of time such as 60s, 500ms or 2m");
  fail("--latency 2m", "--latency 2m: must be at most 1m");
  fail("--latency 1ms,2ms", "--latency 1ms,2ms: has two latencies of all venues");
  fail("--latency XNYS=1ms,XNYS=1ms", "has two latencies of XNYS");
  fail("--latency XNYS=1ms=2ms", '"XNYS=1ms=2ms" is no MIC=TIME');
  fail("--latency =1ms", '"=1ms" is no MIC=TIME');
  assertThrows(
    () => latencyByVenue(read("--latency", "IEXG=1ms").latency, venues),
    UsageError,
    "--latency IEXG: the tape has XNAS, XNYS",
  );
});

Deno.test("quoteOptions() names the reference venue by its index, and refuses one that is not there", () => {
  const values = { ...read("--reference-venue", "XNYS", "--max-print", "500"), maxQuoteAge: 3e9 };
  assertEquals(quoteOptions(values, venues), { maxQuoteAgeNs: 3e9, referenceVenue: 1, maxPrint: 500 });
  assertEquals(quoteOptions({ ...read(), maxQuoteAge: undefined }, venues).referenceVenue, undefined);
  assertThrows(
    () => quoteOptions({ ...values, referenceVenue: "XNYZ" }, venues),
    UsageError,
    "--reference-venue XNYZ: the tape has XNAS, XNYS",
  );
});

Deno.test("--what-if-fees is a list of files", () => {
  assertEquals(read("--what-if-fees", "a.csv, b.csv").whatIfFees, ["a.csv", "b.csv"]);
  assertEquals(read().whatIfFees, []);
  fail("--what-if-fees a.csv,", "--what-if-fees a.csv,: names a file that has no name");
  fail("--what-if-fees a.csv,a.csv", "--what-if-fees a.csv,a.csv: names a file twice");
});

Deno.test("--strategy and --compare read strategies, and say what there is", () => {
  assertEquals(read("--compare", "pov+sweep, immediate+home").compare.map(strategyText), [
    "pov+sweep",
    "immediate+home",
  ]);
  fail("--strategy twap", "--strategy twap: not a schedule, a plus and a placement, such as twap+sweep");
  fail("--strategy twp+sweep", '--strategy twp+sweep: no schedule "twp": use immediate, twap, ');
  fail("--compare twap+sweep,pov+best", '--compare twap+sweep,pov+best: no placement "best": use ');
});

Deno.test("namedStrategies() has the trial's baselines, the same schedule's placements, and what is asked for", () => {
  const names = (strategy: string, ...compare: string[]): string[] =>
    Object.entries(namedStrategies({
      strategy: parseStrategy(strategy),
      compare: compare.map(parseStrategy),
    })).map(([name, other]) => name === strategyText(other) ? name : `${name}: ${strategyText(other)}`);
  const baselines = ["best_ask: immediate+best-quote", "twap: twap+best-quote", "vwap: vwap+best-quote"];
  assertEquals(names("twap+sweep"), [...baselines, "twap+home"]);
  assertEquals(names("pov+cont-kukanov"), [...baselines, "pov+best-quote", "pov+home", "pov+sweep"]);
  assertEquals(names("twap+home", "twap+home", "pov+home", "twap+sweep"), [
    ...baselines,
    "twap+sweep",
    "pov+home",
  ]);
  // The strategy may be a baseline, which stands beside it all the same.
  assertEquals(names("twap+best-quote"), [...baselines, "twap+home", "twap+sweep"]);
});
