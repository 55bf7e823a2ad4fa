import { assertEquals, assertMatch } from "@std/assert";
import { bps, cash, count, percent, price, savedBps } from "../../src/report/html/figures.ts";
import { documentOf } from "../../src/report/html/page.ts";
import { bestQuote } from "../../src/trial/best_quote.ts";
import { trialArtefact } from "../../src/trial/artefact.ts";
import type { TrialOutcome } from "../../src/trial/outcome.ts";
import { immediate } from "../../src/trial/immediate.ts";
import { surveySnapshots } from "../../src/trial/market.ts";
import { trialPage } from "../../src/trial/page.ts";
import { readTrialArtefact } from "../../src/trial/read_artefact.ts";
import { routeTrial, type TrialSetup } from "../../src/trial/router.ts";
import { type TrialArtefact, trialSchema } from "../../src/trial/schema.ts";
import type { TrialSearchResult } from "../../src/trial/search.ts";
import { simulateSnapshots } from "../../src/trial/simulator.ts";
import { twap } from "../../src/trial/twap.ts";
import { BUY } from "../../src/market/side.ts";
import { threeVenues } from "../_tapes.ts";
import { marketOf, orderFor } from "./_market.ts";
import { RUN } from "../report/_outcome.ts";
import { assertArtefact } from "../report/_schema.ts";
import {
  assertChecked,
  assertEscaped,
  assertFigures,
  assertHarmless,
  assertNamed,
} from "../report/html/_checks.ts";
import { all, type Node, parse, rowsOf, spaced, textOf } from "../report/html/_page.ts";

const SEARCH: TrialSearchResult = {
  best: { lambdaOver: 0.4, lambdaUnder: 0.6, thetaQueue: 0.3 },
  points: 125,
  simulations: 1,
  distinctExecutions: 1,
  identified: false,
};

/** A small buy, worked by the router and by two baselines. */
async function artefactOf(quantity: number, skipBaselines?: "skip baselines"): Promise<TrialArtefact> {
  const tape = await threeVenues();
  const market = marketOf(tape, { takeFee: 0.003 });
  const order = orderFor(tape, BUY, quantity);
  const fees = { kind: "flat", takeDollars: 0.003, addDollars: 0 } as const;
  const router = { allocator: "exact", step: 100, infeasible: "wait" } as const;
  const setup: TrialSetup = { rules: { fees, snapshots: {} }, order, router };
  const run = (schedule: typeof immediate) => ({
    schedule: schedule.name,
    placement: bestQuote.name,
    execution: simulateSnapshots(market, order, { schedule, placement: bestQuote }),
  });
  const outcome: TrialOutcome = {
    market,
    survey: surveySnapshots(market),
    order,
    search: SEARCH,
    optimised: {
      schedule: "immediate",
      placement: "static-split",
      execution: routeTrial(market, setup, SEARCH.best),
    },
    baselines: skipBaselines ? {} : { best_ask: run(immediate), twap: run(twap(60e9)) },
  };
  const artefact = JSON.parse(JSON.stringify(trialArtefact(outcome, { ...RUN, rules: "trial" })));
  assertArtefact(artefact);
  return artefact;
}

const SMALL = await artefactOf(1000);
/** More than is ever shown, so that it is crossed at the end. */
const LARGE = await artefactOf(2000);
const ALONE = await artefactOf(1000, "skip baselines");

const draw = (artefact: TrialArtefact): string => documentOf(trialPage(artefact));

function makePage(artefact: unknown, file: string): string {
  return draw(readTrialArtefact(artefact, file));
}

function pageOf(artefact: TrialArtefact): Node {
  return parse(makePage(artefact, "day.json"));
}

Deno.test("trialPage() is one document that runs and loads nothing", () => {
  for (const artefact of [SMALL, LARGE, ALONE]) assertHarmless(artefact, makePage);
});

Deno.test("trialPage() names every plot and heads every table", () => {
  assertNamed(pageOf(SMALL));
  // Nothing is drawn of savings that are none.
  assertNamed(pageOf(LARGE), 0);
  assertEquals(all(pageOf(LARGE), "rect", "bar").length, 0);
});

Deno.test("trialPage() shows text as text, whatever it is", () => {
  const { tape, search, strategies } = SMALL;
  const shown = [tape.symbol, ...tape.venues, search.note, strategies.router.placement];
  assertEscaped(SMALL, trialSchema, shown, makePage);
});

Deno.test("trialPage() is made of artefacts alone that have all their fields", () => {
  assertChecked(SMALL, readTrialArtefact, draw);
});

Deno.test("trialPage() shows figures as in the artefact, the exact ones for programs", () => {
  for (const artefact of [SMALL, LARGE]) {
    const shares = Object.values(artefact.strategies).flatMap(({ shares_by_venue }) => {
      const filled = Object.values(shares_by_venue);
      const sum = filled.reduce((a, b) => a + b);
      return filled.map((each) => each / sum);
    });
    assertFigures(pageOf(artefact), artefact, shares);
  }
});

Deno.test("trialPage() shows the four keys", () => {
  const page = pageOf(SMALL);
  const { baselines, savings_vs_baselines_bps: savings, optimized } = SMALL;
  assertEquals(
    rowsOf(page, "The router against the baselines").map((row) => [row[0], row[1], row[3], row[4]]),
    (["best_ask", "twap"] as const).map((name) => [
      name,
      savedBps(savings[name]!),
      cash(baselines[name]!.total_cash),
      price(baselines[name]!.avg_fill_px!),
    ]),
  );
  const text = spaced(textOf(page));
  const headline = `The router's saving: ${savedBps(savings.best_ask!)} bps on best_ask, ${
    savedBps(savings.twap!)
  } bps on twap`;
  assertEquals(textOf(all(page, "p", "words")[0]!), headline);
  assertMatch(text, new RegExp(`router, total cash, \\$${cash(optimized.total_cash)}`));
  assertMatch(text, /best lambda_over0\.4 .*best lambda_under0\.6 .*best theta_queue0\.3/);
  assertMatch(text, /One order on one path: there is no interval/);
  assertMatch(text, /Trial rules: buy 1,000 shares/);
  assertMatch(text, /parameters identifiedno/);
});

Deno.test("trap: trialPage() has no saving in its headline where less than half was filled without the last crossing", () => {
  const words = (artefact: TrialArtefact) => textOf(all(pageOf(artefact), "p", "words")[0]!);
  assertEquals(
    words(LARGE),
    "No saving of the router's: it filled 0 of 2,000 shares by itself, and the price of the rest is that of the " +
      "last moment",
  );
  const { router, twap, ...others } = SMALL.strategies;
  const filling = (shares: number) => ({
    ...SMALL,
    strategies: { router, ...others, twap: { ...twap!, filled_quantity: shares } },
  });
  const saving = (name: "best_ask" | "twap") =>
    `${savedBps(SMALL.savings_vs_baselines_bps[name]!)} bps on ${name}`;
  assertEquals(words(filling(500)), `The router's saving: ${saving("best_ask")}, ${saving("twap")}`);
  assertEquals(all(pageOf(filling(500)), "rect", "bar").length, 2);
  assertEquals(all(pageOf(filling(499)), "rect", "bar").length, 1);
  assertMatch(
    rowsOf(pageOf(filling(499)), "The router against the baselines")[1]![1]!,
    /the price of one moment$/,
  );
  assertEquals(
    words(filling(499)),
    `The router's saving: ${saving("best_ask")}, none on twap, which filled 499 of 1,000 shares by itself`,
  );
});

Deno.test("trialPage() says how each was filled, and what that cost", () => {
  const filled = rowsOf(pageOf(LARGE), "How each was filled");
  const { residual, snapshots, risk_penalties: { under, over, queue } } = LARGE.strategies.router;
  assertEquals(filled[0]!.slice(1), [
    "0",
    `2,000 at ${price(residual.price!)}`,
    "0",
    "0",
    count(snapshots),
    "n/a",
    "n/a",
    cash(under),
    cash(over),
    cash(queue),
  ]);
  const { first_fill, shares_by_venue } = SMALL.strategies.router;
  const page = pageOf(SMALL);
  assertEquals(rowsOf(page, "How each was filled")[0]![6], first_fill!.slice(11, 19));
  const paid = rowsOf(page, "What each filled, and for how much");
  assertEquals(paid.map((row) => [row[0]!.split(" ")[0], row[6], row[7]]), [
    ["router", bps(SMALL.strategies.router.shortfall_bps!), ""],
    ...(["best_ask", "twap"] as const).map((name) => {
      const { shortfall_bps, saving_bps } = SMALL.strategies[name]!;
      return [name, bps(shortfall_bps!), savedBps(saving_bps!)];
    }),
  ]);
  assertEquals(
    rowsOf(page, "Shares filled, by venue, percent of what the strategy filled").map((
      row,
    ) => [row[0], row[1]]),
    Object.entries(shares_by_venue).map(([venue, shares]) => [venue, spaced(percent(shares / 1000))]),
  );
});

Deno.test("trialPage() says why a saving is missing, and that no baseline was run", () => {
  const { twap, ...others } = SMALL.strategies;
  const missing = { saving_bps: null, saving_reason: "unequal quantities" };
  const artefact = {
    ...SMALL,
    savings_vs_baselines_bps: { ...SMALL.savings_vs_baselines_bps, twap: null },
    strategies: {
      ...others,
      twap: { ...twap!, ...missing, saving_reason_code: "unequal-quantities" as const },
    },
  };
  assertArtefact(artefact);
  const page = pageOf(artefact);
  const [, row] = rowsOf(page, "The router against the baselines");
  assertEquals(row!.slice(0, 2), ["twap", "n/aunequal quantities"]);
  assertMatch(textOf(page), /The router's saving: .* bps on best_ask, n\/a on twap/);
  assertMatch(
    textOf(pageOf(ALONE)),
    /Nothing to compare with: no baseline was run\..*No baseline was run\./s,
  );
});
