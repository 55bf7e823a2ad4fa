import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import type { Belief } from "../../src/judge/belief.ts";
import type { Calibration } from "../../src/judge/calibration.ts";
import { cancelsAhead } from "../../src/execution/queue/models.ts";
import { DataError } from "../../src/market/data_error.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { seeds } from "../_seeds.ts";
import { judgeSet, makeSet } from "./_sets.ts";

const ONE = { strategy: { compare: [parseStrategy("twap+best-quote")] } };
const withOrders = true;

/** A set of a market where some of the cancels stood ahead, which two tests share. */
const someAhead = () => makeSet({ clockOffsetNs: 250e6 }, { rules: { queue: cancelsAhead(0.4) } });

type Fitted = Extract<Calibration, { readonly share: number }>;

function fittedOf(belief: Belief | undefined): Fitted {
  const calibration = belief?.calibration;
  if (calibration === undefined || calibration.queue === null) throw new Error("nothing was fitted");
  return calibration;
}

Deno.test("the simulator's error is nothing on child orders that it filled itself", async () => {
  const made = someAhead();
  const { belief } = await judgeSet(made, ONE, { withOrders });
  const { all, groups, optimismBps, optimism, notSimulated, brierOfBaseRate } = belief!;
  assertEquals([all.brier, optimismBps, optimism.interval?.lower, optimism.interval?.upper], [0, 0, 0, 0]);
  assertEquals(all.predictedShares, all.realShares);
  assertEquals(all.realShares, made.set.fills.reduce((sum, { shares }) => sum + shares, 0));
  assertEquals(all.children, made.set.children.length);
  assertEquals(notSimulated, {});
  assertAlmostEquals(brierOfBaseRate, all.realFilled * (1 - all.realFilled));
  for (const field of ["children", "shares", "predictedShares", "realShares"] as const) {
    assertEquals(groups.reduce((sum, group) => sum + group[field], 0), all[field], field);
  }
  assertEquals(
    new Set(groups.map(({ venue, kind, queue }) => `${venue} ${kind} ${queue}`)).size,
    groups.length,
  );
});

Deno.test("a simulator that lets cancels pass less than they did is too strict, and one too generous optimistic", async () => {
  const made = someAhead();
  const strict = await judgeSet(made, { ...ONE, rules: { queue: "risk-averse" } }, { withOrders });
  const generous = await judgeSet(made, { ...ONE, rules: { queue: "prorata" } }, { withOrders });
  assert(strict.belief!.all.predictedShares < strict.belief!.all.realShares);
  assert(generous.belief!.all.predictedShares > generous.belief!.all.realShares);
  assert(strict.belief!.optimismBps < 0, `${strict.belief!.optimismBps}`);
  assert(generous.belief!.optimismBps > 0, `${generous.belief!.optimismBps}`);
});

Deno.test("calibrateQueue() recovers the share of cancels ahead, and tests it on what it did not see", async () => {
  for (let seed = 1; seed <= seeds(2, 6); seed++) {
    const share = [0.3, 0.65, 0, 1, 0.1, 0.9][seed - 1]!;
    const made = makeSet({ seed }, { rules: { queue: cancelsAhead(share) } }, { seed });
    const { belief } = await judgeSet(made, ONE, { withOrders, calibrateQueue: true });
    const calibration = fittedOf(belief);
    const [low, high] = calibration.asGood;
    assert(low <= share && share <= high, `seed ${seed}: ${low} to ${high}, not ${share}`);
    assert(Math.abs(calibration.share - share) <= 0.1, `seed ${seed}: ${calibration.share}, not ${share}`);
    assertEquals(calibration.queue, cancelsAhead(calibration.share));
    const { inSample, outOfSample } = calibration;
    assert(inSample.fitted <= Math.min(inSample.riskAverse, inSample.prorata));
    assert(
      outOfSample.fitted <= Math.min(outOfSample.riskAverse, outOfSample.prorata) + 0.005,
      `seed ${seed}`,
    );
    assertEquals(
      calibration.fittedOn + calibration.testedOn,
      made.set.children.filter(({ takes }) => !takes).length,
    );
  }
});

Deno.test("calibrateQueue() says why it fits nothing: a router that never rests", async () => {
  const made = makeSet({ router: parseStrategy("twap+sweep") });
  const { belief } = await judgeSet(made, ONE, { withOrders, calibrateQueue: true });
  assertEquals(belief!.calibration, { queue: null, reason: "0 child orders rested, where a fit takes 40" });
});

Deno.test("belief needs fills that name their child orders, and no more shares than those had", async () => {
  const { set, question } = makeSet();
  const first = set.children.findIndex((_, child) =>
    set.fills.some((fill) => fill.child === child && fill.shares > 1)
  );
  const children = set.children.map((child, i) => i === first ? { ...child, shares: 1 } : child);
  await assertRejects(
    () => judgeSet({ set: { ...set, children }, question }, ONE, { withOrders }),
    DataError,
    `child order C${first + 1} is of 1 shares, and`,
  );
});
