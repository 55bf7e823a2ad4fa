import { assertEquals, assertThrows } from "@std/assert";
import { equalTarget, sliced, Slices } from "../../../src/strategy/schedule/slices.ts";
import { BUY } from "../../../src/market/side.ts";

function slices(startNs: number, endNs: number, intervalNs: number): Slices {
  return new Slices({ side: BUY, quantity: 1, startNs, endNs }, intervalNs);
}

Deno.test("Slices cuts the window into ⌈window/interval⌉", () => {
  assertEquals([29, 30, 31, 0, 1].map((length) => slices(7, 7 + length, 10).count), [3, 3, 4, 1, 1]);
});

Deno.test("Slices.at() gives a boundary to the later slice, and what is outside to the nearest", () => {
  const { at, count } = { at: (now: number) => slices(100, 130, 10).at(now), count: 3 };
  assertEquals([100, 109, 110, 119, 120, 129].map(at), [0, 0, 1, 1, 2, 2]);
  assertEquals([99, 0, 130, 1e15].map(at), [0, 0, count - 1, count - 1]);
});

Deno.test("Slices.at() of an empty window, or one shorter than the interval, is the only slice", () => {
  assertEquals([5, 6].map((now) => slices(5, 5, 10).at(now)), [0, 0]);
  assertEquals([5, 9].map((now) => slices(5, 9, 1e12).at(now)), [0, 0]);
});

Deno.test("Slices.startNs() begins the slice that at() finds there, down to the nanosecond of a whole day", () => {
  const day = slices(123_456_789, 86_400e9, 7);
  for (const slice of [0, 1, 2, 999_999_937, day.count - 1]) {
    assertEquals([day.at(day.startNs(slice)), day.at(day.startNs(slice) + 6)], [slice, slice]);
    if (slice > 0) assertEquals(day.at(day.startNs(slice) - 1), slice - 1);
  }
});

Deno.test("Slices refuses an interval that is not positive", () => {
  for (const interval of [0, -1, NaN]) assertThrows(() => slices(0, 10, interval), RangeError, "positive");
});

Deno.test("Slices.startNs() of the slice behind the last is the window's end, whatever is left of the interval", () => {
  assertEquals([29, 30, 31].map((length) => slices(7, 7 + length, 10)).map((s) => s.startNs(s.count)), [
    36,
    37,
    38,
  ]);
  assertEquals(slices(5, 5, 10).startNs(1), 5);
});

Deno.test("sliced() is a market schedule's run of these slices", () => {
  const run = sliced(slices(100, 125, 10), (slice, rows, filled) => slice + 10 * rows + 100 * filled);
  assertEquals([run.slices, run.startNs(0), run.startNs(2), run.startNs(3)], [3, 100, 120, 125]);
  assertEquals(run.target(1, 2, 3), 321);
});

Deno.test("equalTarget() puts the remainder of the division into the earliest slices, a share each", () => {
  const targets = (quantity: number, count: number) =>
    Array.from({ length: count }, (_, slice) => equalTarget(quantity, count, slice));
  assertEquals(targets(10, 3), [4, 7, 10]);
  assertEquals(targets(11, 3), [4, 8, 11]);
  assertEquals(targets(12, 3), [4, 8, 12]);
  assertEquals(targets(2, 4), [1, 2, 2, 2]);
});
