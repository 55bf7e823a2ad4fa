import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  type Attribution,
  attributionBps,
  attributionOf,
  PARTS,
  poolAttributions,
  savingAttribution,
} from "../../src/analysis/attribution.ts";
import { shortfallOf } from "../../src/analysis/shortfall.ts";
import { CROSSED, RESTED, TAKEN, UNWOUND } from "../../src/execution/fill_log.ts";
import { Market } from "../../src/execution/market.ts";
import { type Execution, Simulator } from "../../src/execution/simulator.ts";
import { seededRandom } from "../../src/market/random.ts";
import { SELL } from "../../src/market/side.ts";
import { sortByReceipt } from "../../src/market/tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { forSeeds } from "../_tapes.ts";
import {
  executionOf,
  FEES,
  forExecutions,
  mirrored,
  otherSide,
  PLACEMENTS,
  randomExecution,
  randomOrder,
  rulesFor,
  slices,
} from "./_executions.ts";
import { seeds } from "../_seeds.ts";

/** 5e-10 dollars in a dollar. */
const HALF_UNITS = 2_000_000_000n;

function sumOfParts({ parts }: Attribution): bigint {
  return PARTS.reduce((sum, part) => sum + parts[part], 0n);
}

/** The shortfall by its definition, in half units. */
function plainShortfall({ order, fills, arrivalMid, endMid, unfilled }: Execution): bigint {
  let worth = 0n;
  let fees = 0n;
  let net = 0n;
  for (let i = 0; i < fills.length; i++) {
    const shares = BigInt(fills.shares[i]!);
    worth += shares * BigInt(fills.price[i]!);
    fees += (shares < 0n ? -shares : shares) * BigInt(fills.fee[i]!);
    net += shares;
  }
  const side = BigInt(order.side);
  const arrival = BigInt(arrivalMid * 2);
  const missed = unfilled === 0 ? 0n : BigInt(unfilled) * (BigInt(endMid * 2) - arrival);
  return 2n * (side * worth + fees) - side * net * arrival + side * missed;
}

Deno.test("attributionOf() splits each kind of fill as defined, to the unit", () => {
  const execution = executionOf({ quantity: 360 }, [
    { price: 10.03, shares: 100, fee: 0.003, kind: TAKEN, mid: 10.01, touch: 10.02 },
    { price: 10, shares: 200, fee: -0.002, kind: RESTED, mid: 10.015, touch: 10.02 },
    { price: 10.1, shares: 100, fee: 0.003, kind: CROSSED, mid: 10.05, touch: 10.06 },
    { price: 9.9, shares: -40, fee: 0.003, kind: UNWOUND, mid: 9.95, touch: 9.94 },
  ]);
  const { parts, total, notional } = attributionOf(execution)!;
  const dollars = Object.fromEntries(PARTS.map((part) => [part, Number(parts[part]) / Number(HALF_UNITS)]));
  assertEquals(dollars, {
    drift: 1 + 3 + 5 + 2, // 40 shares too many lost five cents each
    spread: 1,
    venue: 1,
    passive: -3,
    residual: 5 + 2,
    fees: 0.32, // 0.30 − 0.40 + 0.30 + 0.12
    opportunity: 0,
  });
  assertEquals(total, sumOfParts({ parts, total, notional }));
  assertEquals(notional, 3600n * HALF_UNITS);
});

Deno.test("attributionOf() sums to the shortfall exactly on random logs, whatever they hold", () => {
  forSeeds(1, 500, (random) => {
    const execution = randomExecution(random);
    const attribution = attributionOf(execution)!;
    assertEquals(sumOfParts(attribution), plainShortfall(execution));
    assertEquals(attribution.total, plainShortfall(execution));
  });
});

Deno.test("attributionOf() sums to the shortfall exactly on simulated executions, if there was a mid", () => {
  let seen = 0;
  const kinds = new Set<number>();
  const markets = seeds(15, 100);
  forExecutions(1, markets, (execution) => {
    const attribution = attributionOf(execution);
    if (Number.isNaN(execution.arrivalMid)) return assertEquals(attribution, null);
    assertEquals(sumOfParts(attribution!), plainShortfall(execution));
    assertEquals(attribution!.total, plainShortfall(execution));
    seen++;
    for (let i = 0; i < execution.fills.length; i++) kinds.add(execution.fills.kind[i]!);
  });
  assert(seen > 4 * markets, `only ${seen} executions`);
  assertEquals(kinds.size, 5);
});

Deno.test("attributionOf() gives a sell on the mirrored tape the parts of the buy", () => {
  forSeeds(1, seeds(4, 10), (random, seed) => {
    const tape = sortByReceipt(generateTape({ seed, venues: 4, eventsPerSecond: 40, durationSeconds: 20 }));
    const market = new Market(tape, FEES, {});
    const mirror = new Market(mirrored(tape, 224.5e9), FEES, {});
    const order = randomOrder(market, random);
    for (const placement of PLACEMENTS) {
      const strategy = { schedule: slices(4), placement };
      const one = attributionOf(new Simulator(market, rulesFor(market)).run(order, strategy));
      const other = new Simulator(mirror, rulesFor(mirror)).run(otherSide(order), strategy);
      const mirroredOne = attributionOf(other);
      assertEquals([mirroredOne?.parts, mirroredOne?.total], [one?.parts, one?.total], placement.name);
    }
  });
});

Deno.test("attributionOf() books what was left undone as opportunity, and no cash", () => {
  const left = executionOf({ quantity: 100, side: SELL }, [{ price: 10, shares: 60, mid: 10, touch: 10 }], {
    endMid: 9.9,
    unfilled: 40,
  });
  const { parts, total } = attributionOf(left)!;
  assertEquals([parts.opportunity, total], [4n * HALF_UNITS, 4n * HALF_UNITS]);
  assertEquals(shortfallOf(left)!.opportunity, 4n * HALF_UNITS);
});

Deno.test("attributionOf() and shortfallOf() are null without an arrival mid", () => {
  const early = executionOf({}, [{ price: 10, shares: 100 }], { arrivalMid: NaN });
  assertEquals([attributionOf(early), shortfallOf(early)], [null, null]);
});

Deno.test("attributionOf() refuses prices and mids finer than they can be", () => {
  const execution = executionOf({}, [{ price: 10, shares: 100, mid: 10, touch: 10 }]);
  execution.fills.mid[0] = 10e9 + 0.25;
  assertThrows(() => attributionOf(execution), RangeError);
  execution.fills.mid[0] = 10e9;
  execution.fills.price[0] = 10e9 + 0.5;
  assertThrows(() => attributionOf(execution), RangeError);
});

Deno.test("poolAttributions() and savingAttribution() keep the identity", () => {
  const random = seededRandom(1);
  const [own, others] = [0, 1].map(() =>
    Array.from({ length: 20 }, () => attributionOf(randomExecution(random))!)
  );
  const [strategy, baseline] = [poolAttributions(own!), poolAttributions(others!)];
  for (const each of [strategy, baseline, savingAttribution(strategy, baseline)]) {
    assertEquals(each.total, sumOfParts(each));
  }
  assertEquals(savingAttribution(strategy, baseline).total, baseline.total - strategy.total);
  assertEquals(strategy.notional, own!.reduce((sum, { notional }) => sum + notional, 0n));
  assertEquals(poolAttributions([]).total, 0n);
});

Deno.test("attributionBps() is relative to the quantity at the arrival mid", () => {
  const half = executionOf({ quantity: 200 }, [{ price: 10.02, shares: 100, mid: 10, touch: 10.02 }], {
    unfilled: 100,
  });
  const { total, parts } = attributionBps(attributionOf(half)!);
  assertAlmostEquals(total, 10);
  assertAlmostEquals(parts.spread, 10);
});
