import { assert, assertEquals } from "@std/assert";
import { BUY, SELL } from "../../../src/market/side.ts";
import { bestQuote } from "../../../src/strategy/placement/best_quote.ts";
import { forSeeds, offersOf, randomCase } from "./static_split/_cases.ts";
import { childOrders, decisionOn, takes } from "./_decision.ts";

Deno.test("bestQuote takes what the best venue displays, fees aside, of equal ones the lowest index", () => {
  const offers = offersOf([10.02, 900], [10.01, 500, 0.05], [10.01, 800], [null, 0]);
  assertEquals(takes(bestQuote, decisionOn(offers, 700, BUY)), [0, 500, 0, 0]);
  assertEquals(takes(bestQuote, decisionOn(offers, 300, BUY)), [0, 300, 0, 0]);
  assertEquals(takes(bestQuote, decisionOn(offers, 700, SELL)), [700, 0, 0, 0]);
});

Deno.test("bestQuote takes nothing where nothing is shown, and asks to be called again", () => {
  assertEquals(takes(bestQuote, decisionOn(offersOf([null, 0], [null, 0]), 100)), [0, 0]);
  assert(bestQuote.sequential && !bestQuote.rests && !bestQuote.overfills);
});

Deno.test("bestQuote takes from one venue that no other betters, and rests nowhere", () => {
  forSeeds(1, 2000, (random) => {
    const { offers, quantity, side } = randomCase(random, { mostVenues: 5, mostLots: 5, steps: [1, 100] });
    const orders = childOrders(bestQuote, decisionOn(offers, quantity, side));
    const venues = Array.from({ length: offers.count }, (_, venue) => venue);
    const best = venues.filter((venue) => offers.size[venue]! > 0)
      .toSorted((a, b) => side * (offers.price[a]! - offers.price[b]!) || a - b)[0];
    const expected = venues.map((venue) => venue === best ? Math.min(quantity, offers.size[venue]!) : 0);
    assertEquals([...orders.take], expected);
    assert(orders.rest.every((shares) => shares === 0));
  });
});
