import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { PARTS } from "../../../src/analysis/attribution.ts";
import { DataError } from "../../../src/market/data_error.ts";
import { readJudgeArtefact } from "../../../src/report/judge/read_artefact.ts";
import { judgeSummary } from "../../../src/report/judge/summary.ts";
import { assertArtefact } from "../_schema.ts";
import { BARE, FULL } from "./_judgement.ts";

Deno.test("judgeArtefact() is just what its schema says, and goes through JSON as it is", () => {
  for (const artefact of [FULL, BARE]) {
    assertArtefact(artefact);
    assertEquals(JSON.parse(JSON.stringify(artefact)), artefact);
    assertEquals(readJudgeArtefact(JSON.parse(JSON.stringify(artefact)), "judged.json"), artefact);
  }
});

Deno.test("judgeArtefact() has your router as one more strategy, and its money by venue sums to its cost", () => {
  const { strategies, comparisons, money, worst_orders: worst, fills } = FULL;
  assertEquals(Object.keys(strategies), ["router", ...Object.keys(comparisons)]);
  const { router } = strategies as { router: typeof strategies[string] };
  assertEquals(router.strategy, "your router");
  assertEquals(fills.clock, { offset_s: 0.25, spread_s: 0, matched: 1, estimated: true });
  const costs = Object.values(money.by_venue).reduce((sum, { cost }) => sum + cost, 0);
  assertAlmostEquals(costs / router.notional! * 1e4, router.shortfall_bps!, 1e-9);
  assertEquals(worst.length, 10);
  for (const [i, { cost, cost_bps, parts_bps, path, fills, filled, quantity }] of worst.entries()) {
    assert(i === 0 || cost <= worst[i - 1]!.cost);
    assertAlmostEquals(PARTS.reduce((sum, part) => sum + parts_bps[part], 0), cost_bps, 1e-9);
    assertEquals([path.step[0], path.mid.length], [0, path.step.length]);
    const marks = fills["router"]!;
    assertEquals(Object.keys(fills), ["router", FULL.main_comparison]);
    const others = fills[FULL.main_comparison]!;
    assertEquals(others.shares.reduce((sum, shares) => sum + shares, 0), quantity);
    assertEquals(marks.shares.reduce((sum, shares) => sum + shares, 0), filled);
    assertAlmostEquals(marks.cost.reduce((sum: number, each) => sum + each!, 0), cost, 1e-4);
  }
  assertEquals(FULL.belief!.calibration!.queue, `cancels-ahead:${FULL.belief!.calibration!.share}`);
  assertEquals(BARE.belief, undefined);
});

Deno.test("judgeArtefact() warns of what makes its figures uncertain", () => {
  assert(BARE.warning_codes.includes("derived-orders"));
  assert(!FULL.warning_codes.includes("derived-orders"));
  assertEquals(BARE.warnings.length, BARE.warning_codes.length);
});

Deno.test("judgeSummary() shows verdict, clock, strategies, venues and how far to believe it", () => {
  const table = judgeSummary(FULL, { columns: 400, ascii: false });
  assert(table.startsWith("Against twap+best-quote: Your router saves "), table);
  for (
    const line of [
      "100.0 % of them with a print of their own; clock offset 0.25 s, found to within 0 s",
      "your router",
      "filled at  shares",
      "child orders the simulator fills",
      "queue model cancels-ahead:",
    ]
  ) assert(table.includes(line), `${line}\n${table}`);
});

Deno.test("readJudgeArtefact() refuses what is none", () => {
  const fail = (value: unknown, text: string) =>
    assertEquals(
      assertThrows(() => readJudgeArtefact(value, "x.json"), DataError).message,
      `x.json: ${text}`,
    );
  fail({}, 'no artefact of sorlab: there is no "schema_version"');
  fail(
    { ...FULL, main_comparison: "x" },
    `main_comparison is "x": not one of ${Object.keys(FULL.comparisons).join(", ")}`,
  );
  const { money: _, ...less } = FULL;
  fail(less, "money is missing");
});
