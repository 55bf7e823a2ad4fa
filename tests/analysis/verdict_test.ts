import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Part, PARTS, type Parts } from "../../src/analysis/attribution.ts";
import { isMostlyDrift, type VerdictInput, verdictOn } from "../../src/analysis/verdict.ts";
import { forSeeds } from "../_tapes.ts";

function partsOf(some: Partial<Record<Part, number>>): Parts<number> {
  return { drift: 0, spread: 0, venue: 0, passive: 0, residual: 0, fees: 0, opportunity: 0, ...some };
}

function judged(some: Partial<Record<Part, number>>, input: Partial<VerdictInput> = {}) {
  const parts = partsOf(some);
  const total = PARTS.reduce((sum, part) => sum + parts[part], 0);
  const interval = { lower: total - 0.1, upper: total + 0.1 };
  return verdictOn({ saving: { total, parts }, sameSchedule: true, interval, ...input });
}

Deno.test("verdictOn() says that routing saves or costs, and by which part above all", () => {
  const saves = judged({ venue: 0.3, passive: 1.2, fees: -0.5 });
  assertEquals(saves.code, "routing-saves");
  assertMatch(
    saves.text,
    /^Routing saves 1\.00 bps \(95 % interval 0\.90 to 1\.10\), above all by passive\.$/,
  );
  const costs = judged({ venue: 0.3, fees: -1.3 });
  assertEquals(costs.code, "routing-costs");
  assertMatch(costs.text, /^Routing costs 1\.00 bps .*, above all by fees\.$/);
});

Deno.test("verdictOn() calls a saving that is mostly drift so, under any schedule", () => {
  const placed = judged({ drift: 1.1, venue: 0.5, fees: 0.5 });
  assertEquals([placed.code, placed.mostlyDrift], ["mostly-drift", true]);
  assertMatch(placed.text, /not by routing\. It is mostly drift/);
  assertEquals(judged({ drift: 1, venue: 0.5, fees: 0.5 }).code, "routing-saves");
  const timed = judged({ drift: -3, venue: 0.5 }, { sameSchedule: false });
  assertEquals([timed.code, timed.mostlyDrift], ["timing", true]);
  assertMatch(timed.text, /^Timing costs 2\.50 bps .*mostly drift/);
});

Deno.test("verdictOn() calls a difference between schedules timing, and says nothing of routing", () => {
  const { code, text, mostlyDrift } = judged({ drift: 0.2, venue: 1 }, { sameSchedule: false });
  assertEquals([code, mostlyDrift], ["timing", false]);
  assertMatch(text, /^Timing saves 1\.20 bps .*says nothing of routing\.$/);
});

Deno.test("verdictOn() calls not measurable what has no interval or may be none", () => {
  const few = judged({ venue: 5 }, { interval: null, reason: "the orders span 3 independent horizons" });
  assertEquals(few.code, "not-measurable");
  assertEquals(few.text, "Not measurable: the orders span 3 independent horizons.");
  for (const interval of [{ lower: -1, upper: 2 }, { lower: 0, upper: 2 }, { lower: -2, upper: 0 }]) {
    for (const sameSchedule of [true, false]) {
      assertEquals(judged({ venue: 0.5 }, { interval, sameSchedule }).code, "not-measurable");
    }
  }
  assertMatch(
    judged({ drift: 0.5 }, { interval: { lower: -1, upper: 2 } }).text,
    /^Not measurable: a saving of 0\.50 bps \(95 % interval -1\.00 to 2\.00\) may be none\. It is mostly drift/,
  );
});

Deno.test("verdictOn() sees that there is no difference at all", () => {
  assertEquals(judged({}).code, "same");
  assertEquals(judged({}, { interval: null, reason: "too few" }).code, "same");
  assertEquals(judged({ venue: 1, fees: -1 }, { interval: { lower: -1, upper: 1 } }).code, "not-measurable");
});

Deno.test("isMostlyDrift() only where drift goes the saving's way", () => {
  forSeeds(1, 300, (random) => {
    const parts = Object.fromEntries(PARTS.map((part) => [part, random() - 0.5])) as Parts<number>;
    const doubled = { ...parts, drift: 4 * parts.drift };
    const total = PARTS.reduce((sum, part) => sum + doubled[part], 0);
    if (isMostlyDrift(doubled)) assert(Math.sign(total) === Math.sign(doubled.drift));
  });
  assert(!isMostlyDrift(partsOf({})));
});

Deno.test("verdictOn() shows two digits of what is small", () => {
  const saving = { total: 0.0012, parts: partsOf({ spread: 0.0012 }) };
  const { text } = verdictOn({ saving, sameSchedule: true, interval: { lower: 0.0005, upper: 0.0019 } });
  assertStringIncludes(text, "saves 0.0012 bps (95 % interval 0.0005 to 0.0019)");
});
