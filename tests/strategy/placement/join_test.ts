import { assert, assertEquals, assertThrows } from "@std/assert";
import { SELL } from "../../../src/market/side.ts";
import { join } from "../../../src/strategy/placement/join.ts";
import { offersOf } from "./static_split/_cases.ts";
import { childOrders, decisionOn } from "./_decision.ts";

const offers = offersOf([10.00, 300], [10.05, 400], [null, 0]);
const nearQuotes = offersOf([9.99, 900], [9.98, 400], [null, 0]);

Deno.test("join() rests all that is due at its venue's near touch", () => {
  const { take, rest } = childOrders(join(1), { ...decisionOn(offers, 700), nearQuotes });
  assertEquals([[...take], [...rest]], [[0, 0, 0], [0, 700, 0]]);
  assert(join(1).rests && !join(1).sequential && !join(1).overfills);
});

Deno.test("join() crosses what the slice before left, cheapest first, and rests what is new", () => {
  const { take, rest } = childOrders(join(0), { ...decisionOn(offers, 900), nearQuotes, overdue: 500 });
  assertEquals([[...take], [...rest]], [[300, 200, 0], [400, 0, 0]]);
  // Of what came back after an answer, no more is overdue than is due.
  const again = childOrders(join(0), { ...decisionOn(offers, 100), nearQuotes, overdue: 500 });
  assertEquals([[...again.take], [...again.rest]], [[100, 0, 0], [0, 0, 0]]);
  const sale = childOrders(join(0), {
    ...decisionOn(nearQuotes, 1000, SELL),
    nearQuotes: offers,
    overdue: 1000,
  });
  assertEquals([[...sale.take], [...sale.rest]], [[900, 100, 0], [0, 0, 0]]);
});

Deno.test("join() waits where its venue has no near touch", () => {
  const { take, rest } = childOrders(join(2), { ...decisionOn(offers, 700), nearQuotes });
  assertEquals([[...take], [...rest]], [[0, 0, 0], [0, 0, 0]]);
});

Deno.test("join() refuses a venue that the tape has not", () => {
  assertThrows(() => childOrders(join(3), decisionOn(offers, 1)), RangeError, "no venue 3");
});
