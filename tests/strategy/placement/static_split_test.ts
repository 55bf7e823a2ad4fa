import { assert, assertEquals } from "@std/assert";
import { type Allocator, INFEASIBLE } from "../../../src/strategy/placement/static_split/allocator.ts";
import { exactAllocator } from "../../../src/strategy/placement/static_split/exact.ts";
import { greedyAllocator } from "../../../src/strategy/placement/static_split/greedy.ts";
import { quadraticAllocator } from "../../../src/strategy/placement/static_split/quadratic.ts";
import { recursiveAllocator } from "../../../src/strategy/placement/static_split/recursive.ts";
import { type Infeasible, staticSplit } from "../../../src/strategy/placement/static_split/static_split.ts";
import type { Offers } from "../../../src/execution/offers.ts";
import { BUY, SELL, type Side } from "../../../src/market/side.ts";
import { forSeeds, offersOf, randomCase, usedSplit } from "./static_split/_cases.ts";

function splitOf(
  allocator: Allocator,
  infeasible: Infeasible,
  quantity: number,
  offers: Offers,
  side: Side = BUY,
): number[] {
  const split = usedSplit(offers);
  staticSplit(allocator, infeasible).place(quantity, offers, side, split);
  return [...split];
}

/** 5,000 shares and more, in two venues. */
const deep = offersOf([10.01, 4000], [10.00, 3000], [null, 0]);

Deno.test("staticSplit() places what its allocator splits, whatever is asked for infeasible snapshots", () => {
  for (const allocator of [exactAllocator(), recursiveAllocator()]) {
    for (const infeasible of ["wait", "greedy"] as const) {
      assertEquals(splitOf(allocator, infeasible, 5000, deep), [2000, 3000, 0]);
      assertEquals(splitOf(allocator, infeasible, 5000, deep, SELL), [4000, 1000, 0]);
    }
  }
});

Deno.test("staticSplit() has no lattice split of 5,050 shares: it waits, or takes the odd lot too", () => {
  for (const allocator of [exactAllocator(), recursiveAllocator()]) {
    assertEquals(splitOf(allocator, "wait", 5050, deep), [0, 0, 0]);
    assertEquals(splitOf(allocator, "greedy", 5050, deep), [2050, 3000, 0]);
  }
  assertEquals(splitOf(exactAllocator({ step: 50 }), "wait", 5050, deep), [2050, 3000, 0]);
  assertEquals(splitOf(exactAllocator({ step: 1 }), "wait", 5051, deep), [2051, 3000, 0]);
});

Deno.test("staticSplit() has no split of 5,000 shares where 4,900 are shown: it waits, or takes them", () => {
  const shallow = offersOf([10.01, 1900], [10.00, 3000]);
  for (const allocator of [exactAllocator(), recursiveAllocator()]) {
    assertEquals(splitOf(allocator, "wait", 5000, shallow), [0, 0]);
    assertEquals(splitOf(allocator, "greedy", 5000, shallow), [1900, 3000]);
  }
});

Deno.test("staticSplit() counts whole lots: 5,000 shares in odd lots are infeasible, and taken by greedy", () => {
  const odd = offersOf([10.01, 2450], [10.00, 2550]);
  assertEquals(splitOf(exactAllocator(), "wait", 5000, odd), [0, 0]);
  assertEquals(splitOf(exactAllocator(), "greedy", 5000, odd), [2450, 2550]);
});

Deno.test("staticSplit() by price alone takes what there is and ignores fees, where greedy counts them", () => {
  const offers = offersOf([10.00, 300, 0.05], [10.01, 300], [10.02, 300]);
  for (const infeasible of ["wait", "greedy"] as const) {
    assertEquals(splitOf(greedyAllocator(), infeasible, 400, offers), [300, 100, 0]);
    assertEquals(splitOf(greedyAllocator(), infeasible, 5050, offers), [300, 300, 300]);
  }
  assertEquals(splitOf(exactAllocator(), "greedy", 450, offers), [0, 300, 150]);
});

Deno.test("staticSplit() places nothing where nothing is shown", () => {
  const nothing = offersOf([null, 0], [null, 0]);
  for (const allocator of [exactAllocator(), recursiveAllocator(), greedyAllocator()]) {
    for (const infeasible of ["wait", "greedy"] as const) {
      assertEquals(splitOf(allocator, infeasible, 500, nothing), [0, 0], allocator.name);
    }
  }
});

Deno.test("staticSplit() lets the quadratic cost place less than the order without calling it infeasible", () => {
  const allocator = quadraticAllocator({ lambdaOver: 0, lambdaUnder: 1e-6, thetaQueue: 0 });
  assertEquals(splitOf(allocator, "greedy", 500, deep), [0, 0, 0]);
});

Deno.test("staticSplit() waits or fills by greedy as much as is shown, in any snapshot", () => {
  const exact = exactAllocator();
  forSeeds(1, 3000, (random) => {
    const { offers, quantity, side } = randomCase(random, { mostVenues: 6, mostLots: 5, steps: [100] });
    const sum = (split: number[]) => split.reduce((total, shares) => total + shares, 0);
    const feasible = exact.allocate(quantity, offers, side, usedSplit(offers)) !== INFEASIBLE;
    const shown = offers.size.subarray(0, offers.count).reduce((total, size) => total + size, 0);
    const eager = splitOf(exact, "greedy", quantity, offers, side);
    assertEquals(sum(splitOf(exact, "wait", quantity, offers, side)), feasible ? quantity : 0);
    assertEquals(sum(eager), feasible ? quantity : Math.min(quantity, shown));
    assert(eager.every((shares, venue) => shares <= offers.size[venue]!));
  });
});
