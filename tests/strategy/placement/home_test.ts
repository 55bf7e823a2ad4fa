import { assert, assertEquals, assertThrows } from "@std/assert";
import { home } from "../../../src/strategy/placement/home.ts";
import { offersOf } from "./static_split/_cases.ts";
import { decisionOn, takes } from "./_decision.ts";

const offers = offersOf([10.00, 900], [10.05, 400], [null, 0]);

Deno.test("home() takes what its venue displays, whatever others do", () => {
  assertEquals(takes(home(1), decisionOn(offers, 700)), [0, 400, 0]);
  assertEquals(takes(home(1), decisionOn(offers, 100)), [0, 100, 0]);
  assertEquals(takes(home(2), decisionOn(offers, 100)), [0, 0, 0]);
  assert(!home(1).sequential && !home(1).rests && !home(1).overfills);
});

Deno.test("home() refuses a venue that the tape has not", () => {
  for (const venue of [3, -1, 0.5]) {
    assertThrows(() => takes(home(venue), decisionOn(offers, 1)), RangeError, `no venue ${venue}`);
  }
});
