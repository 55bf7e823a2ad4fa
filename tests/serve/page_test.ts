// The page's script, as far as it takes no browser.
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { livePage } from "../../src/serve/page/page.ts";
import { rangeOf, strength, tickOf } from "../../src/serve/page/heat_map.js";

Deno.test("the page's modules are one script, in which no name stands twice", async () => {
  const { html } = await livePage("a token");
  const [, script] = /<script type="module">(.*?)<\/script>/s.exec(html)!;
  assert(!/^(import|export) /m.test(script!));
  new Function(script!); // which parses it
  assertThrows(() => new Function(`${script}\nconst boot = 1;`), SyntaxError, "boot");
});

/** Touches a cent wide. */
function about(...mids: number[]): { bid: number; ask: number; mid: number }[] {
  return mids.map((mid) => ({ bid: mid - 0.005, ask: mid + 0.005, mid }));
}

Deno.test("the heat map keeps its prices while they fit, and always shows the newest touch", () => {
  const range = rangeOf(about(10, 10.02), 0.01, undefined);
  assertAlmostEquals(range.low, 9.935);
  assertAlmostEquals(range.high, 10.085);
  assertEquals(rangeOf(about(10, 10.02, 10.04), 0.01, range), range);
  assert(rangeOf(about(10, 10.02, 10.07), 0.01, range).high > 10.12);
  const far = rangeOf(about(10, 20), 0.01, range);
  assert(far.low > 19.9 && far.high < 20.1);
  const wide = rangeOf([{ bid: 10, ask: 15, mid: 12.5 }], 0.01, range);
  assert(wide.low < 10 && wide.high > 15);
  assertAlmostEquals(rangeOf([{ bid: null, ask: 10, mid: 9.9 }], 0.01, undefined).low, 9.84);
});

Deno.test("the heat map's rows are ticks, and its colours tell a lot from a block", () => {
  const levels = [9.99, 10, 10.02].map((price) => ({ price, bidSize: 1, askSize: 0 }));
  assertAlmostEquals(tickOf(levels, 0.05), 0.01);
  assertEquals(tickOf([], 0.01), 0.01);
  assertEquals([strength(0, 500), strength(500, 500)], [0, 1]);
  assert(strength(100, 10_000) > 0.4);
});
