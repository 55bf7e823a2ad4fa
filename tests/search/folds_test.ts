import { assert, assertEquals, assertThrows } from "@std/assert";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { randomInt } from "../../src/market/random.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { walkForward } from "../../src/search/folds.ts";
import { forSeeds } from "../_tapes.ts";

/** Orders of equal length from these starts on. */
function ordersAt(startsNs: readonly number[], lengthNs: number): ParentOrder[] {
  return startsNs.map((startNs, i) => ({
    side: i % 2 === 0 ? BUY : SELL,
    quantity: 1,
    startNs,
    endNs: startNs + lengthNs,
  }));
}

Deno.test("walkForward() tunes on what ended before a fold and scores what starts in it", () => {
  const orders = ordersAt([0, 10, 20, 30, 40, 50, 60, 70, 80], 20);
  assertEquals(walkForward(orders, 4), [
    { fromNs: 25, toNs: 50, trained: 1, first: 3, end: 5 },
    { fromNs: 50, toNs: 75, trained: 4, first: 5, end: 8 },
    { fromNs: 75, toNs: 100, trained: 6, first: 8, end: 9 },
  ]);
});

Deno.test("walkForward() counts an order as ended when it has settled", () => {
  const orders = ordersAt([0, 10, 20, 30], 10);
  const trained = (settlingNs: number): number => walkForward(orders, 2, settlingNs)[0]!.trained;
  assertEquals([trained(0), trained(1), trained(10)], [2, 1, 1]);
  assertThrows(() => trained(11), RangeError, "fold 2 has 0 to tune on and 2 to score");
});

Deno.test("walkForward() follows the rule, order by order, for any starts", () => {
  let made = 0;
  forSeeds(1, 500, (random) => {
    const lengthNs = 1 + randomInt(random, 50);
    const settlingNs = randomInt(random, 10);
    const count = 2 + randomInt(random, 6);
    const starts = Array.from({ length: 2 + randomInt(random, 60) }, () => randomInt(random, 1000));
    const orders = ordersAt(starts.sort((a, b) => a - b), lengthNs);
    let folds;
    try {
      folds = walkForward(orders, count, settlingNs);
    } catch (error) {
      assert(error instanceof RangeError);
      return;
    }
    made++;
    const startNs = starts[0]!;
    const endNs = starts.at(-1)! + lengthNs;
    assertEquals(folds.length, count - 1);
    const foldOf = (order: ParentOrder): number =>
      Math.floor((order.startNs - startNs) / (endNs - startNs) * count + 1e-12);
    for (const [i, { fromNs, trained, first, end }] of folds.entries()) {
      for (const [index, order] of orders.entries()) {
        assertEquals(index >= first && index < end, foldOf(order) === i + 1, `scoring of order ${index}`);
        assertEquals(index < trained, order.endNs + settlingNs <= fromNs, `tuning on order ${index}`);
      }
      assert(trained > 0 && trained <= first);
      assertEquals(first, i === 0 ? first : folds[i - 1]!.end, "a gap between folds");
    }
    assertEquals(folds.at(-1)!.end, orders.length);
  });
  assert(made > 100, `only ${made} had enough orders`);
});

Deno.test("walkForward() refuses fewer than two folds, and folds with nothing to tune on or to score", () => {
  const orders = ordersAt([0, 10, 20, 30], 10);
  for (const count of [1, 0, -3, 2.5, NaN]) {
    assertThrows(() => walkForward(orders, count), RangeError, `Cannot walk forward over ${count} folds`);
  }
  assertThrows(
    () => walkForward(orders, 9),
    RangeError,
    "4 orders are too few for 9 folds: fold 2 has 0 to tune on and 0 to score",
  );
  assertThrows(() => walkForward(ordersAt([0, 1, 100], 2), 3), RangeError, "fold 2 has 2 to tune on and 0");
  assertThrows(() => walkForward([], 2), RangeError, "0 orders are too few");
});

Deno.test("walkForward() cuts the time in session, not the nights between", () => {
  const windows = [0, 1000, 2000].map((fromNs) => ({ fromNs, toNs: fromNs + 100 }));
  const orders = ordersAt(windows.flatMap(({ fromNs }) => [fromNs, fromNs + 45, fromNs + 90]), 10);
  assertEquals(walkForward(orders, 3, 0, windows), [
    { fromNs: 1000, toNs: 2000, trained: 3, first: 3, end: 6 },
    { fromNs: 2000, toNs: 2100, trained: 6, first: 6, end: 9 },
  ]);
  assertThrows(() => walkForward(orders, 5), RangeError, "too few for 5 folds");
  assertEquals(walkForward(orders, 5, 0, windows).map(({ fromNs }) => fromNs), [60, 1020, 1080, 2040]);
});
