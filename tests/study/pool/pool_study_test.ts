// What a study says of its parts: by hand on few, and on simulated studies whose truth is known.
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { PARTS } from "../../../src/analysis/attribution.ts";
import { seededRandom } from "../../../src/market/random.ts";
import type { MeasuredPart } from "../../../src/study/part.ts";
import { poolStudy } from "../../../src/study/pool/pool_study.ts";
import { seeds } from "../../_seeds.ts";
import { measuredPart } from "../_parts.ts";
import { coverageOf } from "./_coverage.ts";
import { LAWS, simulateStudy } from "./_simulated.ts";

/** A tape of one block and two points: what each costs, and saves on the other strategy, dollars. */
function tapeOf(
  day: string,
  symbol: string,
  { cost, saved, notional }: {
    cost: readonly [number, number];
    saved: readonly [number, number];
    notional: number;
  },
): MeasuredPart {
  const template = measuredPart();
  const [run] = template.runs;
  const other = 100;
  return {
    ...template,
    task: day.padEnd(32, "0") + symbol.padEnd(32, "0"),
    tape: { ...template.tape, day, symbol },
    orders: { ...template.orders, notionalDollars: notional },
    blocks: [2],
    runs: cost.map((tuningDollars, point) => {
      const own = other - saved[point as 0 | 1];
      return {
        ...run!,
        tuningDollars,
        costDollars: [own],
        parts: { ...run!.parts, spread: 0, fees: 0, venue: own },
      };
    }),
    compared: [{
      ...template.compared[0]!,
      notionalDollars: [notional],
      others: {
        twap: {
          ...template.compared[0]!.others["twap"]!,
          costDollars: [other],
          parts: { ...run!.parts, spread: 0, fees: 0, venue: other },
        },
      },
    }],
  };
}

/** Three days of two symbols. The first point is cheaper on the first day, the second from then on. */
const DAYS = [
  tapeOf("2024-07-01", "A", { cost: [1, 4], saved: [10, 20], notional: 1e5 }),
  tapeOf("2024-07-01", "B", { cost: [2, 1], saved: [10, 20], notional: 1e5 }),
  tapeOf("2024-07-02", "A", { cost: [9, 1], saved: [3, 5], notional: 2e5 }),
  tapeOf("2024-07-02", "B", { cost: [1, 1], saved: [1, 7], notional: 1e5 }),
  tapeOf("2024-07-03", "A", { cost: [1, 9], saved: [2, 6], notional: 1e5 }),
  tapeOf("2024-07-03", "B", { cost: [1, 9], saved: [4, 8], notional: 3e5 }),
];

Deno.test("poolStudy() scores a day at the point that was cheapest on days before it, weighted by notional", () => {
  const { tuned, comparisons, sample } = poolStudy(DAYS);
  // The first point costs 3 on the first day, the second 5; over two days 13 and 7.
  assertEquals(tuned, [
    {
      day: "2024-07-02",
      tunedOnDays: 1,
      point: { lambdaUnder: 1 },
      inSampleBps: 1e4 * 20 / 2e5,
      outOfSampleBps: 1e4 * 4 / 3e5,
    },
    {
      day: "2024-07-03",
      tunedOnDays: 2,
      point: { lambdaUnder: 2 },
      inSampleBps: 1e4 * 52 / 5e5,
      outOfSampleBps: 1e4 * 14 / 4e5,
    },
  ]);
  const { savingBps, inSampleBps, partsBps, byDay, bySymbol } = comparisons["twap"]!;
  assertAlmostEquals(savingBps!, 1e4 * 18 / 7e5);
  // On all three days the first point costs 15 and the second 25.
  assertAlmostEquals(inSampleBps!, 1e4 * 10 / 7e5);
  assertAlmostEquals(PARTS.reduce((sum, part) => sum + partsBps![part], 0), savingBps!);
  assertEquals(byDay.map((each) => each.savingBps), [1e4 * 4 / 3e5, 1e4 * 14 / 4e5]);
  assertEquals(bySymbol.map(({ symbol, orders }) => [symbol, orders]), [["A", 8], ["B", 8]]);
  assertEquals([sample.days, sample.scoredDays, sample.scoredTapes, sample.symbols], [3, 2, 4, 2]);
});

Deno.test("poolStudy() trains on the last days alone if asked to, and sees nothing of days to come", () => {
  // On the second day alone, as on the first two, the second point is cheaper.
  const pointsOf = (parts: readonly MeasuredPart[], trainDays?: number) =>
    poolStudy(parts, { trainDays }).tuned.map(({ point }) => point["lambdaUnder"]);
  const dearFirst = [tapeOf("2024-06-28", "A", { cost: [0, 50], saved: [0, 0], notional: 1e5 }), ...DAYS];
  assertEquals(pointsOf(dearFirst), [1, 1, 1]);
  assertEquals(pointsOf(dearFirst, 1), [1, 1, 2]);
  const before = DAYS.slice(0, 4);
  assertEquals(poolStudy(before).tuned, poolStudy(DAYS).tuned.slice(0, 1));
  assertThrows(() => poolStudy(DAYS, { trainDays: 0.5 }), RangeError, "Cannot train on 0.5 days");
});

Deno.test("poolStudy() says the same, byte for byte, in whatever order the parts come", () => {
  const { parts } = simulateStudy(LAWS[1]!, { days: 11, symbols: 3, comparisons: 2, seed: 3 });
  const expected = JSON.stringify(poolStudy(parts));
  const random = seededRandom(4);
  for (let i = 0; i < seeds(1, 3); i++) {
    const shuffled = parts.map((part) => [random(), part] as const).sort(([a], [b]) => a - b);
    assertEquals(JSON.stringify(poolStudy(shuffled.map(([, part]) => part))), expected);
  }
});

Deno.test("poolStudy() takes nothing of Math that engines compute each in their way", () => {
  const { parts } = simulateStudy(LAWS[1]!, { days: 12, symbols: 4, seed: 3 });
  const expected = JSON.stringify(poolStudy(parts));
  // Not log10, by which the verdict's text counts digits.
  const names = [
    "exp",
    "expm1",
    "log",
    "log1p",
    "log2",
    "pow",
    "hypot",
    "cbrt",
    "sin",
    "cos",
    "tan",
  ] as const;
  const kept = names.map((name) => [name, Math[name]] as const);
  try {
    for (const name of names) {
      Math[name] = () => {
        throw new Error(`Math.${name}() was called`);
      };
    }
    assertEquals(JSON.stringify(poolStudy(parts)), expected);
  } finally {
    for (const [name, own] of kept) Object.assign(Math, { [name]: own });
  }
});

Deno.test("poolStudy() gives no interval where there is none to give, and says why", () => {
  const [oneDay, threeDays] = [DAYS.slice(0, 2), DAYS].map((parts) => poolStudy(parts));
  assert(oneDay!.sample.inSample);
  assertEquals(oneDay!.warnings[0]!.code, "in-sample");
  const { confidence, variation, needed, power } = threeDays!.comparisons["twap"]!;
  assertEquals(confidence.intervalBps, null);
  assertEquals([confidence.reasonCode, confidence.reason], [
    "too-few-days",
    "2 days were scored, where an interval takes 4",
  ]);
  assertEquals([needed.sought.days, power.length], [null, 0]);
  assert(threeDays!.verdict.startsWith("Not measurable: 2 days were scored"), threeDays!.verdict);
  // Two days and two symbols are told from the rest, but not how sure that is.
  assertEquals(variation!.day.reasonCode, "too-few-levels");
  assert(variation!.day.bps !== null && variation!.day.intervalBps === null);
  const oneSymbol = poolStudy(DAYS.filter(({ tape }) => tape.symbol === "A")).comparisons["twap"]!;
  assertEquals(oneSymbol.variation!.day.reasonCode, "not-apart-from-the-rest");
  const leftOut = DAYS.map((part) => ({ ...part, orders: { ...part.orders, count: 5 } }));
  const poor = poolStudy(leftOut).comparisons["twap"]!;
  assertEquals([poor.confidence.reasonCode, poor.leftOut], ["too-many-left-out", 4]);
  assertThrows(() => poolStudy([]), RangeError, "Cannot pool no parts");
});

Deno.test("poolStudy() tells how many days more a smaller saving takes, and what hangs on one day or on another", () => {
  const { parts } = simulateStudy(LAWS[1]!, { days: 16, symbols: 4, comparisons: 2, seed: 8 });
  const { verdict, comparisons, warnings } = poolStudy(parts);
  const { confidence, needed, power, byDay, cumulative, slopes } = comparisons["other0"]!;
  const { days, moreDays } = needed.sought;
  assertEquals(days! - 16, moreDays);
  assert(verdict.includes(`0.1 bps takes about ${days} days, ${moreDays} more`), verdict);
  // Power passes 80 % between the points of the curve about the days that it takes.
  for (const point of power) assertEquals(point.ofSought >= 0.8, point.days >= days!);
  assert(confidence.simultaneousBps!.upper > confidence.intervalBps!.upper);
  // The last evidence is all there is; without a day there is what the others say.
  assertAlmostEquals(cumulative.at(-1)!.savingBps, comparisons["other0"]!.savingBps!, 1e-12);
  const rest = poolStudy(parts.filter(({ tape }) => tape.day !== byDay[5]!.day)).comparisons["other0"]!;
  assertAlmostEquals(byDay[5]!.withoutIt.savingBps!, rest.savingBps!, 1e-9);
  assertAlmostEquals(byDay[5]!.withoutIt.intervalBps!.lower, rest.confidence.simultaneousBps!.lower, 1e-9);
  assertEquals(slopes.map(({ against, slopeBps }) => [against, slopeBps === null]), [
    ["spread", false],
    ["volatility", false],
    ["venues", true], // all tapes have as many
  ]);
  assertEquals(new Set(warnings.map(({ code }) => code)).size, warnings.length);
});

Deno.test("poolStudy()'s intervals hold the truth of simulated studies about as often as they say", () => {
  const studies = seeds(4, 400);
  for (const [i, law] of LAWS.entries()) {
    const firstSeed = 9000 + 1000 * i;
    const tallies = coverageOf(law, { days: 12, symbols: 4, studies, firstSeed });
    // Where days go on into the next, a dozen of them hold it less often: 88 and 80 times in a hundred.
    const usual = law.name === "correlated 0.6" ? 0.8 : law.name === "correlated 0.3" ? 0.88 : 0.95;
    for (const name of ["mean", "family", "any time"] as const) {
      const { printed, held } = tallies[name];
      const least = usual - 4 * Math.sqrt(usual * (1 - usual) / printed);
      assert(held / printed >= least, `${law.name}, ${name}: ${held} of ${printed}, seeds from ${firstSeed}`);
    }
    // Those of tapes and days speak of the luck of their orders alone, whatever days are like. That of a day errs on
    // the wide side: each of its tapes is widened for a correlation of blocks that chance alone made.
    const { "by tape": tape, "by day": day } = tallies;
    assert(
      tape.held > 0.94 * tape.printed && tape.held < 0.995 * tape.printed,
      `${law.name}, by tape: ${tape.held} of ${tape.printed}, seeds from ${firstSeed}`,
    );
    assert(day.held > 0.94 * day.printed, `${law.name}, by day: ${day.held} of ${day.printed}`);
  }
});
