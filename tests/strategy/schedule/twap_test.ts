import { assertEquals, assertThrows } from "@std/assert";
import { immediate } from "../../../src/strategy/schedule/immediate.ts";
import { twap } from "../../../src/strategy/schedule/twap.ts";
import { marketWith, orderOf, targetsOf } from "./_market.ts";

const market = marketWith({});

Deno.test("immediate() wants everything at every slice", () => {
  assertEquals(targetsOf(immediate(10e9), orderOf(500, 0, 25), market), [500, 500, 500]);
});

Deno.test("twap() wants equal parts, the remainder in the earliest, the whole order by the last", () => {
  assertEquals(targetsOf(twap(10e9), orderOf(11, 0, 30), market), [4, 8, 11]);
  assertEquals(targetsOf(twap(10e9), orderOf(11, 0, 21), market), [4, 8, 11]);
});

Deno.test("twap() and immediate() refuse an interval that is not positive", () => {
  for (const schedule of [twap(0), immediate(-1)]) {
    assertThrows(() => schedule.begin(orderOf(1, 0, 1), market), RangeError, "positive");
  }
});
