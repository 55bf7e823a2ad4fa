import { modelParameters } from "../../src/model/parameters.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { shortfallOf } from "../../src/analysis/shortfall.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import type { Point } from "../../src/model/point.ts";
import type { LabOptions } from "../../src/search/lab.ts";
import { axesOf, type SearchSettings } from "../../src/search/parameters.ts";
import { StrategyMaker } from "../../src/strategy/strategy_maker.ts";
import { parametersOf, parseStrategy } from "../../src/strategy/strategy_name.ts";
import { countTuningOrders, tuneWalkingForward } from "../../src/search/walk_forward.ts";
import { forSeeds } from "../_tapes.ts";
import { withOtherFuture } from "../strategy/schedule/_market.ts";
import { type Bench, benchOf, makeTape, questionOf, WANTED } from "./_lab.ts";
import { IS_LONG, seeds } from "../_seeds.ts";

const SECOND = 1e9;
/** Seconds of a tape, and orders on it, whose starts are as near to each other in the short run as in the long. */
const DURATION_S = seeds(150, 300);
/** Starts so near to each other that some orders before a fold have not ended when it begins. */
const DENSE = { ...WANTED, count: DURATION_S / 5 };
/** Other futures that follow each past. */
const FUTURES = seeds(1, 3);

/** All-in shortfall of the first orders at a point over their notional, order by order, exact. */
function exactCost({ market, setup }: Bench, strategy: LabOptions["strategy"], point: Point, count: number) {
  const simulator = new Simulator(market, setup);
  const made = new StrategyMaker(market, setup).make(strategy, point);
  let total = 0n;
  let notional = 0n;
  for (const order of setup.orders.slice(0, count)) {
    const execution = simulator.run(order, made);
    const shortfall = shortfallOf(execution)!;
    total += shortfall.total;
    notional += shortfall.notional;
  }
  return { total, bps: Number(total) / Number(notional) * 1e4 };
}

for (const [strategy, levels] of [["twap+static-relative", 5], ["vwap+cont-kukanov", 2]] as const) {
  Deno.test(`tuneWalkingForward() scores with the cheapest point of the past: ${strategy}`, async () => {
    const bench = benchOf(makeTape(8, DURATION_S), { wanted: DENSE });
    const question = questionOf(bench, { strategy, levels });
    const { folds, scored, inSample, evaluations } = await tuneWalkingForward(question);
    assertEquals([folds.length, inSample], [2, false]);
    let tried = 0;
    for (const [i, { fold, tuned, trainedCost }] of folds.entries()) {
      const { orders, settlingNs } = question;
      const trained = orders.filter(({ endNs }) => endNs + settlingNs <= fold.fromNs).length;
      assert(trained > 0 && trained < fold.first, "some orders are still at work when the fold begins");
      let best: Point | undefined;
      let least = 0n;
      for (const { point, costBps } of tuned.tried) {
        const { total, bps } = exactCost(bench, question.strategy, point, trained);
        assert(Math.abs(costBps - bps) < 1e-9, `${costBps} instead of ${bps} bps`);
        if (best !== undefined && total >= least) continue;
        best = point;
        least = total;
      }
      assertEquals([tuned.best, 2 * trainedCost], [best, Number(least)]);
      assertEquals(scored[i], { first: fold.first, end: fold.end, point: tuned.best });
      tried += tuned.tried.length;
      assertEquals(tuned.tried.length, levels ** question.axes.length);
    }
    assertEquals(evaluations, tried);
    assertEquals([scored.at(-1)!.end, scored[1]!.first], [question.orders.length, scored[0]!.end]);
  });
}

Deno.test("tuneWalkingForward() sees nothing from a fold's start on", async () => {
  const tape = makeTape(8);
  // Starts 10 s apart, folds 70 s: some orders end when a fold begins, and cross then what they have left.
  const latencyNs = new Float64Array(5).fill(SECOND);
  const fromNs = tape.columns.tsEventNs[0]! + 10 * SECOND;
  const wanted = {
    count: 54,
    sides: "both",
    size: { kind: "shares", shares: 5000 },
    horizonNs: 20 * SECOND,
    windows: [{ fromNs, toNs: fromNs + 280 * SECOND }],
  } as const;
  for (const strategy of ["twap+static-relative", "twap+cont-kukanov"]) {
    const parameters = Object.entries(parametersOf(parseStrategy(strategy))).slice(0, seeds(2, Infinity));
    const axes = axesOf(Object.fromEntries(parameters), 2, {});
    const asked = { strategy, axes, folds: 4 };
    const bench = benchOf(tape, { wanted, latencyNs });
    const walked = await tuneWalkingForward(questionOf(bench, asked));
    let laterDiffer = 0;
    // Unless the run is long, not all folds meet another future, and only one where simulating takes long.
    const all = [...walked.folds.keys()];
    const changed = IS_LONG ? all : strategy === "twap+cont-kukanov" ? all.slice(-2, -1) : all.slice(-2);
    for (const i of changed) {
      const { fold } = walked.folds[i]!;
      assert(bench.setup.orders.some(({ endNs }) => endNs === fold.fromNs));
      const cut = bench.market.rowsBefore(fold.fromNs);
      const futures: Promise<void>[] = [];
      forSeeds(1, FUTURES, (random) => {
        const changed = benchOf(withOtherFuture(tape, cut, random), {
          orders: bench.setup.orders,
          latencyNs,
        });
        const question = { ...questionOf(changed, asked), notional: questionOf(bench, asked).notional };
        futures.push(
          tuneWalkingForward(question).then(({ folds }) => {
            // Points, costs and executions of the past are the same to the last bit.
            assertEquals(folds.slice(0, i + 1), walked.folds.slice(0, i + 1));
            const last = JSON.stringify(folds.at(-1));
            if (i < walked.folds.length - 1 && last !== JSON.stringify(walked.folds.at(-1))) laterDiffer++;
          }),
        );
      });
      await Promise.all(futures);
    }
    const before = changed.filter((i) => i < all.length - 1).length;
    assertEquals(
      [laterDiffer, all.length],
      [before * FUTURES, 3],
      "another future changes what is tuned on it",
    );
  }
});

Deno.test("tuneWalkingForward() tunes nothing where there is nothing to tune, and scores all", async () => {
  const question = questionOf(benchOf(), { strategy: "twap+sweep" });
  assertEquals(await tuneWalkingForward(question), {
    scored: [{ first: 0, end: 24, point: {} }],
    folds: [],
    inSample: false,
    identifiability: undefined,
    evaluations: 0,
  });
  assertEquals(countTuningOrders(question), 0);
});

Deno.test("tuneWalkingForward() with one fold tunes on what it scores, and says so", async () => {
  const { folds, scored, inSample } = await tuneWalkingForward(questionOf(benchOf(), { folds: 1 }));
  const { fold, tuned } = folds[0]!;
  assertEquals([folds.length, inSample, fold.trained, fold.first, fold.end], [1, true, 24, 0, 24]);
  assertEquals(scored, [{ first: 0, end: 24, point: tuned.best }]);
});

Deno.test("tuneWalkingForward() fails where orders are too few for the folds", async () => {
  const walk = (folds: number) => tuneWalkingForward(questionOf(benchOf(), { folds }));
  await assertRejects(() => walk(24), RangeError, "24 orders are too few for 24 folds");
});

Deno.test("tuneWalkingForward() tells in own units how well a parameter is known, by any search", async () => {
  const bench = benchOf();
  const given = [3, 1.05, 1.2];
  for (const method of ["grid", "random", "cma-es"] as const) {
    const axes = axesOf(modelParameters(["lambdaUnder"]), 3, { lambdaUnder: given });
    const settings: SearchSettings = { method, evaluations: 12, seed: 3 };
    const { identifiability, folds } = await tuneWalkingForward(questionOf(bench, { axes, settings }));
    const { distinctExecutions, parameters: [under] } = identifiability!;
    assert(distinctExecutions > 1 && under!.identified, method);
    const { best, tried } = folds.at(-1)!.tuned;
    const { low, high } = under!.plateau;
    assert(low >= 1.05 && low <= best["lambdaUnder"]! && best["lambdaUnder"]! <= high && high <= 3, method);
    if (method === "grid") assertEquals(tried.map(({ point }) => point.lambdaUnder), given);
    assertEquals(under!.plateauShare, (high - low) / (3 - 1.05));
  }
});

Deno.test("tuneWalkingForward() depends on the seed of its search alone", async () => {
  const bench = benchOf();
  for (const method of ["random", "cma-es"] as const) {
    const walk = async (seed: number): Promise<string> => {
      const settings = { method, evaluations: 10, seed };
      return JSON.stringify(await tuneWalkingForward(questionOf(bench, { settings })));
    };
    assertEquals(await walk(1), await walk(1));
    assert(await walk(1) !== await walk(2));
  }
});

Deno.test("countTuningOrders() is what tuning simulates: exactly, or for CMA-ES at most", async () => {
  const bench = benchOf(makeTape(), { wanted: { ...WANTED, horizonNs: 20 * SECOND } });
  for (const method of ["grid", "random", "cma-es"] as const) {
    for (const folds of [1, 3]) {
      const settings = { method, evaluations: 9, seed: 2 };
      const strategy = "twap+static-relative";
      let simulated = 0;
      const question = questionOf(bench, {
        strategy,
        folds,
        settings,
        onSimulated: (orders) => simulated += orders,
      });
      await tuneWalkingForward(question);
      const most = countTuningOrders(question);
      if (method === "cma-es") assert(simulated <= most && simulated > most / 2, `${simulated} of ${most}`);
      else assertEquals(simulated, most, `${method}, ${folds} folds`);
    }
  }
});
