import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { makeOffers } from "../../../../src/execution/offers.ts";
import { type Random, randomInt, seededRandom } from "../../../../src/market/random.ts";
import { BUY, SELL } from "../../../../src/market/side.ts";
import { quadraticCost } from "../../../../src/strategy/placement/static_split/cost.ts";
import { quadraticAllocator } from "../../../../src/strategy/placement/static_split/quadratic.ts";
import { seeds } from "../../../_seeds.ts";
import { type Case, forSeeds, offersOf, randomCase, TICK_UNITS, usedSplit } from "./_cases.ts";
import { formalCost, latticeSplits, type ReferenceParameters } from "./_enumerate.ts";

const TICKS_PER_DOLLAR = 1e9 / TICK_UNITS;
const IDLE = { lambdaOver: 0, lambdaUnder: 0, thetaQueue: 0 };

/** Parameters near the prices, multiples of 1/512 dollar so that no product with shares is rounded. */
function matter(random: Random, { step, quantity }: Case): ReferenceParameters {
  const reach = Math.ceil(512 * 2 * 10 / (quantity + step));
  const draw = (bound: number) => random() < 0.15 ? 0 : randomInt(random, bound + 1) / 512;
  return { lambdaOver: draw(reach), lambdaUnder: draw(reach), thetaQueue: draw(2048) };
}

function inTicks({ lambdaOver, lambdaUnder, thetaQueue }: ReferenceParameters): ReferenceParameters {
  return {
    lambdaOver: lambdaOver * TICKS_PER_DOLLAR,
    lambdaUnder: lambdaUnder * TICKS_PER_DOLLAR,
    thetaQueue: thetaQueue * TICKS_PER_DOLLAR,
  };
}

/** The least cost over the whole lattice, and the documented split. Costs in ticks. */
function bruteForce(testCase: Case, parameters: ReferenceParameters): { cost: number; split: number[] } {
  const { venues, quantity, step } = testCase;
  const priced = inTicks(parameters);
  const toUnit = (ticks: number) => Math.round(ticks * TICK_UNITS) / TICK_UNITS;
  let cost = Infinity;
  let split: number[] = [];
  let best = { rounded: Infinity, shares: Infinity };
  for (const candidate of latticeSplits(venues, step)) {
    cost = Math.min(cost, formalCost(candidate, venues, quantity, priced));
    const caps = venues.map((venue) => step * Math.floor((venue?.size ?? 0) / step));
    if (candidate.filter((x, i) => x > 0 && x < caps[i]!).length > 1) continue;
    const rounded = Math.round(formalCost(candidate, venues, quantity, priced, toUnit) * TICK_UNITS);
    const shares = candidate.reduce((sum, x) => sum + x, 0);
    if (rounded < best.rounded || (rounded === best.rounded && shares < best.shares)) {
      best = { rounded, shares };
      split = candidate;
    }
  }
  return { cost, split };
}

Deno.test("quadraticAllocator() finds the least formal cost and the documented split of lattices", () => {
  const seen = { nothing: 0, all: 0, between: 0, over: 0 };
  const cases = seeds(900, 6_000);
  forSeeds(7, cases, (random) => {
    // Near prices make the queueing term decide, far ones the price.
    const levelTicks = random() < 0.5 ? 100 : 8_000;
    const testCase = randomCase(random, { mostVenues: 5, mostLots: 4, steps: [1, 10, 100], levelTicks });
    const { venues, offers, quantity, step, side } = testCase;
    const parameters = matter(random, testCase);
    const expected = bruteForce(testCase, parameters);
    const split = usedSplit(offers);
    const placed = quadraticAllocator({ step, ...parameters }).allocate(quantity, offers, side, split);

    assertEquals(placed, split.reduce((sum, shares) => sum + shares, 0));
    let shown = 0;
    split.forEach((shares, i) => {
      assert(shares >= 0 && shares <= (venues[i]?.size ?? 0) && shares % step === 0, `${shares} shares`);
      shown += step * Math.floor((venues[i]?.size ?? 0) / step);
    });
    const cost = formalCost([...split], venues, quantity, inTicks(parameters));
    assertAlmostEquals(cost, expected.cost, 1e-9 * Math.abs(expected.cost) + 1e-9);
    const dollars = quadraticCost(split, quantity, offers, side, parameters);
    assertAlmostEquals(dollars, cost / TICKS_PER_DOLLAR, 1e-9 * Math.abs(dollars) + 1e-9);
    assertEquals([...split], expected.split);
    if (placed > quantity) seen.over++;
    seen[placed === 0 ? "nothing" : placed === shown ? "all" : "between"]++;
  });
  assert(Object.values(seen).every((count) => count > cases / 20), JSON.stringify(seen));
});

Deno.test("quadraticAllocator() fills 16 venues as well when they are given in any order", () => {
  const random = seededRandom(11);
  const parameters = { lambdaOver: 0.01, lambdaUnder: 0.03, thetaQueue: 0.4 };
  const allocator = quadraticAllocator(parameters);
  for (let round = 0; round < 200; round++) {
    const rows = Array.from({ length: 16 }, (): [number, number, number] => [
      222 + randomInt(random, 5) / 100,
      100 + randomInt(random, 900),
      (randomInt(random, 7) - 3) / 1000,
    ]);
    const costs = [rows, rows.toReversed()].map((order) => {
      const offers = offersOf(...order);
      const split = new Float64Array(16);
      const placed = allocator.allocate(8000, offers, BUY, split);
      assert(placed > 3000 && placed < 8000, `${placed} placed`);
      return quadraticCost(split, 8000, offers, BUY, parameters);
    });
    assertAlmostEquals(costs[0]!, costs[1]!, 1e-9 * costs[0]!);
  }
});

Deno.test("quadraticAllocator() answers 1,000 snapshots of 16 venues within seconds", () => {
  const rows = Array.from({ length: 16 }, (_, i): [number, number] => [222 + (i * 7 % 16) / 100, 730]);
  const offers = offersOf(...rows);
  const split = new Float64Array(16);
  const allocator = quadraticAllocator({ lambdaOver: 0.4, lambdaUnder: 0.6, thetaQueue: 0.3 });
  const start = performance.now();
  for (let i = 0; i < 1_000; i++) allocator.allocate(5_000, offers, BUY, split);
  assert(performance.now() - start < 5_000, "the tables are too slow");
});

Deno.test("quadraticAllocator() never buys more than the lot that passes the order", () => {
  const split = new Float64Array(1);
  const free = { ...IDLE, lambdaUnder: 10 };
  assertEquals(quadraticAllocator(free).allocate(250, offersOf([10, 900]), BUY, split), 300);
  assertEquals(quadraticAllocator(free).allocate(200, offersOf([10, 900]), BUY, split), 200);
});

Deno.test("quadraticAllocator() sells all that is shown unless lambdaOver stops it", () => {
  const split = new Float64Array(2);
  const offers = offersOf([10, 900], [9, 600]);
  assertEquals(quadraticAllocator(IDLE).allocate(200, offers, SELL, split), 1500);
  assertEquals([...split], [900, 600]);
  // Another lot earns 1,000 dollars and costs 0.02·(2·over·100 + 100²): it pays below over = 200.
  assertEquals(quadraticAllocator({ ...IDLE, lambdaOver: 0.02 }).allocate(200, offers, SELL, split), 400);
  assertEquals([...split], [400, 0]);
});

Deno.test("quadraticAllocator() leaves a lot that just breaks even", () => {
  const split = new Float64Array(2);
  // The second lot costs 1,000 dollars and saves (210² − 110²)/32 = 1,000.
  const allocator = quadraticAllocator({ ...IDLE, lambdaUnder: 1 / 32 });
  assertEquals(allocator.allocate(310, offersOf([9, 100], [10, 500]), BUY, split), 100);
});

Deno.test("quadraticAllocator() takes equal venues from the highest index", () => {
  const split = new Float64Array(3);
  const allocator = quadraticAllocator({ ...IDLE, lambdaUnder: 1, thetaQueue: 0.25 });
  assertEquals(allocator.allocate(500, offersOf([10, 300], [10, 300], [10, 300]), BUY, split), 500);
  assertEquals([...split], [0, 200, 300]);
});

Deno.test("quadraticAllocator() keeps no memory of the snapshot before", () => {
  const kept = quadraticAllocator({ lambdaOver: 0.01, lambdaUnder: 0.03, thetaQueue: 0.4, step: 10 });
  forSeeds(13, seeds(300, 1_000), (random) => {
    const { offers, quantity, side } = randomCase(random, { mostVenues: 20, mostLots: 30, steps: [10] });
    const fresh = quadraticAllocator({ lambdaOver: 0.01, lambdaUnder: 0.03, thetaQueue: 0.4, step: 10 });
    const splits = [kept, fresh].map((allocator) => {
      const split = usedSplit(offers);
      allocator.allocate(quantity, offers, side, split);
      return split;
    });
    assertEquals(splits[0], splits[1]);
  });
});

Deno.test("quadraticAllocator() places nothing without quotes and rejects negative parameters", () => {
  const split = Float64Array.of(4, 4);
  assertEquals(quadraticAllocator(IDLE).allocate(500, offersOf([null, 0], [10, 90]), SELL, split), 0);
  assertEquals([...split], [0, 0]);
  assertEquals(quadraticAllocator(IDLE).allocate(500, makeOffers(0), BUY, new Float64Array()), 0);
  assertThrows(() => quadraticAllocator({ ...IDLE, lambdaUnder: -1 }), RangeError, "lambdaUnder -1");
});
