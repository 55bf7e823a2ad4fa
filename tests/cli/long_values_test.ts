import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { feeOptions } from "../../src/cli/fees.ts";
import { marketOptions } from "../../src/cli/market_options.ts";
import { orderSize } from "../../src/cli/question_values.ts";
import { firstRepeated } from "../../src/market/first_repeated.ts";
import { parseDuration, parseNumber } from "../../src/cli/options.ts";
import { jsonText, printable, printableLines } from "../../src/cli/output.ts";
import { assertLinear } from "../_growth.ts";
import { assertFails, Folder } from "./_process.ts";

const BOUNDS = { min: 0, max: 1e15 };

function fails(read: () => unknown): void {
  assertThrows(read, Error);
}

Deno.test("trap: options are read in a time that grows as their length does", () => {
  const readers: Record<string, (text: string) => unknown> = {
    number: (text) => parseNumber(text, BOUNDS),
    duration: (text) => parseDuration(text, BOUNDS),
    fee: (text) => feeOptions.fee.read(text),
    "order size": (text) => orderSize("").read(text),
    latency: (text) => marketOptions.latency.read(text),
    collar: (text) => marketOptions.collar.read(text),
    limit: (text) => marketOptions.limit.read(text),
  };
  for (const [name, read] of Object.entries(readers)) {
    for (const digit of ["7", "0"]) {
      assertLinear(`${name}, digits`, (length) => fails(() => read(`${digit.repeat(length)}x`)));
      assertLinear(`${name}, decimals`, (length) => fails(() => read(`1.${digit.repeat(length)}1x`)));
    }
  }
});

Deno.test("trap: lists of venues are searched in a time that grows as their length does", () => {
  assertLinear("firstRepeated()", (length) => {
    assertEquals(firstRepeated(Array(length).keys()), undefined);
  });
  assertEquals(firstRepeated("abcb"), "b");
});

Deno.test("trap: a message is one line of a screen's width, with its beginning and its reason", () => {
  const long = printable(`--fee ${"7".repeat(1e7)}: not a number`);
  assertEquals(long.length, 501);
  assertMatch(long, /^--fee 7+…7+: not a number$/);
  assertEquals(printable("x".repeat(500)), "x".repeat(500));
  assertEquals(printableLines("a\nb\x1b\n"), "a\nb\\u001b\n");
});

Deno.test("trap: signs that turn text around, hide in it or end lines are written out", () => {
  assertEquals(
    printable("a\u202Eb\u200Bc\u2028d\u{E0001}\u00ADe\uFEFF"),
    "a\\u202eb\\u200bc\\u2028d\\udb40\\udc01\\u00ade\\ufeff",
  );
  assertEquals(printable("Zürich 東京 €"), "Zürich 東京 €");
  const value = { symbol: "A\u009b31m\u202e", list: [1, "\n"] };
  assert(!/[\u009b\u202e]/.test(jsonText(value, 2)));
  assertEquals(JSON.parse(jsonText(value, 2)), value);
  assertEquals(jsonText({ a: [1, { b: [] }] }, 2), JSON.stringify({ a: [1, { b: [] }] }, null, 2));
});

Deno.test("trap: what is long or hostile is never printed whole", async () => {
  await using folder = await Folder.make();
  const long = "7".repeat(100_000);
  const { code, stderr } = await folder.run(["backtest", "--no-file", "--order-size", `${long}x`]);
  assertEquals([code, stderr.length], [2, 501 + "\n".length]);
  await folder.write("wide.csv", `${"a".repeat(1e7)}\n`);
  const wide = await folder.run(["backtest", "--no-file", "--data", "wide.csv"]);
  assertEquals([wide.code, wide.stdout], [3, ""]);
  assert(wide.stderr.length < 600, `${wide.stderr.length}`);
  await folder.write("fees.csv", "a\x1b[31m\rb\n");
  assertFails(
    await folder.run(["backtest", "--no-file", "--fees", "fees.csv"]),
    3,
    'fees.csv:1: the header must be venue,from,add,take,source, not "a\\u001b[31m\\rb"',
  );
  // A name with a newline makes no second line.
  assertFails(
    await folder.run(["backtest", "--no-file", "--data", "a\nsorlab: all is well"]),
    4,
    "cannot read a\\u000asorlab: all is well: no such file",
  );
});

Deno.test("trap: a symbol's controls reach neither screen", async () => {
  await using folder = await Folder.make();
  const instance = {
    order_size: 100,
    half_spread: 0.01,
    take_fee: 0.003,
    lambda_over: 0.02,
    lambda_under: 0.03,
    venues: [{ name: "A\u001b[31m\u009b\u202e", queue: 10, outflow: { kind: "exponential", mean: 100 } }],
  };
  await folder.write("order.json", JSON.stringify(instance));
  for (const format of ["json", "table"]) {
    const args = ["allocate", "--model", "cont-kukanov", "--instance", "order.json", "--format", format];
    const { code, stdout, stderr } = await folder.run(args);
    assertEquals([code, stderr], [0, ""]);
    for (const sign of ["\u001b", "\u009b", "\u202e"]) assert(!stdout.includes(sign), stdout);
  }
});
