import { assert, assertEquals } from "@std/assert";
import { makeOffers } from "../../src/execution/offers.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { randomInt } from "../../src/market/random.ts";
import { BUY } from "../../src/market/side.ts";
import { twap as marketTwap } from "../../src/strategy/schedule/twap.ts";
import { immediate } from "../../src/trial/immediate.ts";
import { twap } from "../../src/trial/twap.ts";
import { forSeeds } from "../_tapes.ts";
import { marketWith } from "../strategy/schedule/_market.ts";
import { seeds } from "../_seeds.ts";

const offers = makeOffers(1);

function orderOf(quantity: number, endNs: number, startNs = 0): ParentOrder {
  return { side: BUY, quantity, startNs, endNs };
}

/** What is due at each time, if each time `share` of it is filled. */
function dueAt(order: ParentOrder, intervalNs: number, times: number[], share = 1): number[] {
  const run = twap(intervalNs).begin(order);
  let leaves = order.quantity;
  return times.map((now) => {
    const due = run.due(now, leaves, offers);
    leaves -= Math.floor(due * share);
    return due;
  });
}

Deno.test("immediate sends all that is left at every snapshot", () => {
  const run = immediate.begin(orderOf(10, 30));
  assertEquals([run.due(0, 10, offers), run.due(0, 3, offers)], [10, 3]);
});

Deno.test("twap() gives the remainder to the earliest slices, one share each", () => {
  assertEquals(dueAt(orderOf(11, 40), 10, [0, 10, 20, 30]), [3, 3, 3, 2]);
  assertEquals(dueAt(orderOf(2, 40), 10, [0, 10, 20, 30]), [1, 1, 0, 0]);
  assertEquals(dueAt(orderOf(1, 40), 10, [0, 10, 20, 30]), [1, 0, 0, 0]);
});

Deno.test("twap() sends once a slice, at its first snapshot; a boundary is the next slice's", () => {
  assertEquals(dueAt(orderOf(40, 40), 10, [0, 0, 9, 10, 11, 29, 30, 40, 41]), [
    10,
    0,
    0,
    10,
    0,
    10,
    10,
    0,
    0,
  ]);
});

Deno.test("twap() catches up what slices could not fill, and slices without a snapshot", () => {
  assertEquals(dueAt(orderOf(40, 40), 10, [0, 10, 20, 30], 0), [10, 20, 30, 40]);
  assertEquals(dueAt(orderOf(40, 40), 10, [0, 10, 20, 30], 0.5), [10, 15, 18, 19]);
  assertEquals(dueAt(orderOf(40, 40), 10, [12, 35]), [20, 20]);
});

Deno.test("twap() is one slice if the interval is longer than the window, or the window empty", () => {
  assertEquals(dueAt(orderOf(7, 5), 10, [3, 4]), [7, 0]);
  assertEquals(dueAt(orderOf(7, 50, 50), 10, [50, 50]), [7, 0]);
});

Deno.test("twap() sends nothing that would exceed what is due so far or what is left", () => {
  const run = twap(10).begin(orderOf(40, 40));
  assertEquals(run.due(0, 5, offers), 0); // 35 are filled, 10 were due
  assertEquals(run.due(30, 5, offers), 5);
});

Deno.test("twap() slices add up to the order", () => {
  forSeeds(1, seeds(500, 2000), (random) => {
    const startNs = randomInt(random, 1000);
    const order = orderOf(1 + randomInt(random, 5000), startNs + randomInt(random, 300), startNs);
    const intervalNs = 1 + randomInt(random, 60);
    const count = Math.max(1, Math.ceil((order.endNs - startNs) / intervalNs));
    const times = Array.from({ length: count }, (_, slice) => startNs + slice * intervalNs);
    const due = dueAt(order, intervalNs, times);
    assertEquals(due.reduce((sum, shares) => sum + shares, 0), order.quantity);
    assertEquals(due, due.toSorted((a, b) => b - a));
    assert(due[0]! - due[count - 1]! <= 1);
  });
});

Deno.test("twap() has the targets of the default's, whatever was filled", () => {
  const market = marketWith({});
  forSeeds(1, seeds(100, 300), (random) => {
    const startNs = 5e9;
    const order = orderOf(1 + randomInt(random, 5000), startNs + 1e9 * (1 + randomInt(random, 300)), startNs);
    const intervalNs = 1e9 * (1 + randomInt(random, 60));
    const run = marketTwap(intervalNs).begin(order, market);
    const trial = twap(intervalNs).begin(order);
    let filled = 0;
    for (let slice = 0; slice < run.slices; slice++) {
      const due = trial.due(run.startNs(slice), order.quantity - filled, offers);
      assertEquals(Math.max(0, run.target(slice, 1, filled) - filled), due);
      filled += randomInt(random, due + 1);
    }
    assertEquals(run.startNs(run.slices), order.endNs);
  });
});
