import { assertEquals } from "@std/assert";
import type { Offers } from "../../../../src/execution/offers.ts";
import { BUY, SELL } from "../../../../src/market/side.ts";
import type { Allocator } from "../../../../src/strategy/placement/static_split/allocator.ts";
import { exactAllocator } from "../../../../src/strategy/placement/static_split/exact.ts";
import { explainSplit } from "../../../../src/strategy/placement/static_split/explain.ts";
import { greedyAllocator } from "../../../../src/strategy/placement/static_split/greedy.ts";
import { quadraticAllocator } from "../../../../src/strategy/placement/static_split/quadratic.ts";
import { offersOf } from "./_cases.ts";

function reasons(allocator: Allocator, quantity: number, offers: Offers): string[] {
  const split = new Float64Array(offers.count);
  allocator.allocate(quantity, offers, BUY, split);
  return explainSplit(split, quantity, offers, BUY, { name: allocator.name }).map(({ reason }) => reason);
}

Deno.test("explainSplit() gives each venue its figures and the reason for its shares", () => {
  const offers = offersOf([10.02, 500], [10.00, 230, 0.01], [null, 0], [10.00, 30], [10.05, 100]);
  const split = new Float64Array(5);
  exactAllocator().allocate(400, offers, BUY, split);
  const venues = explainSplit(split, 400, offers, BUY);
  assertEquals(venues[1], {
    venue: 1,
    price: 10.00e9,
    priceWithFee: 10.01e9,
    size: 230,
    latticeSize: 200,
    rank: 2,
    shares: 200,
    reason: "number 2 by price all-in, taken whole but for an odd lot of 30",
  });
  assertEquals(venues.map(({ rank }) => rank), [3, 2, null, 1, 4]);
  assertEquals(venues.map(({ shares }) => shares), [200, 200, 0, 0, 0]);
  assertEquals(venues[0]!.reason, "partly taken: the order was filled");
  assertEquals(venues[2]!.reason, "no quote");
  assertEquals(venues[3]!.reason, "odd lot of 30 below the 100-share step");
  assertEquals(venues[4]!.reason, "not needed: the order was filled");
});

Deno.test("explainSplit() says why there is no split", () => {
  const offers = offersOf([10, 300], [10, 0]);
  assertEquals(reasons(exactAllocator(), 500, offers), [
    "not taken: the venues show 300 of 500 shares in whole steps",
    "nothing displayed",
  ]);
  assertEquals(
    reasons(exactAllocator(), 150, offers)[0],
    "not taken: 150 is no multiple of the 100-share step",
  );
});

Deno.test("explainSplit() speaks of prices before fees and odd lots for greedyAllocator()", () => {
  const offers = offersOf([10.01, 500], [10.00, 130, 0.05], [10.02, 10]);
  assertEquals(reasons(greedyAllocator(), 200, offers), [
    "partly taken: the order was filled",
    "cheapest before fees, taken whole",
    "not needed: the order was filled",
  ]);
});

Deno.test("explainSplit() speaks of what pays for quadraticAllocator()", () => {
  const offers = offersOf([10.01, 500], [10.00, 100], [12, 100]);
  const allocator = quadraticAllocator({ lambdaOver: 0, lambdaUnder: 0.025, thetaQueue: 0 });
  assertEquals(reasons(allocator, 600, offers), [
    "partly taken: another lot would not pay",
    "cheapest all-in, taken whole",
    "not taken: a lot would not pay",
  ]);
});

Deno.test("explainSplit() ranks the bids of a sell by what they leave after the fee", () => {
  const offers = offersOf([10.00, 100], [10.02, 100, 0.01]);
  const venues = explainSplit(Float64Array.of(0, 100), 100, offers, SELL);
  assertEquals(venues.map(({ rank, priceWithFee }) => [rank, priceWithFee]), [[2, 10.00e9], [1, 10.01e9]]);
});
