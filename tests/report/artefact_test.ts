import { modelParameters } from "../../src/model/parameters.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { UNCOMPARED } from "../../src/analysis/paired_saving.ts";
import { sideName } from "../../src/market/side.ts";
import { formatTime } from "../../src/market/time.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { axesOf } from "../../src/search/parameters.ts";
import { artefactOf, outcomeOf } from "./_outcome.ts";

const outcome = await outcomeOf();
const artefact = artefactOf(outcome);

/** Every key of plain data, wherever it stands. */
function* keysOf(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield key;
    yield* keysOf(inner);
  }
}

Deno.test("artefactOf() begins with the trial's keys, and is the same twice", () => {
  assertEquals(Object.keys(artefact).slice(0, 4), [
    "best_parameters",
    "optimized",
    "baselines",
    "savings_vs_baselines_bps",
  ]);
  assertEquals(artefactOf(outcome), artefact);
  assertEquals(Object.keys(artefact.best_parameters), ["lambda_over", "lambda_under", "theta_queue"]);
  assertEquals(Object.keys(artefact.baselines), ["best_ask", "twap", "vwap"]);
});

Deno.test("artefactOf() has keys in snake case, but for names of venues and strategies", () => {
  const names = new Set([
    ...Object.keys(UNCOMPARED),
    ...outcome.market.venues.names,
    ...Object.keys(outcome.lab.others).filter((name) => name.includes("+")),
  ]);
  for (const key of keysOf(artefact)) {
    assert(names.has(key) || /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key) || key.includes("…"), key);
  }
});

Deno.test("artefactOf() sums the cash of all scored orders, buys and sells alike", () => {
  const { tuned, others } = outcome.lab;
  for (const [name, { orders }] of [["router", tuned], ...Object.entries(others)] as const) {
    const cash = orders.reduce((sum, { cost }) => sum + Number(cost.cashUnits), 0) / 1e9;
    const figures = artefact.strategies[name]!;
    assertAlmostEquals(figures.cash, cash, 1e-6);
    assertAlmostEquals(figures.cash / figures.filled, figures.average_price!, 1e-9);
    const fees = orders.reduce((sum, { cost }) => sum + Number(cost.feeUnits), 0) / 1e9;
    assertAlmostEquals(figures.fees, fees, 1e-9);
  }
  const router = artefact.strategies["router"]!;
  const { total_cash, avg_fill_px } = artefact.optimized;
  assertEquals([total_cash, avg_fill_px], [router.cash, router.average_price]);
  for (const [name, baseline] of Object.entries(artefact.baselines)) {
    const { cash, average_price } = artefact.strategies[name]!;
    assertEquals(baseline, { total_cash: cash, avg_fill_px: average_price });
    assertEquals(artefact.savings_vs_baselines_bps[name], artefact.comparisons[name]!.saving_bps);
  }
});

Deno.test("artefactOf() shows what each order saved: by notional that is the saving, and sides and starts are the orders'", () => {
  const { savings_by_order: shown, comparisons, orders } = artefact;
  const { lab: { firstScored }, parentOrders, market: { tape } } = outcome;
  assertEquals(shown.from, orders.scored_from);
  const originNs = BigInt(parentOrders.orders[firstScored]!.startNs) + tape.originNs;
  assertEquals(shown.from, formatTime(originNs));
  assertEquals(Object.keys(shown.saving_bps), Object.keys(comparisons));
  assertEquals(shown.order.length, comparisons["twap"]!.orders_compared);
  for (const [i, order] of shown.order.entries()) {
    const { startNs, side, quantity } = parentOrders.orders[order]!;
    assertEquals(BigInt(shown.start_ns[i]!) + originNs, BigInt(startNs) + tape.originNs);
    assertEquals([shown.side[i], shown.quantity[i]], [sideName(side), quantity]);
  }
  for (const [name, savings] of Object.entries(shown.saving_bps)) {
    const saved = savings.reduce((sum, bps, i) => sum + bps * shown.notional[i]!, 0);
    const notional = shown.notional.reduce((sum, each) => sum + each, 0);
    assertAlmostEquals(saved / notional, comparisons[name]!.saving_bps!, 1e-6);
  }
});

Deno.test("artefactOf() describes orders, tape and fees", () => {
  const { orders, tape, fees } = artefact;
  const { firstScored } = outcome.lab;
  assertEquals([orders.count, orders.buys, orders.sells, orders.scored], [
    24,
    12,
    12,
    24 - firstScored,
  ]);
  assertEquals(orders.quantity, { least: 100, most: 100, sum: 2400 });
  assertEquals([orders.horizon_s, orders.empty], [12, 0]);
  assertEquals(tape.rows, outcome.market.tape.length);
  assertEquals([tape.clock_resolution, tape.reference_venue], ["1ns", outcome.market.venues.names[0]]);
  const venues = outcome.market.venues.names;
  assertEquals(fees.take_per_share, Object.fromEntries(venues.map((name) => [name, 0.003])));
  assertEquals(fees.add_per_share, Object.fromEntries(venues.map((name) => [name, -0.002])));
});

Deno.test("artefactOf() shows the last fold's parameters, and all folds' in search", () => {
  const { folds } = outcome.lab.walked;
  const { search, best_parameters } = artefact;
  assertEquals(best_parameters, {
    lambda_over: null,
    lambda_under: folds.at(-1)!.tuned.best.lambdaUnder,
    theta_queue: null,
  });
  assertEquals(search.folds.length, 2);
  for (const [i, { fold, tuned }] of folds.entries()) {
    const { orders_tuned_on, orders_scored, in_sample_cost_bps, stopped } = search.folds[i]!;
    assertEquals([orders_tuned_on, orders_scored], [fold.trained, fold.end - fold.first]);
    assertEquals([in_sample_cost_bps, stopped], [tuned.bestBps, "complete"]);
  }
  assertEquals([search.evaluations, search.in_sample, search.method], [6, false, "grid"]);
  const { searched, identified } = search.parameters["lambda_under"]!;
  assertEquals([searched, identified], [[1.05, 4], true]);
});

Deno.test("artefactOf() says which values are as good, of values given in any order", async () => {
  const asked = {
    ...outcome,
    axes: axesOf(modelParameters(["lambdaUnder"]), 2, { lambdaUnder: [3.9, 1.05, 1.2] }),
  };
  const { lab } = await outcomeOf({ levels: 1 });
  const { as_good, searched } = artefactOf({ ...asked, lab }).search.parameters["lambda_under"]!;
  assertEquals([as_good, searched], [[1.05, 1.05], [1.05, 3.9]]);
});

Deno.test("artefactOf() says that nothing was tuned, or that the tuning changed nothing", async () => {
  const sweep = artefactOf(await outcomeOf({ strategy: "twap+sweep" }));
  assertEquals(sweep.best_parameters, { lambda_over: null, lambda_under: null, theta_queue: null });
  assertEquals(
    sweep.search.note,
    "Nothing was tuned. lambda_over, lambda_under, theta_queue cannot change an execution of twap+sweep: not identified.",
  );
  assertEquals(sweep.search.method, null);
  const one = artefactOf(await outcomeOf({ levels: 1 }));
  assert(one.search.note.startsWith("No parameter changed any fill: best_parameters is merely"));
  const inSample = artefactOf(await outcomeOf({ folds: 1 }));
  assert(inSample.search.note.includes("the saving is in-sample, and no evidence; add --folds"));
});

Deno.test("artefactOf() takes its verdict from the comparison that isolates routing", async () => {
  assertEquals([artefact.main_comparison, artefact.comparisons["twap"]!.kind], ["twap", "routing"]);
  assertEquals(artefact.verdict, `Against twap: ${artefact.comparisons["twap"]!.verdict.text}`);
  const pov = artefactOf(await outcomeOf({ strategy: "pov+sweep" }));
  assertEquals(pov.main_comparison, "best_ask");
  assertEquals(pov.verdict, `Against best_ask: ${pov.comparisons["best_ask"]!.verdict.text}`);
});

Deno.test("artefactOf() shows where a strategy stands that was not tuned", async () => {
  const { strategies } = artefactOf(await outcomeOf({ compare: "pov+static-relative" }));
  const { parameters } = strategies["pov+static-relative"]!;
  assertEquals(parameters, { lambda_over: null, lambda_under: FIRST_POINT.lambdaUnder, theta_queue: null });
  for (const name of ["router", "twap"]) assert(!("parameters" in strategies[name]!));
});

Deno.test("artefactOf() adds savings under other fees", () => {
  const { tuned, others } = outcome.lab;
  const { what_if_fees } = artefactOf({ ...outcome, whatIf: { "other.csv": { tuned, others } } });
  assertEquals(what_if_fees, {
    "other.csv": {
      savings_bps: Object.fromEntries(
        Object.entries(artefact.comparisons).map(([name, { saving_bps }]) => [name, saving_bps]),
      ),
    },
  });
  assertEquals(artefact.what_if_fees, {});
});

Deno.test("artefactOf() has a code beside every reason in words", async () => {
  const { confidence } = artefact.comparisons["twap"]!;
  const { starts, horizons, n_eff, correlation } = confidence!;
  assertEquals([starts, horizons], [8, 8]);
  assert(n_eff <= 8 && correlation >= 0);
  assertEquals([confidence!.reason, confidence!.reason_code], [
    "the orders span 8 independent horizons, where an interval takes 20",
    "too-few-horizons",
  ]);
  const large = artefactOf(await outcomeOf({ wanted: { size: { kind: "shares", shares: 900_000 } } }));
  for (const { not_compared_because, not_compared_codes } of Object.values(large.comparisons)) {
    const codes = Object.entries(not_compared_codes!);
    assertEquals(codes.reduce((sum, [, orders]) => sum + orders, 0), 16);
    const words = codes.map(([code, orders]) => [UNCOMPARED[code as keyof typeof UNCOMPARED], orders]);
    assertEquals(Object.entries(not_compared_because!), words);
  }
  assertEquals(large.warning_codes, ["large-participation", "beyond-displayed"]);
  assertEquals(large.warnings.length, 2);
});

Deno.test("artefactOf() says what price limits refused, by strategy and venue, and which mids are in doubt", async () => {
  const limited = await outcomeOf({ wanted: { limit: { kind: "bps", bps: 0 } } });
  const { strategies } = artefactOf(limited);
  const { names } = limited.market.venues;
  for (const [name, { orders }] of Object.entries({ router: limited.lab.tuned, ...limited.lab.others })) {
    const { total, by_venue } = strategies[name]!.refused_shares;
    assertEquals(Object.values(by_venue).reduce((sum, shares) => sum + shares, 0), total);
    for (const [venue, venueName] of names.entries()) {
      const refused = orders.reduce((sum, order) => sum + order.refused[venue]!, 0);
      assertEquals(by_venue[venueName] ?? 0, refused);
    }
    const doubtful = orders.reduce((sum, { doubtfulMids }) => sum + doubtfulMids, 0);
    assertEquals(strategies[name]!.doubtful_mids, doubtful);
  }
  assert(Object.values(strategies).some(({ refused_shares: { total } }) => total > 0));
});

Deno.test("artefactOf() shows what set-ups as good saved, and which interval holds at once with others", async () => {
  const many = await outcomeOf({ folds: 1, wanted: { count: 60, horizonNs: 6e9 } });
  const interval = { lower: 1, upper: 2, standardError: 0.1, simultaneous: false };
  const stability = [
    { variant: "no fees", savingBps: 1.5, interval },
    { variant: "slices half as long", savingBps: null, interval: null, reason: "no room" },
  ];
  const shown = artefactOf({ ...many, stability, primary: "vwap" });
  assertEquals(shown.stability, [
    { variant: "no fees", saving_bps: 1.5, interval_bps: { lower: 1, upper: 2 } },
    { variant: "slices half as long", saving_bps: null, interval_bps: null, reason: "no room" },
  ]);
  assertEquals(shown.main_comparison, "vwap");
  for (const [name, { confidence }] of Object.entries(shown.comparisons)) {
    assertEquals(confidence!.interval_bps!.simultaneous, name !== "vwap");
  }
  assert(!("stability" in artefact));
});
