import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { axesOf, FIRST_POINT } from "../../src/search/parameters.ts";
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
    const figures = artefact.strategies[name] as Record<string, number>;
    assertAlmostEquals(figures["cash"]!, cash, 1e-6);
    assertAlmostEquals(figures["cash"]! / figures["filled"]!, figures["average_price"]!, 1e-9);
    const fees = orders.reduce((sum, { cost }) => sum + Number(cost.feeUnits), 0) / 1e9;
    assertAlmostEquals(figures["fees"]!, fees, 1e-9);
  }
  const router = artefact.strategies["router"] as Record<string, number>;
  const { total_cash, avg_fill_px } = artefact.optimized;
  assertEquals([total_cash, avg_fill_px], [router["cash"], router["average_price"]]);
  for (const [name, baseline] of Object.entries(artefact.baselines)) {
    const figures = artefact.strategies[name] as Record<string, number>;
    assertEquals(baseline, { total_cash: figures["cash"], avg_fill_px: figures["average_price"] });
    assertEquals(artefact.savings_vs_baselines_bps[name], artefact.comparisons[name]!.saving_bps);
  }
});

Deno.test("artefactOf() describes orders, tape and fees", () => {
  const { orders, tape, fees } = artefact;
  const { firstScored } = outcome.lab;
  assertEquals([orders["count"], orders["buys"], orders["sells"], orders["scored"]], [
    24,
    12,
    12,
    24 - firstScored,
  ]);
  assertEquals(orders["quantity"], { least: 400, most: 400, sum: 9600 });
  assertEquals([orders["horizon_s"], orders["empty"]], [12, 0]);
  assertEquals(tape["rows"], outcome.market.tape.length);
  assertEquals([tape["clock_resolution"], tape["reference_venue"]], ["1ns", outcome.market.venues.names[0]]);
  const venues = outcome.market.venues.names;
  assertEquals(fees["take_per_share"], Object.fromEntries(venues.map((name) => [name, 0.003])));
  assertEquals(fees["add_per_share"], Object.fromEntries(venues.map((name) => [name, -0.002])));
});

Deno.test("artefactOf() shows the last fold's parameters, and all folds' in search", () => {
  const { folds } = outcome.lab.walked;
  const { search, best_parameters } = artefact;
  assertEquals(best_parameters, {
    lambda_over: null,
    lambda_under: folds.at(-1)!.tuned.best.lambdaUnder,
    theta_queue: null,
  });
  const shown = search["folds"] as Record<string, unknown>[];
  assertEquals(shown.length, 2);
  for (const [i, { fold, tuned }] of folds.entries()) {
    const { orders_tuned_on, orders_scored, in_sample_cost_bps, stopped } = shown[i]!;
    assertEquals([orders_tuned_on, orders_scored], [fold.trained, fold.end - fold.first]);
    assertEquals([in_sample_cost_bps, stopped], [tuned.bestBps, "complete"]);
  }
  assertEquals([search["evaluations"], search["in_sample"], search["method"]], [6, false, "grid"]);
  const { lambda_under } = search["parameters"] as Record<string, Record<string, unknown>>;
  assertEquals([lambda_under!["searched"], lambda_under!["identified"]], [[1.05, 4], true]);
});

Deno.test("artefactOf() says which values are as good, of values given in any order", async () => {
  const asked = { ...outcome, axes: axesOf(["lambdaUnder"], 2, { lambdaUnder: [3.9, 1.05, 1.2] }) };
  const { lab } = await outcomeOf({ levels: 1 });
  const { parameters } = artefactOf({ ...asked, lab }).search as Record<string, Record<string, never>>;
  const { as_good, searched } = parameters!["lambda_under"]! as Record<string, number[]>;
  assertEquals([as_good, searched], [[1.05, 1.05], [1.05, 3.9]]);
});

Deno.test("artefactOf() says that nothing was tuned, or that the tuning changed nothing", async () => {
  const sweep = artefactOf(await outcomeOf({ strategy: "twap+sweep" }));
  assertEquals(sweep.best_parameters, { lambda_over: null, lambda_under: null, theta_queue: null });
  assertEquals(
    sweep.search["note"],
    "Nothing was tuned. lambda_over, lambda_under, theta_queue cannot change an execution of twap+sweep: not identified.",
  );
  assertEquals(sweep.search["method"], null);
  const one = artefactOf(await outcomeOf({ levels: 1 }));
  assert(String(one.search["note"]).startsWith("No parameter changed any fill: best_parameters is merely"));
  const inSample = artefactOf(await outcomeOf({ folds: 1 }));
  assert(String(inSample.search["note"]).includes("the saving is in-sample, and no evidence; add --folds"));
});

Deno.test("artefactOf() takes its verdict from the comparison that isolates routing", async () => {
  assertEquals(artefact.verdict, `Against twap: ${artefact.comparisons["twap"]!.verdict.text}`);
  const pov = artefactOf(await outcomeOf({ strategy: "pov+sweep" }));
  assertEquals(pov.verdict, `Against best_ask: ${pov.comparisons["best_ask"]!.verdict.text}`);
});

Deno.test("artefactOf() shows where a strategy stands that was not tuned", async () => {
  const { strategies } = artefactOf(await outcomeOf({ compare: "pov+static-relative" }));
  const { parameters } = strategies["pov+static-relative"] as Record<string, unknown>;
  assertEquals(parameters, { lambda_over: null, lambda_under: FIRST_POINT.lambdaUnder, theta_queue: null });
  for (const name of ["router", "twap"]) assert(!("parameters" in (strategies[name] as object)));
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
