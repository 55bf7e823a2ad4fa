import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Simulator } from "../../../src/execution/simulator.ts";
import { randomInt } from "../../../src/market/random.ts";
import { BUY, SELL } from "../../../src/market/side.ts";
import { staticRelative } from "../../../src/strategy/placement/static_relative.ts";
import { sweep } from "../../../src/strategy/placement/sweep.ts";
import { immediate } from "../../../src/strategy/schedule/immediate.ts";
import { ARCX, forSeeds, XNAS, XNYS } from "../../_tapes.ts";
import { marketWith, orderOf, type Quote } from "../schedule/_market.ts";
import { childOrders, decisionAfter, takes } from "./_decision.ts";

/** Mid 100.02, half spread 0.02; asks 100.04, 100.06 and 100.09. */
const market = marketWith({
  quotes: [[1, XNAS, 100.00, 100.04], [1, XNYS, 99.97, 100.06], [1, ARCX, 99.90, 100.09, 500]],
});

Deno.test("staticRelative() takes, cheapest first, where price + fee − mid is less than λ·(h + f)", () => {
  const at = (lambdaUnder: number, quantity = 1000) =>
    takes(staticRelative(lambdaUnder), decisionAfter(market, { quantity }));
  // h + f = 0.02, the venues cost 0.02, 0.04, 0.07.
  assertEquals(at(1.05), [100, 0, 0]);
  assertEquals(at(2), [100, 0, 0]);
  assertEquals(at(2.01), [100, 100, 0]);
  assertEquals(at(3.49), [100, 100, 0]);
  assertEquals(at(3.51), [100, 100, 500]);
  assertEquals(at(3.51, 250), [100, 100, 50]);
});

Deno.test("staticRelative() does the same on the other side", () => {
  const at = (lambdaUnder: number) =>
    takes(staticRelative(lambdaUnder), decisionAfter(market, { quantity: 1000, side: SELL }));
  // The bids cost 0.02, 0.05, 0.12.
  assertEquals([at(1.05), at(2.51), at(6.01)], [[100, 0, 0], [100, 100, 0], [100, 100, 500]]);
});

Deno.test("staticRelative() counts fees, and takes h + f of the venue that is cheapest with them", () => {
  const at = (lambdaUnder: number, fees: number[]) =>
    takes(staticRelative(lambdaUnder), decisionAfter(market, { quantity: 1000, fees }));
  // 0.02 + 0.03, 0.04 + 0.005, 0.07 + 0: the second is cheapest, h + f = 0.025.
  assertEquals(at(1.7, [3e7, 5e6, 0]), [0, 0, 0]);
  assertEquals(at(1.9, [3e7, 5e6, 0]), [0, 100, 0]);
  assertEquals(at(2.1, [3e7, 5e6, 0]), [100, 100, 0]);
});

Deno.test("staticRelative() takes half a tick for the half spread of a locked market", () => {
  const locked = marketWith({ quotes: [[1, XNAS, 100, 100], [1, XNYS, 99.99, 100.01]] });
  const at = (lambdaUnder: number) =>
    takes(staticRelative(lambdaUnder), decisionAfter(locked, { quantity: 150 }));
  assertEquals([at(1.05), at(1.95), at(2.05)], [[100, 0], [100, 0], [100, 50]]);
});

Deno.test("staticRelative() still takes at the touch where the rebate exceeds the half spread", () => {
  const fees = [-5e7, -5e7, -5e7];
  const at = (lambdaUnder: number) =>
    takes(staticRelative(lambdaUnder), decisionAfter(market, { quantity: 1000, fees }));
  // The venues cost −0.03, −0.01, 0.02; λ is −0.0285, −0.003, 0.03.
  assertEquals([at(1.05), at(1.9), at(3)], [[100, 0, 0], [100, 100, 0], [100, 100, 500]]);
});

Deno.test("staticRelative() limits the price to the worst that is worth it", () => {
  const limits = (side: 1 | -1, fees: number[]) => {
    const { takeLimit } = childOrders(
      staticRelative(4),
      decisionAfter(market, { quantity: 1000, side, fees }),
    );
    return [...takeLimit];
  };
  // λ = 0.08: less than 100.10 and more than 99.94.
  assertEquals(limits(BUY, []), [100.1e9 - 1, 100.1e9 - 1, 100.1e9 - 1]);
  assertEquals(limits(SELL, []).slice(0, 2), [99.94e9 + 1, 99.94e9 + 1]);
  assertEquals(limits(BUY, [0, 1e7, 0]).slice(0, 2), [100.1e9 - 1, 100.09e9 - 1]);
});

Deno.test("staticRelative() takes nothing without a mid, or where nothing is left to take", () => {
  const oneSided = marketWith({ quotes: [[1, XNAS, NaN, 100.04]] });
  assertEquals(takes(staticRelative(4), decisionAfter(oneSided, { quantity: 100 })), [0]);
  const decision = decisionAfter(market, { quantity: 100 });
  decision.offers.price.fill(NaN);
  decision.offers.size.fill(0);
  assertEquals(takes(staticRelative(4), decision), [0, 0, 0]);
});

Deno.test("staticRelative() takes nothing at a price that is not worth it when its order arrives", () => {
  // The ask has gone up by the time that a child order sent at 2 s arrives, and comes back at 2.5 s.
  const moving = marketWith({
    quotes: [
      [1, XNAS, 99.99, 100.01, 1000],
      [1, XNYS, 99.98, 100.20, 1000],
      [2.0002, XNAS, 99.99, 100.09, 1000],
      [2.5, XNAS, 99.99, 100.01, 1000],
    ],
    prints: [[9, 1]],
  });
  const rules = {
    latencyNs: 500e3,
    refreshNs: 1e9,
    queue: "risk-averse",
    residual: "opportunity",
  } as const;
  const simulator = new Simulator(moving, rules);
  const swept = simulator.run(orderOf(100, 2, 4), { schedule: immediate(1e9), placement: sweep }).fills;
  assertEquals([swept.sharesFilled, swept.timeNs[0], swept.price[0]], [100, 2.0005e9, 100.09e9]);
  const answers: number[][] = [];
  const placement = staticRelative(2);
  const spied: typeof placement = {
    ...placement,
    place(decision, orders) {
      placement.place(decision, orders);
      answers.push([decision.nowNs, ...orders.take]);
    },
  };
  const { fills } = simulator.run(orderOf(1100, 2, 4), { schedule: immediate(1e9), placement: spied });
  // Sent at 2 s, at most 100.02: it comes back whole. At 2.001 s taking costs 0.05, and is worth it.
  assertEquals(answers.slice(0, 2), [[2e9, 1000, 0], [2.001e9, 1000, 0]]);
  assertEquals([fills.length > 0, fills.timeNs[0], fills.price[0]], [true, 2.0015e9, 100.09e9]);
});

Deno.test("staticRelative() refuses multiples that can take nothing", () => {
  for (const multiple of [1, 0.5, 0, -2, NaN, Infinity]) {
    assertThrows(() => staticRelative(multiple), RangeError, "lambda_under");
  }
});

/** All splits of at most `quantity` shares over venues that display these. */
function* splits(sizes: readonly number[], quantity: number): Generator<number[]> {
  const [first, ...others] = sizes;
  if (first === undefined) {
    yield [];
    return;
  }
  for (let x = 0; x <= Math.min(first, quantity); x++) {
    for (const rest of splits(others, quantity - x)) yield [x, ...rest];
  }
}

Deno.test("staticRelative() minimises the cost relative to mid over all splits, whatever λ_over and θ are", () => {
  let compared = 0;
  forSeeds(1, 150, (random) => {
    const side = random() < 0.5 ? BUY : SELL;
    const ids = [XNAS, XNYS, ARCX];
    const quotes = ids.map((id): Quote => {
      const bid = 100 - (1 + randomInt(random, 6)) / 100;
      return [1, id, bid, 100 + randomInt(random, 6) / 100, 1 + randomInt(random, 4)];
    });
    const fees = ids.map(() => 5e6 * randomInt(random, 3));
    const quantity = 1 + randomInt(random, 9);
    const lambda = [1.05, 1.5, 2, 3, 4][randomInt(random, 5)]!;
    const bid = Math.max(...quotes.map((quote) => quote[2]));
    const ask = Math.min(...quotes.map((quote) => quote[3]));
    const mid = (bid + ask) / 2;
    const half = Math.max((ask - bid) / 2, 0.005);
    const cost = quotes.map((quote, k) =>
      side * ((side === BUY ? quote[3] : quote[2]) - mid) + fees[k]! / 1e9
    );
    const lowest = Math.min(...cost);
    // Equal costs with different fees leave open which venue is the cheapest.
    if (cost.filter((one) => one - lowest < 1e-9).length > 1) return;
    compared++;
    const lambdaUnder = lambda * (half + fees[cost.indexOf(lowest)]! / 1e9);
    const sizes = quotes.map((quote) => quote[4]!);
    const made = takes(
      staticRelative(lambda),
      decisionAfter(marketWith({ quotes }), { quantity, side, fees }),
    );
    assert(made.every((x, k) => Number.isInteger(x) && x >= 0 && x <= sizes[k]!));
    assert(made.every((x, k) => x === 0 || cost[k]! < lambdaUnder), "what costs λ_under is left");
    const all = [...splits(sizes, quantity)];
    for (const [lambdaOver, theta] of [[0, 0], [0.1, 0], [0, 0.3], [5, 0.02]] as const) {
      const value = (split: readonly number[]) => {
        const taken = split.reduce((sum, x) => sum + x, 0);
        const paid = split.reduce((sum, x, k) => sum + x * cost[k]!, 0);
        const [under, over] = [Math.max(0, quantity - taken), Math.max(0, taken - quantity)];
        return paid + theta * (taken + under) + lambdaUnder * under + lambdaOver * over;
      };
      assertAlmostEquals(value(made), Math.min(...all.map(value)), 1e-9);
    }
  });
  assert(compared > 90, `${compared} of 150 cases have one cheapest venue`);
});
