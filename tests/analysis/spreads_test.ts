import { assertAlmostEquals, assertEquals } from "@std/assert";
import { attributionOf } from "../../src/analysis/attribution.ts";
import { effectiveOverQuoted, poolSpreads, spreadsOf } from "../../src/analysis/spreads.ts";
import { CROSSED, RESTED } from "../../src/execution/fill_log.ts";
import { SELL } from "../../src/market/side.ts";
import { executionOf, forExecutions } from "./_executions.ts";

Deno.test("spreadsOf() averages over the shares taken, and no others", () => {
  const { effective, quoted } = spreadsOf(executionOf({}, [
    { price: 10.01, shares: 300, mid: 10, touch: 10.01 },
    { price: 10.04, shares: 100, mid: 10, touch: 10.02 },
    { price: 9, shares: 100, mid: 10, touch: 11, kind: RESTED },
    { price: 12, shares: 100, mid: 10, touch: 11, kind: CROSSED },
  ]));
  assertAlmostEquals(effective.mean!, (3 * 0.02 + 0.08) / 4);
  assertAlmostEquals(quoted.mean!, (3 * 0.02 + 0.04) / 4);
  assertEquals([effective.weight, quoted.weight], [400, 400]);
  assertAlmostEquals(effectiveOverQuoted({ effective, quoted })!, 1.4);
});

Deno.test("spreadsOf() of a sell counts what it got less than the mid", () => {
  const sold = executionOf({ side: SELL }, [{ price: 9.98, shares: 100, mid: 10, touch: 9.99 }]);
  assertAlmostEquals(effectiveOverQuoted(spreadsOf(sold))!, 2);
});

Deno.test("effectiveOverQuoted() is null without fills, without a mid, and in a locked market", () => {
  const ratio = (...fills: Parameters<typeof executionOf>[1]) =>
    effectiveOverQuoted(spreadsOf(executionOf({}, fills)));
  assertEquals(ratio(), null);
  assertEquals(ratio({ price: 10, shares: 100 }), null);
  assertEquals(ratio({ price: 10, shares: 100, mid: 10, touch: 10 }), null);
});

Deno.test("spreadsOf() is twice the parts spread and venue of the attribution", () => {
  forExecutions(500, 20, (execution) => {
    const { effective, quoted } = spreadsOf(execution);
    const parts = attributionOf(execution)?.parts;
    if (!parts) return;
    const dollars = (amount: bigint) => Number(amount) / 2e9;
    assertAlmostEquals(quoted.weight * (quoted.mean ?? 0), 2 * dollars(parts.spread), 1e-6);
    assertAlmostEquals(
      effective.weight * (effective.mean ?? 0),
      2 * dollars(parts.spread + parts.venue),
      1e-6,
    );
  });
});

Deno.test("poolSpreads() weighs orders by the shares taken", () => {
  const one = spreadsOf(executionOf({}, [{ price: 10.01, shares: 300, mid: 10, touch: 10.01 }]));
  const other = spreadsOf(executionOf({}, [{ price: 10.03, shares: 100, mid: 10, touch: 10.01 }]));
  const { effective, quoted } = poolSpreads([one, other, spreadsOf(executionOf({}, []))]);
  assertAlmostEquals(effective.mean!, 0.03);
  assertAlmostEquals(quoted.mean!, 0.02);
});
