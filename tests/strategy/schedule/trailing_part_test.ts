import { assertEquals } from "@std/assert";
import { trailingPart } from "../../../src/strategy/schedule/trailing_part.ts";

Deno.test("trailingPart() is left·d/(d + after·mean), rounded half up", () => {
  assertEquals(trailingPart(1000, 220, 140, 1), Math.round(1000 * 220 / 360));
  assertEquals(trailingPart(5, 1, 1, 1), 3);
  assertEquals(trailingPart(100, 0, 50, 3), 0);
});

Deno.test("trailingPart() of the last slice is everything left, of a past without volume an equal part", () => {
  assertEquals([0, 1, 7].map((volume) => trailingPart(123, volume, 5, 0)), [123, 123, 123]);
  assertEquals([trailingPart(10, 0, 0, 3), trailingPart(10, 0, 0, 2)], [3, 3]);
});
