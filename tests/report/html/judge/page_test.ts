import { assert, assertEquals } from "@std/assert";
import { judgePage } from "../../../../src/report/html/judge/page.ts";
import { documentOf } from "../../../../src/report/html/page.ts";
import { readJudgeArtefact } from "../../../../src/report/judge/read_artefact.ts";
import { type JudgeArtefact, judgeSchema } from "../../../../src/report/judge/schema.ts";
import { BARE, FULL } from "../../judge/_judgement.ts";
import { assertChecked, assertEscaped, assertHarmless, assertNamed } from "../_checks.ts";
import { all, parse, textOf, within } from "../_page.ts";

const draw = (artefact: JudgeArtefact): string => documentOf(judgePage(artefact));

function makePage(artefact: unknown, file: string): string {
  return draw(readJudgeArtefact(artefact, file));
}

const pageOf = (artefact: JudgeArtefact) => parse(makePage(artefact, "judged.json"));

Deno.test("judgePage() is one document that runs and loads nothing", () => {
  for (const artefact of [FULL, BARE]) assertHarmless(artefact, makePage);
});

Deno.test("judgePage() names every plot and heads every table", () => {
  for (const artefact of [FULL, BARE]) assertNamed(pageOf(artefact));
});

Deno.test("judgePage() shows text as text, whatever it is", () => {
  const { tape, verdict, main_comparison, warnings, worst_orders } = FULL;
  const shown = [tape.symbol, ...tape.venues, verdict, main_comparison, ...warnings, worst_orders[0]!.order];
  assertEscaped(FULL, judgeSchema, shown, makePage);
});

Deno.test("judgePage() is made of artefacts alone that have all their fields", () => {
  assertChecked({ ...BARE, worst_orders: BARE.worst_orders.slice(0, 1) }, readJudgeArtefact, draw);
});

Deno.test("judgePage() shows where the money went, the worst orders, the counterfactual and how far to believe it", () => {
  const page = pageOf(FULL);
  assertEquals(textOf(all(page, "h1")[0]!), "Your router on AAPL 2024-08-01");
  const [panel] = all(page, "section");
  assertEquals(panel!.attributes["class"], "verdict good");
  assertEquals(all(all(page, "nav")[0]!, "a").map(({ attributes }) => attributes["href"]), [
    "#warnings",
    "#money",
    "#worst",
    "#comparisons",
    "#by-order",
    "#over-time",
    "#belief",
    "#sides",
    "#venues",
    "#strategies",
    "#best-execution",
    "#fills",
    "#tape",
    "#fees",
    "#repeat",
  ]);
  const text = (id: string) => textOf([...within(page)].find(({ attributes }) => attributes["id"] === id)!);
  for (const { order } of FULL.worst_orders) assert(text("worst").includes(order));
  assert(text("comparisons").includes("Your router: all that it did"));
  assert(!text("comparisons").includes("routing saves"));
  assert(text("belief").includes("sorlab backtest --queue cancels-ahead:"));
  assert(text("repeat").includes("sorlab judge "));
  const bare = pageOf(BARE);
  assertEquals(all(bare, "section")[0]!.attributes["class"], "verdict bad");
});
