import { assertEquals, assertThrows } from "@std/assert";
import { evenly } from "../../src/search/grid.ts";
import { type Axes, pointAt, pointCount } from "../../src/trial/grid.ts";

Deno.test("evenly() spaces values over the range, ends included and exact", () => {
  assertEquals(evenly(0, 1, 21).slice(0, 4), [0, 0.05, 0.1, 0.15]);
  assertEquals(evenly(1, 2, 4), [1, 4 / 3, 1 + 2 / 3, 2]);
  for (let count = 2; count < 200; count++) {
    const values = evenly(0.1, 0.7, count);
    assertEquals([values.length, values[0], values[count - 1]], [count, 0.1, 0.7]);
  }
});

Deno.test("evenly() of one value is the low end", () => {
  assertEquals(evenly(0.25, 1, 1), [0.25]);
});

Deno.test("evenly() refuses a count that is not a whole number from 1", () => {
  for (const count of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => evenly(0, 1, count), RangeError, `${count} points`);
  }
});

Deno.test("pointAt() changes λ_over slowest and θ fastest, and meets every point once", () => {
  const axes: Axes = { lambdaOver: [1, 2], lambdaUnder: [10, 20, 30], thetaQueue: [100, 200] };
  assertEquals(pointCount(axes), 12);
  const points = Array.from({ length: 12 }, (_, index) => {
    const { lambdaOver, lambdaUnder, thetaQueue } = pointAt(axes, index);
    return lambdaOver + lambdaUnder + thetaQueue;
  });
  assertEquals(points, [111, 211, 121, 221, 131, 231, 112, 212, 122, 222, 132, 232]);
});
