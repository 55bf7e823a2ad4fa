import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Market } from "../../../../src/execution/market.ts";
import { temporaryImpact } from "../../../../src/model/market_impact.ts";
import { hasPrice } from "../../../../src/market/price.ts";
import { type Random, randomInt, seededRandom } from "../../../../src/market/random.ts";
import { SIDE_ASK, SIDE_BID } from "../../../../src/market/tape.ts";
import { TRADING_DAY_NS } from "../../../../src/market/time.ts";
import { ImpactHistory } from "../../../../src/strategy/placement/cont_kukanov/impact_history.ts";
import { OutflowHistory } from "../../../../src/strategy/placement/cont_kukanov/outflow_history.ts";
import { generateTape } from "../../../../src/source/generated.ts";
import { seeds } from "../../../_seeds.ts";
import { changed, marketOf, marketOn, mirrored, randomMarketTape } from "../../../execution/_market.ts";
import { ARCX, print, quote, XNAS, XNYS } from "../../../market/_rows.ts";
import type { Row } from "../../../market/_tapes.ts";
import { withOtherFuture } from "../../schedule/_market.ts";
import { forSeeds } from "../../../model/cont_kukanov/_problems.ts";

const CENT = 1e7;

function historiesOf(market: Market, seconds = 30): { outflow: OutflowHistory; impact: ImpactHistory } {
  const options = { lengthNs: seconds * 1e9, depthTicks: 0, queue: "risk-averse" } as const;
  const outflow = new OutflowHistory(market, options);
  return { outflow, impact: new ImpactHistory(market, outflow) };
}

/** A normal number, by Box & Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Dollars by which a print of z shares moves the mid, at each venue: these times z^0.6. XNAS, XNYS. */
const TRUE_SLOPES = [0.0004, 0.0001];

/**
 * An hour of a print every two seconds, now here, now there, of 100 to 400 shares. It moves the mid at once
 * by its impact and some noise; the impact is gone a second and a half later, the noise stays. ARCX never
 * prints.
 */
function knownImpact(random: Random, seconds: number): Row[] {
  const rows: Row[] = [];
  let mid = 100;
  const show = (at: number, impact: number): void => {
    const [bid, ask] = [mid + impact - 0.02, mid + impact + 0.02];
    for (const publisher of [XNAS, XNYS, ARCX]) rows.push(quote(at, publisher, [bid, 500], [ask, 500]));
  };
  show(0, 0);
  for (let at = 2; at < seconds; at += 2) {
    const venue = randomInt(random, 2);
    const taker = random() < 0.5 ? 1 : -1;
    const size = 100 + randomInt(random, 301);
    rows.push(print(at, [XNAS, XNYS][venue]!, mid + 0.02 * taker, size));
    mid += 0.01 * normal(random);
    show(at + 0.001, taker * TRUE_SLOPES[venue]! * size ** 0.6);
    show(at + 1.5, 0);
  }
  return rows;
}

Deno.test("ImpactHistory recovers the coefficient of each venue on a tape where it is known", () => {
  const errors: number[] = [];
  const tapes = seeds(2, 5);
  forSeeds(1, tapes, (random, seed) => {
    const market = marketOf(knownImpact(random, 3600));
    const { impact } = historiesOf(market);
    for (const [venue, slope] of TRUE_SLOPES.entries()) {
      for (const shares of [150, 300]) {
        const learnt = impact.impact(venue, shares, 3600e9) / 1e9 / shares ** 0.6;
        // About 850 prints, a cent of noise each, 26 = 230^0.6 shares each: 0.0000135 dollars of error.
        assertAlmostEquals(learnt, slope, 4 * 0.0000135, `seed ${seed}, venue ${venue}: ${learnt}`);
        errors.push((learnt - slope) / 0.0000135);
      }
    }
  });
  // Unbiased, but for the prior's one part in a hundred. The errors of a venue's two sizes are nearly the same ones.
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const most = 4.75 / Math.sqrt(TRUE_SLOPES.length * tapes);
  assert(Math.abs(mean) < most, `${mean} standard errors off on average`);
});

/** σ a day and v a window, of the last sixty windows that are over, as they are defined. */
function pace(market: Market, history: OutflowHistory, nowNs: number) {
  const { lengthNs } = history;
  const end = history.endedBy(nowNs);
  const first = Math.max(0, end - 60);
  const moves = Array.from({ length: end - first }, (_, i) => history.midMove(first + i)).filter(hasPrice);
  const [startNs, endNs] = [history.startNs(first), history.startNs(end - 1) + lengthNs];
  let shares = 0;
  const { volumeRow, volumeShares } = market.live;
  for (const [i, row] of volumeRow.entries()) {
    if (row >= market.rowsBefore(startNs) && row < market.rowsBefore(endNs)) {
      shares += volumeShares[i + 1]! - volumeShares[i]!;
    }
  }
  const days = lengthNs / TRADING_DAY_NS;
  const variance = moves.reduce((sum, move) => sum + move * move, 0) / moves.length / days;
  return {
    moves: moves.length,
    volatility: Math.sqrt(variance),
    traded: shares * lengthNs / (endNs - startNs),
    days,
  };
}

Deno.test("ImpactHistory takes the impact of Almgren et al. where a venue has no prints, and shrinks to it", () => {
  const market = marketOf(knownImpact(seededRandom(1), 1200));
  const { outflow, impact } = historiesOf(market);
  const { volatility, traded, days } = pace(market, outflow, 1200e9);
  const prior = (shares: number) =>
    temporaryImpact({ volatility, dayFraction: shares * days / traded, days });
  // A cent a step of two seconds, and 125 shares a second, more or less.
  assertAlmostEquals(volatility / CENT, Math.sqrt(11_700), 30);
  assertAlmostEquals(traded, 3750, 300);
  for (const shares of [1, 100, 230, 5000]) {
    assertAlmostEquals(impact.impact(2, shares, 1200e9), prior(shares), 1, `${shares} shares`);
    // Nobody printed about so few or so many.
    if (shares < 50 || shares > 3000) assertAlmostEquals(impact.impact(0, shares, 1200e9), prior(shares), 1);
  }
  // η, in the units of the paper.
  assertAlmostEquals(prior(traded) / volatility, 0.142, 1e-12);
});

Deno.test("ImpactHistory knows nothing before ten windows are over, nor where nothing is printed", () => {
  const market = marketOf(knownImpact(seededRandom(1), 300));
  const { impact } = historiesOf(market);
  // Windows of 30 s every 15 s.
  assertEquals(impact.impact(0, 100, 164e9), NaN);
  assert(impact.impact(0, 100, 166e9) > 0);
  const silent = marketOf(knownImpact(seededRandom(1), 300).filter(({ size = 0 }) => size === 0));
  assertEquals(historiesOf(silent).impact.impact(0, 100, 250e9), NaN);
});

Deno.test("ImpactHistory tells buys from sells by the side that is stated, else by the live touch", () => {
  /** A print that the mid follows up by 4 cents, among others that it does not follow. */
  const withPrint = (price: number, side?: number) => {
    const rows: Row[] = [quote(0, XNAS, [99.98, 100], [100.02, 100])];
    for (let at = 10; at < 300; at += 20) {
      rows.push({ ...print(at, XNAS, price, 100), ...(side && { side }) });
      rows.push(
        quote(at + 0.5, XNAS, [100.02, 100], [100.06, 100]),
        quote(at + 5, XNAS, [99.98, 100], [100.02, 100]),
      );
    }
    const market = marketOf([...rows, quote(400, XNYS, [99.98, 100], [100.02, 100])]);
    const prior = historiesOf(market).impact.impact(1, 100, 300e9);
    // 15 prints of 4 cents, ten of the prior.
    return [historiesOf(market).impact.impact(0, 100, 300e9), prior] as const;
  };
  const [atAsk, prior] = withPrint(100.02);
  assertAlmostEquals(atAsk, (15 * 4 * CENT + 10 * prior) / 25, 1);
  assertAlmostEquals(withPrint(100.05)[0], atAsk, 1);
  // Sells, after which the mid rises: less than nothing.
  assertEquals(withPrint(99.98)[0], 0);
  assertEquals(withPrint(100.02, SIDE_ASK)[0], 0);
  assertAlmostEquals(withPrint(99.98, SIDE_BID)[0], atAsk, 1);
  assertAlmostEquals(withPrint(100, SIDE_BID)[0], atAsk, 1);
  // Nobody knows.
  assertAlmostEquals(...withPrint(100), 1);
});

/** θ by its definition, print by print. */
function expectedImpact(
  market: Market,
  history: OutflowHistory,
  venue: number,
  shares: number,
  nowNs: number,
): number {
  const { live, tape: { columns } } = market;
  const { moves, volatility, traded, days } = pace(market, history, nowNs);
  if (history.endedBy(nowNs) === 0 || moves < 10 || traded === 0) return NaN;
  let n = 0;
  let xy = 0;
  let xx = 0;
  const sizeClass = (size: number) => Math.floor(Math.log2(Math.max(1, size)));
  for (let i = live.printsOf[venue]!; i < live.printsOf[venue + 1]!; i++) {
    const row = live.printRow[i]!;
    const knownNs = live.clockNs[row]! + 1e9;
    if (knownNs > nowNs || knownNs <= nowNs - 3600e9) continue;
    const size = columns.size[row]!;
    if (Math.abs(sizeClass(size) - sizeClass(shares)) > 1) continue;
    const entry = market.touchEntry(row, live.clockNs[row]!);
    if (entry < 0) continue;
    const buys = columns.side[row] === SIDE_BID ||
      (columns.side[row] !== SIDE_ASK && columns.price[row]! >= live.touchAsk[entry]!);
    const sells = columns.side[row] === SIDE_ASK ||
      (columns.side[row] !== SIDE_BID && columns.price[row]! <= live.touchBid[entry]!);
    if (buys === sells) continue;
    const move = (buys ? 1 : -1) *
      (market.midOf(market.touchEntry(market.rowsBefore(knownNs), knownNs)) - market.midOf(entry));
    if (!hasPrice(move)) continue;
    n++;
    xy += size ** 0.6 * move;
    xx += size ** 1.2;
  }
  const prior = temporaryImpact({ volatility, dayFraction: days / traded, days });
  return Math.max(0, ((n > 0 && xx > 0 ? n * xy / xx : 0) + 10 * prior) / (n + 10)) * shares ** 0.6;
}

Deno.test("ImpactHistory is its definition on random tapes", () => {
  let known = 0;
  let unknown = 0;
  const tapes = seeds(12, 40);
  forSeeds(1, tapes, (random, seed) => {
    const tape = seed % 2 === 0
      ? randomMarketTape(random, 400)
      : generateTape({ seed, durationSeconds: 120, eventsPerSecond: 20, venues: 3 });
    const market = marketOn(tape);
    const { outflow, impact } = historiesOf(market, 4);
    const firstNs = market.live.clockNs[0]!;
    const spanNs = market.live.clockNs.at(-1)! - firstNs;
    for (let round = 0; round < 12; round++) {
      const nowNs = firstNs + (0.1 + random()) * spanNs;
      const venue = randomInt(random, market.venues.count);
      const shares = 1 + randomInt(random, random() < 0.3 ? 20 : 1000);
      const expected = expectedImpact(market, outflow, venue, shares, nowNs);
      const actual = impact.impact(venue, shares, nowNs);
      if (hasPrice(expected)) {
        assertAlmostEquals(actual, expected, 1e-6 * (1 + expected), `round ${round}`);
        known++;
      } else {
        assertEquals(actual, NaN, `round ${round}`);
        unknown++;
      }
    }
  });
  assert(known > 5 * tapes && unknown > tapes / 2, `${known} known, ${unknown} unknown`);
});

Deno.test("ImpactHistory sees nothing of what comes later, and mirrored tapes alike", () => {
  forSeeds(1, seeds(4, 10), (random, seed) => {
    const tape = generateTape({ seed, durationSeconds: 120, eventsPerSecond: 20, venues: 3, price: 100e9 });
    const options = { maxQuoteAgeNs: 5e9, referenceVenue: 0 };
    const market = marketOn(tape, options);
    const nowNs = market.live.clockNs[0]! + 1e9 * (40 + randomInt(random, 70));
    const other = marketOn(withOtherFuture(tape, market.rowsBefore(nowNs), random), options);
    const sidesSwapped = changed(mirrored(tape, 100e9), ({ side }, row) => {
      side[row] = side[row] === SIDE_BID ? SIDE_ASK : side[row] === SIDE_ASK ? SIDE_BID : side[row]!;
    });
    const mirror = marketOn(sidesSwapped, options);
    const [here, later, there] = [market, other, mirror].map((each) => historiesOf(each, 4).impact);
    for (let venue = 0; venue < 3; venue++) {
      for (const shares of [5, 100, 700]) {
        const expected = here!.impact(venue, shares, nowNs);
        assert(hasPrice(expected));
        assertEquals(later!.impact(venue, shares, nowNs), expected);
        assertAlmostEquals(there!.impact(venue, shares, nowNs), expected, 1e-6 * (1 + expected));
      }
    }
  });
});
