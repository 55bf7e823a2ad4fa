import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { simulateSnapshots } from "../../src/trial/simulator.ts";
import { surveySnapshots } from "../../src/trial/market.ts";
import { randomInt } from "../../src/market/random.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import type { Tape } from "../../src/market/tape.ts";
import { bestQuote } from "../../src/trial/best_quote.ts";
import { trialArtefact } from "../../src/trial/artefact.ts";
import type { TrialOutcome } from "../../src/trial/outcome.ts";
import type { TrialArtefact } from "../../src/trial/schema.ts";
import { trialTable } from "../../src/trial/table.ts";
import { alignColumns } from "../../src/report/terminal/align_columns.ts";
import { immediate } from "../../src/trial/immediate.ts";
import { twap } from "../../src/trial/twap.ts";
import { vwap } from "../../src/trial/vwap.ts";
import type { TrialSearchResult } from "../../src/trial/search.ts";
import { type RouterSetup, routeTrial, type TrialSetup } from "../../src/trial/router.ts";
import { forSeeds, randomTape, tapeOf, threeVenues, XNAS, XNYS } from "../_tapes.ts";
import { marketOf, orderFor } from "./_market.ts";
import { RUN } from "../report/_outcome.ts";
import { assertPlain } from "../report/_plain.ts";
import { assertArtefact } from "../report/_schema.ts";
import { seeds } from "../_seeds.ts";

const MINUTE_NS = 60e9;

interface Choices {
  side?: Side;
  quantity: number;
  takeFee?: number;
  allocator?: RouterSetup["allocator"];
  skipBaselines?: boolean;
}

const SEARCH: TrialSearchResult = {
  best: { lambdaOver: 0.4, lambdaUnder: 0.6, thetaQueue: 0.3 },
  points: 125,
  simulations: 1,
  distinctExecutions: 1,
  identified: false,
};

function outcomeOf(tape: Tape, choices: Choices): TrialOutcome {
  const { side = BUY, quantity, takeFee = 0, allocator = "exact", skipBaselines } = choices;
  const market = marketOf(tape, { takeFee });
  const order = orderFor(tape, side, quantity);
  const fees = { kind: "flat", takeDollars: takeFee, addDollars: 0 } as const;
  const router: RouterSetup = { allocator, step: 100, infeasible: "wait" };
  const setup: TrialSetup = { rules: { fees, snapshots: {} }, order, router };
  const schedules = { best_ask: immediate, twap: twap(MINUTE_NS), vwap: vwap(MINUTE_NS) };
  const baselines = Object.entries(skipBaselines ? {} : schedules).map(([name, schedule]) => [name, {
    schedule: schedule.name,
    placement: bestQuote.name,
    execution: simulateSnapshots(market, order, { schedule, placement: bestQuote }),
  }]);
  return {
    market,
    survey: surveySnapshots(market),
    order,
    search: SEARCH,
    optimised: {
      schedule: "immediate",
      placement: "static-split",
      execution: routeTrial(market, setup, SEARCH.best),
    },
    baselines: Object.fromEntries(baselines),
  };
}

/** The artefact, through JSON. */
function artefactOf(tape: Tape, choices: Choices): TrialArtefact {
  const artefact = trialArtefact(outcomeOf(tape, choices), { ...RUN, rules: "trial" });
  assertPlain(artefact);
  const json = JSON.stringify(artefact);
  const keys = ["best_parameters", "optimized", "baselines", "savings_vs_baselines_bps"];
  assertEquals(Object.keys(JSON.parse(json)).slice(0, 4), keys);
  assertEquals(JSON.stringify(JSON.parse(json)), json);
  assertArtefact(JSON.parse(json));
  return JSON.parse(json);
}

const NO_PENALTY = { under: 0, over: 0, queue: 0 };

Deno.test("trialArtefact() reports a small buy to the cent", async () => {
  const artefact = artefactOf(await threeVenues(), { quantity: 1000 });
  assertEquals(artefact.best_parameters, { lambda_over: 0.4, lambda_under: 0.6, theta_queue: 0.3 });
  assertEquals(artefact.optimized, { total_cash: 10_008, avg_fill_px: 10.008, risk_penalties: NO_PENALTY });
  const cash = Object.entries(artefact.baselines).map((
    [name, { total_cash, avg_fill_px }],
  ) => [name, total_cash, avg_fill_px]);
  assertEquals(cash, [
    ["best_ask", 10_002, 10.002],
    ["twap", 10_005.7, 10.0057],
    ["vwap", 10_005.7, 10.0057],
  ]);
  const savings = artefact.savings_vs_baselines_bps;
  assertAlmostEquals(savings.best_ask!, (10_002 - 10_008) / 10_002 * 1e4, 1e-9);
  assertAlmostEquals(savings.twap!, (10_005.7 - 10_008) / 10_005.7 * 1e4, 1e-9);
  assertEquals(artefact.order, {
    side: "buy",
    quantity: 1000,
    window: ["2024-08-01T10:00:00.000000000Z", "2024-08-01T10:03:30.000000000Z"],
    arrival_mid: 10,
  });
  const { symbol, rows, venues, snapshots, crossed_snapshots } = artefact.tape;
  assertEquals([symbol, rows, venues, snapshots, crossed_snapshots], [
    "TEST",
    7,
    ["XNAS", "XNYS", "ARCX"],
    7,
    0,
  ]);
  const router = artefact.strategies.router;
  assertAlmostEquals(router.shortfall_bps!, 8, 1e-9);
  assertEquals([router.filled_quantity, router.residual, router.unfilled_quantity], [1000, {
    shares: 0,
    price: null,
  }, 0]);
  assertEquals(router.shares_by_venue, { XNAS: 100, XNYS: 600, ARCX: 300 });
  assertEquals([router.fills, router.snapshots], [3, 6]);
  assertEquals([router.first_fill, router.last_fill], Array(2).fill("2024-08-01T10:02:40.000000000Z"));
  assertEquals(artefact.warnings, []);
});

Deno.test("trialArtefact() reports a small sell all-in, with fees apart", async () => {
  const artefact = artefactOf(await threeVenues(), { side: SELL, quantity: 1000, takeFee: 0.003 });
  const { total_cash, cash_before_fees, fees, avg_fill_px, avg_px_before_fees, shortfall_bps } = artefact
    .strategies.router;
  assertEquals([total_cash, cash_before_fees, fees], [9982, 9985, 3]);
  assertEquals([avg_fill_px, avg_px_before_fees], [9.982, 9.985]);
  assertAlmostEquals(shortfall_bps!, 18, 1e-9);
  assertEquals(artefact.baselines.best_ask!.total_cash, 9987);
  assertAlmostEquals(artefact.savings_vs_baselines_bps.best_ask!, (9982 - 9987) / 9987 * 1e4, 1e-9);
});

Deno.test("trialArtefact() marks what was crossed at the end, and prices the risk beside the cash", async () => {
  const artefact = artefactOf(await threeVenues(), { quantity: 2000 });
  const { total_cash, residual, filled_quantity, first_fill, risk_penalties, shares_by_venue } = artefact
    .strategies.router;
  assertEquals([total_cash, residual], [20_020, { shares: 2000, price: 10.01 }]);
  assertEquals([filled_quantity, first_fill], [0, null]);
  assertEquals(risk_penalties, { under: 1200, over: 0, queue: 600 });
  assertEquals(shares_by_venue, { XNYS: 2000 });
  assert(!Object.values(artefact.savings_vs_baselines_bps).includes(null));
  assertMatch(artefact.warnings.join("\n"), /router crossed 2000 of 2000 shares/);
  assertEquals(new Set(artefact.warning_codes), new Set(["large-residual"]));
});

Deno.test("trialArtefact() has no averages, savings or times where nothing was ever shown", () => {
  const tape = tapeOf([0, XNAS, [10, 100], null], [1, XNYS, [10, 100], null]);
  const artefact = artefactOf(tape, { quantity: 500 });
  assertEquals(artefact.optimized.avg_fill_px, null);
  assertEquals(artefact.order.arrival_mid, null);
  assertEquals(artefact.savings_vs_baselines_bps, { best_ask: null, twap: null, vwap: null });
  const { unfilled_quantity, saving_reason, saving_reason_code, shortfall_bps, total_cash } = artefact
    .strategies["twap"]!;
  assertEquals([unfilled_quantity, shortfall_bps, total_cash], [500, null, 0]);
  assertMatch(saving_reason!, /no cash/);
  assertEquals(saving_reason_code, "no-baseline-cash");
  assertEquals(new Set(artefact.warning_codes), new Set(["unfilled"]));
  assert(trialTable(artefact).includes("n/a"));
});

Deno.test("trialArtefact() has no saving of an execution that took too many shares, but the reason", () => {
  const tape = tapeOf([0, XNAS, [500, 2000], [500.01, 2000]], [1, XNAS, [500, 2000], null]);
  const artefact = artefactOf(tape, { side: SELL, quantity: 1000, allocator: "quadratic" });
  const filled = artefact.strategies.router.filled_quantity;
  assert(filled > 1000);
  assertEquals(artefact.savings_vs_baselines_bps, { best_ask: null, twap: null, vwap: null });
  assertMatch(artefact.strategies["twap"]!.saving_reason!, new RegExp(`unequal quantities.*${filled}.*1000`));
  assertEquals(artefact.strategies["twap"]!.saving_reason_code, "unequal-quantities");
  assertEquals(artefact.optimized.risk_penalties.over, 0.4 * (filled - 1000));
  assert(artefact.warning_codes.includes("overfilled"));
});

Deno.test("trialArtefact() has no baselines where they were skipped", async () => {
  const artefact = artefactOf(await threeVenues(), { quantity: 1000, skipBaselines: true });
  assertEquals([artefact.baselines, artefact.savings_vs_baselines_bps], [{}, {}]);
  assertEquals(Object.keys(artefact.strategies), ["router"]);
});

Deno.test("trialArtefact() is plain JSON, and the same twice, for any tape and order", () => {
  forSeeds(1, seeds(20, 300), (random) => {
    const tape = randomTape(random);
    const choices: Choices = {
      side: random() < 0.5 ? BUY : SELL,
      quantity: 1 + randomInt(random, 3000),
      takeFee: (randomInt(random, 7) - 3) / 1000,
      allocator: (["exact", "greedy", "quadratic"] as const)[randomInt(random, 3)]!,
    };
    const artefact = artefactOf(tape, choices);
    assertEquals(JSON.stringify(artefactOf(tape, choices)), JSON.stringify(artefact));
    trialTable(artefact);
    for (const [name, strategy] of Object.entries(artefact.strategies)) {
      const shares = strategy.filled_quantity + strategy.residual.shares;
      const byVenue = Object.values(strategy.shares_by_venue).reduce((sum, each) => sum + each, 0);
      assertEquals(byVenue, shares, name);
      if (strategy.avg_fill_px !== null) {
        assertAlmostEquals(strategy.avg_fill_px * shares, strategy.total_cash, 1e-6, name);
      }
    }
  });
});

Deno.test("trialTable() has a line a strategy and what the search found", async () => {
  const table = trialTable(artefactOf(await threeVenues(), { quantity: 1000 }));
  const lines = table.split("\n").map((line) => line.split(/\s{2,}/));
  assertEquals(lines.slice(0, 5), [
    ["strategy", "filled", "residual", "avg price", "cost bps", "saving bps"],
    ["router", "1000", "0", "10.0080", "8.00"],
    ["best_ask", "1000", "0", "10.0020", "2.00", "-6.00"],
    ["twap", "1000", "0", "10.0057", "5.70", "-2.30"],
    ["vwap", "1000", "0", "10.0057", "5.70", "-2.30"],
  ]);
  assertMatch(table, /125 points gave the same fills/);
});

Deno.test("alignColumns() puts text to the left, numbers to the right, and no space at the end", () => {
  assertEquals(alignColumns([["a", "bb"], ["ccc", "1"], ["d", ""]]), "a    bb\nccc   1\nd");
});
