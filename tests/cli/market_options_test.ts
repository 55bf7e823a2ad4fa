import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/cli/errors.ts";
import { latencyText, marketOptions, orderSize, orderSizeText } from "../../src/cli/market_options.ts";
import { readOptions } from "../../src/cli/options.ts";
import { strategyText } from "../../src/strategy/strategies.ts";

const options = { ...marketOptions, orderSize: orderSize("shares") };
const read = (...args: string[]) => readOptions(args, options);

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
    ["2ms", "2ms", { usualNs: 2e6, byVenue: {} }],
    ["0", "0s", { usualNs: 0, byVenue: {} }],
    ["XNYS=1ms", "500us,XNYS=1ms", { usualNs: 500e3, byVenue: { XNYS: 1e6 } }],
    ["3us, XNAS = 7ns,XNYS=1s", "3us,XNAS=7ns,XNYS=1s", { usualNs: 3e3, byVenue: { XNAS: 7, XNYS: 1e9 } }],
  ] as const;
  for (const [given, text, expected] of latencies) {
    const { latency } = read("--latency", given);
    assertEquals([latency, latencyText(latency)], [expected, text]);
  }
  assertEquals(latencyText(read().latency), "500us");
});

Deno.test("--latency says what is wrong with it", () => {
  fail("--latency fast", "--latency fast: not a length of time such as 60s, 500ms or 2m");
  fail("--latency 2m", "--latency 2m: must be at most 1m");
  fail("--latency 1ms,2ms", "--latency 1ms,2ms: has two latencies of all venues");
  fail("--latency XNYS=1ms,XNYS=1ms", "has two latencies of XNYS");
  fail("--latency XNYS=1ms=2ms", '"XNYS=1ms=2ms" is no MIC=TIME');
  fail("--latency =1ms", '"=1ms" is no MIC=TIME');
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
