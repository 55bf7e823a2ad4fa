import { assertEquals } from "@std/assert";
import { durationText, UNITS_NS } from "../../src/market/duration.ts";

Deno.test("durationText() takes the largest unit without a fraction", () => {
  const lengths = {
    "0s": 0,
    "1ns": 1,
    "999ns": 999,
    "1001us": 1001e3,
    "500ms": 500e6,
    "90s": 90e9,
    "61m": 3660e9,
  };
  for (const [text, ns] of Object.entries(lengths)) assertEquals(durationText(ns), text);
  for (const [unit, ns] of Object.entries(UNITS_NS)) assertEquals(durationText(ns), `1${unit}`);
});
