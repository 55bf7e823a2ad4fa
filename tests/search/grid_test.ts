import { assertEquals, assertThrows } from "@std/assert";
import { evenly, gridFault } from "../../src/search/grid.ts";

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

Deno.test("gridFault() tells a grid that would never end", () => {
  assertEquals(gridFault(1e7), undefined);
  assertEquals(gridFault(1e7 + 1), "makes 10000001 points; at most 10000000 can be tried");
});
