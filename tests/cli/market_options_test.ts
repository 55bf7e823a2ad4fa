import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/cli/errors.ts";
import { marketOptions } from "../../src/cli/market_options.ts";
import {
  collarText,
  latencyText,
  orderLimitText,
  orderSize,
  orderSizeText,
} from "../../src/cli/question_values.ts";
import { readOptions } from "../../src/cli/read_arguments.ts";
import { strategyText } from "../../src/strategy/strategy_name.ts";

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
  fail("--latency 5", "--latency 5: has no unit: 5us or 5ms?");
  fail("--latency 1ms,XNYS=0.5", "--latency 1ms,XNYS=0.5: has no unit: 0.5us or 0.5ms?");
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

Deno.test("--session reads regular, all or hours, and says what is wrong with others", () => {
  for (const session of ["regular", "all", "10:00-15:30", "08:00-16:30@Europe/London"]) {
    assertEquals(read("--session", session).session, session);
  }
  assertEquals(read().session, "regular");
  fail("--session open", "--session open: not regular, all, or hours such as 09:30-16:00");
  fail("--session 15:30-10:00", "--session 15:30-10:00: ends before it begins");
  fail("--session 10:00-15:30@Atlantis", '--session 10:00-15:30@Atlantis: no time zone "Atlantis"');
});

Deno.test("--limit is a price or basis points, as orderLimitText() writes it", () => {
  const limits = [
    ["157.50", "157.5", { kind: "price", dollars: 157.5 }],
    ["20bps", "20bps", { kind: "bps", bps: 20 }],
    ["-2.5bps", "-2.5bps", { kind: "bps", bps: -2.5 }],
  ] as const;
  for (const [given, text, expected] of limits) {
    const { limit } = read("--limit", given);
    assertEquals([limit, orderLimitText(limit!), read(`--limit=${text}`).limit], [expected, text, expected]);
  }
  assertEquals(read().limit, undefined);
  fail("--limit low", "--limit low: not a price such as 157.50, nor basis points such as 20bps");
  fail("--limit 12x", "--limit 12x: not a number");
  fail("--limit bps", "--limit bps: not a number");
  fail("--limit 0", "--limit 0: must be at least 1e-9");
  fail("--limit -10000bps", "--limit -10000bps: must be at least -9999");
});

Deno.test("--collar is basis points or none, as collarText() writes it", () => {
  for (const [text, collar] of [["none", "none"], ["20bps", 20], ["0bps", 0], ["7.5bps", 7.5]] as const) {
    assertEquals([read("--collar", text).collar, collarText(collar)], [collar, text]);
  }
  assertEquals(read().collar, 20);
  fail("--collar 20", "--collar 20: not basis points such as 20bps, nor none");
  fail("--collar -1bps", "--collar -1bps: must be at least 0");
  fail("--collar xbps", "--collar xbps: not a number");
});
