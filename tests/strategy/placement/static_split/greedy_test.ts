import { assertEquals } from "@std/assert";
import { BUY, SELL } from "../../../../src/market/side.ts";
import { INFEASIBLE } from "../../../../src/strategy/placement/static_split/allocator.ts";
import { exactAllocator } from "../../../../src/strategy/placement/static_split/exact.ts";
import { greedyAllocator } from "../../../../src/strategy/placement/static_split/greedy.ts";
import { takeCheapest } from "../../../../src/execution/take_cheapest.ts";
import { forSeeds, offersOf, randomCase, usedSplit } from "./_cases.ts";

Deno.test("greedyAllocator() looks at prices before fees and takes odd lots", () => {
  const offers = offersOf([10.01, 500], [10.00, 130, 0.05], [null, 0]);
  const split = usedSplit(offers);
  assertEquals(greedyAllocator().allocate(200, offers, BUY, split), 200);
  assertEquals([...split], [70, 130, 0]);
  assertEquals(greedyAllocator().allocate(200, offers, SELL, split), 200);
  assertEquals([...split], [200, 0, 0]);
});

Deno.test("greedyAllocator() breaks ties by ascending venue index", () => {
  const split = new Float64Array(2);
  greedyAllocator().allocate(100, offersOf([10, 80], [10, 80]), BUY, split);
  assertEquals([...split], [80, 20]);
});

Deno.test("greedyAllocator() places what it can and is infeasible only where nothing is shown", () => {
  const split = new Float64Array(2);
  assertEquals(greedyAllocator().allocate(1000, offersOf([10, 80], [11, 30]), BUY, split), 110);
  assertEquals([...split], [80, 30]);
  assertEquals(greedyAllocator().allocate(1000, offersOf([null, 0], [10, 0]), BUY, split), INFEASIBLE);
  assertEquals([...split], [0, 0]);
  assertEquals(greedyAllocator().allocate(0, offersOf([null, 0]), BUY, split), 0);
});

Deno.test("takeCheapest() agrees with exactAllocator() at step 1 where the order can be filled", () => {
  const exact = exactAllocator({ step: 1 });
  forSeeds(5, 2_000, (random) => {
    const { venues, offers, quantity, side } = randomCase(random, {
      mostVenues: 6,
      mostLots: 4,
      steps: [100],
    });
    const shown = venues.reduce((sum, venue) => sum + (venue?.size ?? 0), 0);
    const split = usedSplit(offers);
    assertEquals(takeCheapest(quantity, offers, side, split), Math.min(quantity, shown));
    const expected = usedSplit(offers);
    assertEquals(
      exact.allocate(Math.min(quantity, shown), offers, side, expected),
      Math.min(quantity, shown),
    );
    assertEquals(split, expected);
  });
});

Deno.test("takeCheapest() places nothing where nothing is shown", () => {
  const split = Float64Array.of(9);
  assertEquals(takeCheapest(100, offersOf([null, 0]), BUY, split), 0);
  assertEquals([...split], [0]);
});
