import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeOffers } from "../../../../src/execution/offers.ts";
import { cashToDollars } from "../../../../src/market/price.ts";
import { BUY, SELL } from "../../../../src/market/side.ts";
import { INFEASIBLE } from "../../../../src/strategy/placement/static_split/allocator.ts";
import { linearCost } from "../../../../src/strategy/placement/static_split/cost.ts";
import { exactAllocator } from "../../../../src/strategy/placement/static_split/exact.ts";
import { seeds } from "../../../_seeds.ts";
import { forSeeds, offersOf, randomCase, TICK_UNITS, usedSplit } from "./_cases.ts";
import { enumerate } from "./_enumerate.ts";

const CASES = seeds(1_500, 10_000);
const allocators = new Map([1, 10, 100].map((step) => [step, exactAllocator({ step })]));

Deno.test("exactAllocator() gives split, cost and feasibility of the enumeration in random cases", () => {
  let infeasible = 0;
  forSeeds(20240801, CASES, (random) => {
    const { venues, offers, quantity, step, side, parameters } = randomCase(random, {
      mostVenues: 6,
      mostLots: 6,
      steps: [1, 10, 100],
    });
    const expected = enumerate(quantity, venues, step, parameters);
    const split = usedSplit(offers);
    const placed = allocators.get(step)!.allocate(quantity, offers, side, split);
    if (expected.split === null) {
      infeasible++;
      assertEquals(placed, INFEASIBLE);
      assertEquals([...split], venues.map(() => 0));
      return;
    }
    assertEquals(placed, quantity);
    assertEquals([...split], expected.split);
    const cost = linearCost(split, quantity, offers, side, parameters);
    assertEquals(cost.total, cashToDollars(BigInt(expected.cost) * BigInt(TICK_UNITS)));
    assertEquals([cost.rebate, cost.queueRisk, cost.under, cost.over], [0, 0, 0, 0]);
  });
  assert(
    infeasible > CASES / 10 && infeasible < 0.6 * CASES,
    `${infeasible} infeasible cases test too little`,
  );
});

Deno.test("exactAllocator() breaks ties by descending venue index", () => {
  const split = new Float64Array(3);
  exactAllocator().allocate(500, offersOf([10, 300], [10, 300], [10, 300]), BUY, split);
  assertEquals([...split], [0, 200, 300]);
});

Deno.test("exactAllocator() takes the highest bids of a sell and counts fees against them", () => {
  const split = new Float64Array(3);
  exactAllocator().allocate(200, offersOf([10.00, 200], [10.01, 100], [10.02, 200, 0.015]), SELL, split);
  assertEquals([...split], [0, 100, 100]);
});

Deno.test("exactAllocator() reaches odd lots with step 1", () => {
  const split = new Float64Array(2);
  assertEquals(exactAllocator({ step: 1 }).allocate(57, offersOf([10, 33], [10.01, 90]), BUY, split), 57);
  assertEquals([...split], [33, 24]);
});

Deno.test("exactAllocator() gives an order of 0 the empty split, even without venues", () => {
  const split = Float64Array.of(5, 5);
  assertEquals(exactAllocator().allocate(0, offersOf([10, 500], [null, 0]), BUY, split), 0);
  assertEquals([...split], [0, 0]);
  assertEquals(exactAllocator().allocate(0, makeOffers(0), BUY, new Float64Array()), 0);
});

Deno.test("exactAllocator() serves more venues than its buffers were made for", () => {
  const offers = offersOf(...Array.from({ length: 40 }, (_, i): [number, number] => [10 + i / 100, 100]));
  const split = new Float64Array(40);
  assertEquals(exactAllocator().allocate(3900, offers, BUY, split), 3900);
  assertEquals([split[38], split[39]], [100, 0]);
});

Deno.test("exactAllocator() rejects steps, quantities and splits that it cannot serve", () => {
  for (const step of [0, -100, 1.5, NaN]) assertThrows(() => exactAllocator({ step }), RangeError, `${step}`);
  const offers = offersOf([10, 500]);
  for (const quantity of [-100, 0.5, NaN, Infinity]) {
    assertThrows(
      () => exactAllocator().allocate(quantity, offers, BUY, new Float64Array(1)),
      RangeError,
      `Cannot allocate ${quantity} shares`,
    );
  }
  assertThrows(() => exactAllocator().allocate(100, offers, BUY, new Float64Array()), RangeError, "1 venues");
});
