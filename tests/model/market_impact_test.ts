import { assertAlmostEquals, assertEquals } from "@std/assert";
import { permanentImpact, realisedImpact, temporaryImpact } from "../../src/model/market_impact.ts";

const IBM = { volatility: 157, inverseTurnover: 263.374, dayFraction: 0.1, days: 0.1 };
const DRI = { volatility: 226, inverseTurnover: 87.092, dayFraction: 0.1, days: 0.1 };

Deno.test("permanentImpact() and realisedImpact() give the figures of the paper's examples", () => {
  assertAlmostEquals(permanentImpact(IBM), 19.86, 0.005);
  assertAlmostEquals(permanentImpact(DRI), 21.68, 0.005);
  const rounded = (stock: typeof IBM): number[] =>
    [0.1, 0.2, 0.5].map((days) => Math.round(realisedImpact({ ...stock, days })));
  assertEquals(rounded(IBM), [32, 25, 18]);
  assertEquals(rounded(DRI), [43, 32, 23]);
});

Deno.test("realisedImpact() is half the permanent impact and the temporary one, mirrored for a sell", () => {
  assertEquals(realisedImpact(IBM), permanentImpact(IBM) / 2 + temporaryImpact(IBM));
  const sell = { ...IBM, dayFraction: -0.1 };
  assertEquals(realisedImpact(sell), -realisedImpact(IBM));
  assertEquals(realisedImpact({ ...IBM, dayFraction: 0 }), 0);
});
