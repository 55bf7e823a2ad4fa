import { assert, assertEquals } from "@std/assert";
import { SELL } from "../../../src/market/side.ts";
import { sweep } from "../../../src/strategy/placement/sweep.ts";
import { forSeeds, offersOf, randomCase } from "./static_split/_cases.ts";
import { latticeSplits } from "./static_split/_enumerate.ts";
import { decisionOn, takes } from "./_decision.ts";

const sum = (split: readonly number[]) => split.reduce((total, shares) => total + shares, 0);

Deno.test("sweep takes the cheapest all-in first, from all venues at once, odd lots included", () => {
  const offers = offersOf([10.00, 70, 0.03], [10.02, 55], [10.01, 300], [null, 0]);
  assertEquals(takes(sweep, decisionOn(offers, 380)), [25, 55, 300, 0]);
  assertEquals(takes(sweep, decisionOn(offers, 999)), [70, 55, 300, 0]);
  assertEquals(takes(sweep, decisionOn(offers, 100, SELL)), [0, 55, 45, 0]);
  assert(!sweep.sequential && !sweep.rests && !sweep.overfills);
});

Deno.test("sweep is the cheapest of all integer splits that take as much as it can", () => {
  forSeeds(1, 400, (random) => {
    const shape = { mostVenues: 4, mostLots: 4, steps: [1], levelTicks: 10 };
    const { venues, offers, side } = randomCase(random, shape);
    const quantity = Math.floor(random() * 12);
    const split = takes(sweep, decisionOn(offers, quantity, side));
    const sizes = venues.map((venue) => venue?.size ?? 0);
    assertEquals(sum(split), Math.min(quantity, sum(sizes)));
    assert(split.every((shares, k) => Number.isInteger(shares) && shares >= 0 && shares <= sizes[k]!));
    const cost = (shares: readonly number[]) =>
      sum(shares.map((x, k) => x * ((venues[k]?.price ?? 0) + (venues[k]?.fee ?? 0))));
    for (const other of latticeSplits(venues, 1)) {
      if (sum(other) === sum(split)) assert(cost(split) <= cost(other), `${split} against ${other}`);
    }
  });
});
