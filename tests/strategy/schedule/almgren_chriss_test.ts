import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { randomInt } from "../../../src/market/random.ts";
import { almgrenChriss, almgrenChrissTerms } from "../../../src/strategy/schedule/almgren_chriss.ts";
import { almgrenChrissTrajectory } from "../../../src/model/almgren_chriss.ts";
import { twap } from "../../../src/strategy/schedule/twap.ts";
import { trailingMarket } from "../../../src/strategy/schedule/trailing_market.ts";
import { seeds } from "../../_seeds.ts";
import { forSeeds, XNAS } from "../../_tapes.ts";
import {
  generated,
  marketOf,
  marketWith,
  orderOf,
  type Quote,
  targetsOf,
  withOtherFuture,
} from "./_market.ts";

Deno.test("almgrenChrissTerms() are the paper's, for its own stock", () => {
  // 5 million shares a day, a spread of 1/8, 30 % a year of 50 dollars; five slices of a day.
  const past = { volatility: 0.3 * 50 / Math.sqrt(250), spread: 0.125, dailyShares: 5e6 };
  const terms = almgrenChrissTerms(past, 1e6, 5, 1, 1e-6);
  assertAlmostEquals(terms.permanentImpact, 2.5e-7, 1e-18);
  assertAlmostEquals(terms.temporaryImpact, 2.5e-6, 1e-18);
  assertEquals(terms.fixedCost, 0.0625);
  const { holdings, kappa, expectedCost } = almgrenChrissTrajectory(terms);
  const published = [1e6, 542380.7, 290295.1, 148216.1, 62303.2, 0];
  published.forEach((shares, j) => assertAlmostEquals(holdings[j]!, shares, 0.05));
  assertAlmostEquals(kappa, 0.6063, 5e-5);
  assertAlmostEquals(expectedCost, 910_477.8, 0.05);
});

Deno.test("almgrenChrissTerms() give the same urgency whatever the slices' length", () => {
  const day = { volatility: 0.9, spread: 0.02, dailyShares: 4e6 };
  const minute = { ...day, volatility: 0.9 / Math.sqrt(390) };
  const perDay = almgrenChrissTerms(day, 1000, 1, 1, 1e-3);
  const perMinute = almgrenChrissTerms(minute, 1000, 390, 390, 1e-3);
  // κ̃ is one over time: 390 times less a minute than a day, but for γτ/2.
  assertAlmostEquals(
    almgrenChrissTrajectory({ ...perMinute, permanentImpact: 0 }).kappaTilde * 390,
    almgrenChrissTrajectory({ ...perDay, permanentImpact: 0 }).kappaTilde,
    1e-9,
  );
});

/** A mid that goes up and down by 4 cents a second, at a spread of 2, and 100 shares a second. */
function restless(seconds: number): Parameters<typeof marketWith>[0] {
  const at = Array.from({ length: seconds }, (_, i) => i);
  return {
    quotes: at.map((i): Quote => [i + 0.5, XNAS, 99.99 + 0.04 * (i % 2), 100.01 + 0.04 * (i % 2)]),
    prints: at.map((i) => [i + 0.2, 100] as const),
  };
}

Deno.test("almgrenChriss() follows the trajectory of what it measured before the start, in whole shares", () => {
  const market = marketWith(restless(100));
  const run = almgrenChriss(1e9, 2).begin(orderOf(1000, 61, 71), market);
  assertEquals(run.slices, 10);
  const { volatility, spread, dailyShares } = run.past!;
  // Sixty changes of ±4 cents.
  assertAlmostEquals(volatility, 0.04 * Math.sqrt(60 / 59), 1e-9);
  assertAlmostEquals(spread, 0.02, 1e-9);
  assertAlmostEquals(dailyShares, 100 * 23_400, 1e-6);
  // η = 0.02/(0.01·100), γ = 0.02/(0.1·2,340,000).
  const kappa = Math.acosh(1 + 2 * volatility ** 2 / (0.02 - 0.02 / 234_000 / 2) / 2);
  const targets = targetsOf(almgrenChriss(1e9, 2), orderOf(1000, 61, 71), market);
  const expected = targets.map((_, j) =>
    1000 - Math.round(1000 * Math.sinh(kappa * (9 - j)) / Math.sinh(kappa * 10))
  );
  assertEquals(targets, expected);
  assert(targets[0]! > 300 && targets[9] === 1000);
});

Deno.test("almgrenChriss() without risk aversion trades evenly", () => {
  const market = marketWith(restless(100));
  const even = targetsOf(almgrenChriss(1e9, 0), orderOf(1000, 61, 71), market);
  assertEquals(even, targetsOf(twap(1e9), orderOf(1000, 61, 71), market));
});

Deno.test("almgrenChriss() trades in equal slices where the past is too short, and says so", () => {
  const market = marketWith(restless(100));
  const order = orderOf(1003, 10.4, 20.4);
  assertEquals(almgrenChriss(1e9, 2).begin(order, market).past, undefined);
  assertEquals(targetsOf(almgrenChriss(1e9, 2), order, market), targetsOf(twap(1e9), order, market));
  assert(almgrenChriss(1e9, 2).begin(orderOf(1003, 11, 21), market).past !== undefined);
});

Deno.test("almgrenChriss() ascends to the whole order, and knows nothing of what follows its start", () => {
  forSeeds(1, seeds(5, 20), (random, seed) => {
    const tape = generated(1 + seed % 3);
    const market = marketOf(tape);
    const startNs = market.live.clockNs[0]! + 30e9 + randomInt(random, 30) * 1e9;
    const quantity = 1 + randomInt(random, 5000);
    const order = { ...orderOf(quantity, 0, 0), startNs, endNs: startNs + 1e9 * (1 + randomInt(random, 60)) };
    const schedule = almgrenChriss(2e9, 10 ** (-6 + 8 * random()));
    const targets = targetsOf(schedule, order, market);
    assert(targets.every((target, i) => Number.isInteger(target) && target >= (targets[i - 1] ?? 0)));
    assertEquals(targets.at(-1), quantity);
    const other = marketOf(withOtherFuture(tape, market.rowsBefore(startNs), random));
    assertEquals(schedule.begin(order, other).past, trailingMarket(market, startNs, 2e9));
    assertEquals(targetsOf(schedule, order, other), targets);
  });
});

Deno.test("almgrenChriss() refuses a risk aversion that is negative or not finite", () => {
  for (const riskAversion of [-1e-9, NaN, Infinity]) {
    assertThrows(() => almgrenChriss(1e9, riskAversion), RangeError, "risk aversion");
  }
});
