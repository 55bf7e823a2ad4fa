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

Deno.test("the heat map keeps its prices while they fit, and always shows the newest mid", () => {
  const range = rangeOf([10, 10.02], 0.01, undefined);
  assertAlmostEquals(range.low, 9.94);
  assertAlmostEquals(range.high, 10.08);
  assertEquals(rangeOf([10, 10.02, 10.04], 0.01, range), range);
  assert(rangeOf([10, 10.02, 10.07], 0.01, range).high > 10.12);
  const far = rangeOf([10, 20], 0.01, range);
  assert(far.low > 19.9 && far.high < 20.1);
});

Deno.test("the heat map's rows are ticks, and its colours tell a lot from a block", () => {
  const levels = [9.99, 10, 10.02].map((price) => ({ price, bidSize: 1, askSize: 0 }));
  assertAlmostEquals(tickOf(levels, 0.05), 0.01);
  assertEquals(tickOf([], 0.01), 0.01);
  assertEquals([strength(0, 500), strength(500, 500)], [0, 1]);
  assert(strength(100, 10_000) > 0.4);
});
