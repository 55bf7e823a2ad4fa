import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  displayedShares,
  ladderCost,
  ladderSlopes,
  makeLadder,
} from "../../../src/model/cont_kukanov/taking_ladder.ts";

const ladder = makeLadder([
  { size: 200, cost: 0.03 },
  { size: 0, cost: 0.01 },
  { size: 100, cost: 0.02 },
  { size: 50, cost: 0.03 },
]);

Deno.test("makeLadder() puts the cheapest quotes first and drops empty ones", () => {
  assertEquals([...ladder.shares], [100, 300, 350]);
  assertEquals([...ladder.cost], [0.02, 0.03, 0.03]);
  assertEquals(displayedShares(ladder), 350);
  assertEquals(displayedShares(makeLadder([])), 0);
});

Deno.test("ladderCost() is convex, and infinite beyond what is displayed", () => {
  const costs = Array.from({ length: 351 }, (_, shares) => ladderCost(ladder, shares));
  for (let shares = 1; shares < 350; shares++) {
    const bend = costs[shares + 1]! - 2 * costs[shares]! + costs[shares - 1]!;
    assertAlmostEquals(bend, shares === 100 ? 0.01 : 0, 1e-12);
  }
  assertEquals(ladderCost(ladder, 350.5), Infinity);
  assertEquals(ladderCost(makeLadder([]), 0), 0);
});

Deno.test("ladderSlopes() tells the slopes on either side of a rung apart", () => {
  assertEquals(ladderSlopes(ladder, 0, 1e-9), { up: 0.02, down: -0.02 });
  assertEquals(ladderSlopes(ladder, 100, 1e-9), { up: 0.03, down: -0.02 });
  assertEquals(ladderSlopes(ladder, 100 + 1e-10, 1e-9), { up: 0.03, down: -0.02 });
  assertEquals(ladderSlopes(ladder, 101, 1e-9), { up: 0.03, down: -0.03 });
});

Deno.test("makeLadder() rejects sizes and costs that are none", () => {
  assertThrows(() => makeLadder([{ size: -1, cost: 0 }]), RangeError, "-1 shares");
  assertThrows(() => makeLadder([{ size: Infinity, cost: 0 }]), RangeError, "Infinity shares");
  assertThrows(() => makeLadder([{ size: 1, cost: NaN }]), RangeError, "a cost of NaN");
});
