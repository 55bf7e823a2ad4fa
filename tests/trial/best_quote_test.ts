import { assertEquals } from "@std/assert";
import { bestQuote } from "../../src/trial/best_quote.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { offersOf, usedSplit } from "../strategy/placement/static_split/_cases.ts";

Deno.test("bestQuote sends all to the best price, fees aside, of equal ones to the lowest index", () => {
  const offers = offersOf([10.02, 900], [10.01, 5, 0.05], [10.01, 800], [null, 0]);
  const split = usedSplit(offers);
  bestQuote.place(700, offers, BUY, split);
  assertEquals([...split], [0, 700, 0, 0]);
  bestQuote.place(700, offers, SELL, split);
  assertEquals([...split], [700, 0, 0, 0]);
});

Deno.test("bestQuote sends nothing where nothing is shown", () => {
  const offers = offersOf([null, 0], [null, 0]);
  const split = usedSplit(offers);
  bestQuote.place(100, offers, BUY, split);
  assertEquals([...split], [0, 0]);
});
