import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../../../src/market/data_error.ts";
import { BUY, SELL } from "../../../../src/market/side.ts";
import { INFEASIBLE } from "../../../../src/strategy/placement/static_split/allocator.ts";
import { exactAllocator } from "../../../../src/strategy/placement/static_split/exact.ts";
import {
  countSplits,
  recursiveAllocator,
} from "../../../../src/strategy/placement/static_split/recursive.ts";
import { forSeeds, offersOf, randomCase, usedSplit } from "./_cases.ts";
import { enumerate } from "./_enumerate.ts";

const SHAPE = { mostVenues: 4, mostLots: 5, steps: [1, 10, 100] };

Deno.test("recursiveAllocator() finds the reference's split for whatever parameters", () => {
  forSeeds(1, 2_000, (random) => {
    const { venues, offers, quantity, step, side, parameters } = randomCase(random, SHAPE);
    const expected = enumerate(quantity, venues, step, parameters);
    for (const options of [{ step }, { step, ...parameters }]) {
      const split = usedSplit(offers);
      const placed = recursiveAllocator(options).allocate(quantity, offers, side, split);
      assertEquals(placed, expected.split === null ? INFEASIBLE : quantity);
      assertEquals([...split], expected.split ?? venues.map(() => 0));
    }
  });
});

Deno.test("recursiveAllocator() and exactAllocator() agree on ties beyond 2^53 units of cash", () => {
  const offers = offersOf([499_999.99, 90_000], [499_999.98, 500], [499_999.98, 90_000]);
  for (const side of [BUY, SELL]) {
    const recursive = new Float64Array(3);
    const exact = new Float64Array(3);
    recursiveAllocator().allocate(90_000, offers, side, recursive);
    exactAllocator().allocate(90_000, offers, side, exact);
    assertEquals(recursive, exact);
  }
});

Deno.test("countSplits() is the number of splits that the reference visits", () => {
  forSeeds(1, 2_000, (random) => {
    const { venues, offers, quantity, step, parameters } = randomCase(random, SHAPE);
    assertEquals(countSplits(quantity, offers, step), enumerate(quantity, venues, step, parameters).visited);
  });
});

Deno.test("countSplits() is C(S/100 + N, N) for N venues deeper than the order", () => {
  const deep = (venues: number) =>
    offersOf(...Array.from({ length: venues }, (): [number, number] => [10, 9000]));
  assertEquals(countSplits(5000, deep(5), 100), 3_478_761);
  assertEquals(countSplits(5000, deep(6), 100), 32_468_436);
  assertEquals(countSplits(5000, deep(1), 100), 51);
  assertEquals(countSplits(5000, deep(0), 100), 1);
});

Deno.test("recursiveAllocator() refuses more than 50 million splits and names their number", () => {
  const allocate = (quantity: number, venues: number, step: number, size: number) => {
    const offers = offersOf(...Array.from({ length: venues }, (): [number, number] => [10, size]));
    recursiveAllocator({ step }).allocate(quantity, offers, BUY, new Float64Array(venues));
  };
  const message = "Cannot enumerate 264,385,836 splits: the limit is 50,000,000; the exact allocator finds";
  assertThrows(() => allocate(5000, 7, 100, 5000), DataError, message);
  assertThrows(() => allocate(50_000, 40, 1, 50_000), DataError, "e+1");
  assertThrows(() => allocate(1e5, 100, 1, 1e5), DataError, "splits");
  assertThrows(() => allocate(1e9, 2, 1, 1e9), DataError, "at least 1,000,000,001 splits");
});

Deno.test("recursiveAllocator() rejects negative parameters", () => {
  assertThrows(() => recursiveAllocator({ lambdaOver: -1 }), RangeError, "lambdaOver -1");
});
