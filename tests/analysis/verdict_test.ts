import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Part, PARTS, type Parts } from "../../src/analysis/attribution.ts";
import { isMostly, VERDICT_CODES, type VerdictInput, verdictOn } from "../../src/analysis/verdict.ts";
import { forSeeds } from "../_tapes.ts";

function partsOf(some: Partial<Record<Part, number>>): Parts<number> {
  return { drift: 0, spread: 0, venue: 0, passive: 0, residual: 0, fees: 0, opportunity: 0, ...some };
}

function judged(some: Partial<Record<Part, number>>, input: Partial<VerdictInput> = {}) {
  const parts = partsOf(some);
  const total = PARTS.reduce((sum, part) => sum + parts[part], 0);
  const interval = { lower: total - 0.1, upper: total + 0.1 };
  return verdictOn({
    saving: { total, parts },
    sameSchedule: true,
    interval,
    scored: 100,
    leftOut: 0,
    fillRates: { own: 1, baseline: 1 },
    ...input,
  });
}

const fees = "Without fees and rebates on the same fills it";

/** What verdicts are made of, their codes and their sentences: those that the help and the code's docs show. */
const EXAMPLES = [
  [
    judged({ spread: 0.6, passive: -0.21, drift: -0.15, venue: 0.06, fees: 0.04 }, {
      interval: { lower: 0.12, upper: 0.55 },
    }),
    "saves",
    "Routing saves 0.34 bps (95 % interval 0.12 to 0.55): spread 0.60, passive -0.21 and drift -0.15 net to 0.24, " +
    `venue 0.06, fees 0.04. ${fees} saves 0.30.`,
  ],
  [
    judged({ venue: -0.3, fees: 0.1 }, { interval: { lower: -0.36, upper: -0.05 } }),
    "costs",
    `Routing costs 0.20 bps (95 % interval 0.05 to 0.36): venue 0.30, fees -0.10. ${fees} costs 0.30.`,
  ],
  [
    judged({ spread: 0.4, drift: -0.32 }, { interval: { lower: -0.14, upper: 0.29 } }),
    "not-measurable",
    "Not measurable: a saving of 0.08 bps (95 % interval -0.14 to 0.29) may be none: spread 0.40 and drift -0.32 " +
    "net to 0.08.",
  ],
  [
    judged({ venue: 5 }, {
      interval: null,
      reason: "the orders span 8 independent horizons, where an interval takes 20",
    }),
    "not-measurable",
    "Not measurable: the orders span 8 independent horizons, where an interval takes 20.",
  ],
  [
    judged({ venue: 0.31 }, {
      interval: { lower: 0.11, upper: 0.49 },
      swing: { least: -0.15, greatest: 0.31 },
    }),
    "fragile",
    "Fragile: it saves 0.31 bps (95 % interval 0.11 to 0.49) here, and -0.15 to 0.31 in set-ups as good on the same " +
    "tape: venue 0.31.",
  ],
  [
    judged({ drift: 0.6, spread: 0.3 }, { interval: { lower: 0.4, upper: 1.4 } }),
    "mostly-drift",
    "Mostly drift: it saves 0.90 bps (95 % interval 0.40 to 1.40), but by the market moving between the fills of the " +
    "one and of the other, not by routing: spread 0.30 and drift 0.60 net to 0.90.",
  ],
  [
    judged({ fees: 0.3, spread: 0.1 }),
    "mostly-fees",
    "Mostly fees: it saves 0.40 bps (95 % interval 0.30 to 0.50), more by fees and rebates than by all else: " +
    `spread 0.10, fees 0.30. ${fees} saves 0.10.`,
  ],
  [
    judged({ venue: 1 }, { scored: 80, leftOut: 9 }),
    "too-many-left-out",
    "Not measurable: 9 of 80 orders (11.3 %) cannot be compared, and above 2 % what is left is no fair sample.",
  ],
  [
    judged({ residual: 7.57 }, { fillRates: { own: 0.12, baseline: 1 } }),
    "barely-filled",
    "No saving to speak of: it filled 12.0 % of its shares by itself, and the price of the rest is that of the last " +
    "moment.",
  ],
  [
    judged({ spread: 0.4, passive: -0.1, drift: -0.05 }, {
      interval: { lower: 0.1, upper: 0.4 },
      onlyVenue: "XNAS",
    }),
    "one-venue",
    "Nothing to route: the tape has one venue, XNAS. It saves 0.25 bps (95 % interval 0.10 to 0.40) all the same: " +
    "spread 0.40, passive -0.10 and drift -0.05 net to 0.25.",
  ],
  [
    judged({ venue: 2.01 }, { interval: { lower: 1.2, upper: 2.8 }, inSample: true }),
    "in-sample",
    "In sample only: it saves 2.01 bps (95 % interval 1.20 to 2.80) on the orders that it was tuned on, which is no " +
    "evidence: venue 2.01.",
  ],
  [
    judged({ drift: 0.2, venue: 1 }, {
      interval: { lower: 0.5, upper: 1.9, simultaneous: true },
      sameSchedule: false,
    }),
    "timing",
    "Timing saves 1.20 bps (simultaneous 95 % interval 0.50 to 1.90), which says nothing of routing, as the schedules " +
    "differ: drift 0.20, venue 1.00.",
  ],
  [judged({}), "same", "Both cost the same in every part."],
] as const;

Deno.test("verdictOn() has a sentence for each case, which stands in the docs and in the help", async () => {
  for (const [{ code, text }, expectedCode, expectedText] of EXAMPLES) {
    assertEquals([code, text], [expectedCode, expectedText]);
  }
  assertEquals(new Set(EXAMPLES.map(([, code]) => code)), new Set(VERDICT_CODES));
  for (const file of ["../../src/analysis/verdict.ts", "../../src/help/reading-the-result.md"]) {
    const lines = await Deno.readTextFile(new URL(file, import.meta.url));
    const shown = lines.replaceAll(/\s+/g, " ");
    for (const [, code, text] of EXAMPLES) assert(shown.includes(text), `${file} shows no ${code}: ${text}`);
  }
});

Deno.test("verdictOn() says which of the two filled less than half by itself, and no figure of a saving", () => {
  const text = (own: number, baseline: number, input: Partial<VerdictInput> = {}) =>
    judged({ residual: 7.57 }, { fillRates: { own, baseline }, ...input }).text;
  assertMatch(text(1, 0.4), /^No saving to speak of: the other filled 40\.0 % of its shares by itself, /);
  assertMatch(
    text(0, 0.4, { onlyVenue: "XNAS", inSample: true }),
    /: it filled 0\.0 % .* and the other filled 40\.0 %/,
  );
  assertMatch(text(0.4, 1, { subject: "Your router" }), /: your router filled 40\.0 %/);
  assertMatch(text(0.5, 0.5), /^Routing saves 7\.57 bps/);
});

Deno.test("verdictOn() calls a saving that is mostly drift so, under any schedule", () => {
  const placed = judged({ drift: 1.1, venue: 0.5, fees: 0.5 });
  assertEquals([placed.code, placed.mostlyDrift], ["mostly-drift", true]);
  assertEquals(judged({ drift: 1, venue: 0.5, fees: 0.5 }).code, "saves");
  const timed = judged({ drift: -3, venue: 0.5 }, { sameSchedule: false });
  assertEquals([timed.code, timed.mostlyDrift], ["timing", true]);
  assertMatch(timed.text, /^Timing costs 2\.50 bps .* It is mostly drift\.$/);
  assertMatch(
    judged({ drift: 0.5 }, { interval: { lower: -1, upper: 2 } }).text,
    /^Not measurable: a saving of 0\.50 bps \(95 % interval -1\.00 to 2\.00\) may be none: .* mostly drift\.$/,
  );
});

Deno.test("verdictOn() says when it is fees that make more than half of the parts", () => {
  const { code, mostlyFees } = judged({ fees: 1.1, venue: 0.5, spread: -0.5 });
  assertEquals([code, mostlyFees], ["mostly-fees", true]);
  assertEquals(judged({ fees: 1, venue: 0.5, spread: -0.5 }).code, "saves");
  assertMatch(judged({ fees: 1, venue: -1.2, spread: 0.3 }).text, /fees 1\.00\. Without .* it costs 0\.90/);
  assertMatch(judged({ fees: 1, venue: -0.5 }, { sameSchedule: false }).text, / It is mostly fees\.$/);
});

Deno.test("verdictOn() calls not measurable what has no interval or may be none", () => {
  for (const interval of [{ lower: -1, upper: 2 }, { lower: 0, upper: 2 }, { lower: -2, upper: 0 }]) {
    for (const sameSchedule of [true, false]) {
      assertEquals(judged({ venue: 0.5 }, { interval, sameSchedule }).code, "not-measurable");
    }
  }
  assertMatch(
    judged({ venue: -0.5 }, { interval: { lower: -2, upper: 1 } }).text,
    /a saving of -0\.50 bps \(95 % interval -2\.00 to 1\.00\) may be none: venue -0\.50\.$/,
  );
});

Deno.test("verdictOn() takes two in a hundred orders that cannot be compared, and not more", () => {
  assertEquals(judged({ venue: 1 }, { leftOut: 2 }).code, "saves");
  assertEquals(judged({ venue: 1 }, { leftOut: 3 }).code, "too-many-left-out");
  const { code, text } = judged({}, { saving: null, interval: null, scored: 16, leftOut: 16 });
  assertEquals([code, text], ["too-many-left-out", "Not measurable: none of the 16 orders can be compared."]);
});

Deno.test("verdictOn() calls fragile what changes its sign, before all else that weakens a saving", () => {
  const swing = { least: -0.1, greatest: 1 };
  for (
    const input of [{ swing }, { swing, sameSchedule: false }, { swing, inSample: true }] as const
  ) assertEquals(judged({ venue: 1 }, input).code, "fragile");
  assertEquals(judged({ venue: 1 }, { swing: { least: 0, greatest: 1 } }).code, "saves");
  const { code, text } = judged({ venue: -1 }, { swing: { least: -1.5, greatest: 0.2 } });
  assertEquals(code, "fragile");
  assertMatch(
    text,
    /^Fragile: it costs 1\.00 bps \(95 % interval 0\.90 to 1\.10\) here, and -0\.20 to 1\.50 in/,
  );
});

Deno.test("verdictOn() has one venue before all that might be said of routing, and not of timing", () => {
  const onlyVenue = "XNAS";
  for (const input of [{ interval: null }, { inSample: true }] as const) {
    const { code, text } = judged({ venue: 1 }, { onlyVenue, ...input });
    assertEquals(code, "one-venue");
    assertMatch(text, /^Nothing to route: the tape has one venue, XNAS\. /);
  }
  assertEquals(judged({}, { onlyVenue }).code, "one-venue");
  assertEquals(judged({ venue: 1 }, { onlyVenue, sameSchedule: false }).code, "timing");
});

Deno.test("verdictOn() notes that a difference of schedules was tuned on what it is scored on", () => {
  const { code, text } = judged({ venue: 1 }, { sameSchedule: false, inSample: true });
  assertEquals(code, "timing");
  assertMatch(text, / It is in sample only\.$/);
});

Deno.test("verdictOn() sees that there is no difference at all", () => {
  assertEquals(judged({}, { interval: null, reason: "too few" }).code, "same");
  assertEquals(judged({ venue: 1, fees: -1 }, { interval: { lower: -1, upper: 1 } }).code, "not-measurable");
});

Deno.test("isMostly() only where the part goes the saving's way", () => {
  forSeeds(1, 300, (random) => {
    const parts = Object.fromEntries(PARTS.map((part) => [part, random() - 0.5])) as Parts<number>;
    const doubled = { ...parts, drift: 4 * parts.drift };
    const total = PARTS.reduce((sum, part) => sum + doubled[part], 0);
    if (isMostly("drift", doubled)) assert(Math.sign(total) === Math.sign(doubled.drift));
  });
  assert(!isMostly("drift", partsOf({})));
});

Deno.test("verdictOn() shows two digits of what is small, and no minus before zero", () => {
  const { text } = judged({ spread: 0.0012 }, { interval: { lower: 0.0005, upper: 0.0019 } });
  assertStringIncludes(text, "saves 0.0012 bps (95 % interval 0.0005 to 0.0019): spread 0.0012.");
  const { text: none } = judged({ spread: 0.3, drift: -0.301, venue: 1 });
  assertStringIncludes(none, "spread 0.30 and drift -0.30 net to 0.00, venue 1.00");
});
