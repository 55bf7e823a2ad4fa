import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Field } from "../../src/report/html/field.ts";
import { documentOf } from "../../src/report/html/page.ts";
import { trialArtefact } from "../../src/trial/artefact.ts";
import { runTrialBacktest, type TrialQuestion } from "../../src/trial/backtest.ts";
import { trialPage } from "../../src/trial/page.ts";
import { axes, routedBy, tape } from "./_searches.ts";

const BASELINES: TrialQuestion["baselines"] = { intervalNs: 10e9, vwapProfile: "trailing" };

/** The page of a real artefact, in which the router fills the whole order. */
async function pageOf(baselines = BASELINES): Promise<string> {
  const { rules, router, order: { side, quantity } } = routedBy({ allocator: "exact" });
  const question = { order: { side, quantity }, router, rules, baselines, search: { axes } };
  const outcome = await runTrialBacktest(tape, question);
  const artefact = trialArtefact(outcome, { tool: "sorlab", rules: "trial" });
  return documentOf(trialPage(new Field(JSON.parse(JSON.stringify(artefact)), "day.json")));
}

Deno.test("trialPage() finds every figure in a real artefact", async () => {
  const page = await pageOf();
  assertEquals(page.match(/.*n\/a.*/g), null);
  assertStringIncludes(page, "All 24 points gave the same fills");
  for (const name of ["router", "best_ask", "twap", "vwap"]) {
    assert(page.includes(`${name} <span class="sub">`), name);
  }
});

Deno.test("trialPage() says that no baseline was run", async () => {
  const page = await pageOf({ ...BASELINES, skip: true });
  assertStringIncludes(page, "No baseline was run.");
  assertStringIncludes(page, "Nothing to compare with");
});
