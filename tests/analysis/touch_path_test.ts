import { assert, assertEquals } from "@std/assert";
import { fillMarks } from "../../src/analysis/fill_marks.ts";
import type { FillFigures } from "../../src/analysis/fill_figures.ts";
import { PATH_STEPS, stepOf, touchPath } from "../../src/analysis/touch_path.ts";
import { tradedShares } from "../../src/analysis/traded_shares.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { Market } from "../../src/execution/market.ts";
import { seededRandom } from "../../src/market/random.ts";
import { sortByReceipt } from "../../src/market/tape.ts";
import { NO_VENUE } from "../../src/market/venues.ts";
import { generateTape } from "../../src/source/generated.ts";
import { seeds } from "../_seeds.ts";

function marketOf(seed: number): Market {
  const tape = generateTape({ seed, durationSeconds: 60, eventsPerSecond: 40 });
  return new Market(sortByReceipt(tape), FeeSchedule.flat(0, 0), { maxQuoteAgeNs: 2e9 });
}

Deno.test("touchPath() keeps the least and the greatest price of every step, as a walk over all changes has them", () => {
  for (let seed = 1; seed <= seeds(3, 40); seed++) {
    const market = marketOf(seed);
    const { touchNs, touchBid, touchAsk } = market.live;
    for (const [fromNs, toNs] of [[5e9, 9e9], [0, 60e9], [30e9, 30e9 + PATH_STEPS]] as const) {
      const path = touchPath(market, fromNs, toNs);
      assertEquals(path.step[0], 0);
      let entry = -1;
      for (let step = 0; step < PATH_STEPS; step++) {
        if (path.step[entry + 1] === step) entry++;
        const startNs = fromNs + (toNs - fromNs) * step / PATH_STEPS;
        const endNs = fromNs + (toNs - fromNs) * (step + 1) / PATH_STEPS;
        const first = market.touchEntry(market.rowsThrough(startNs), startNs);
        const stood = [...touchNs.keys()].filter((i) =>
          i === first || (touchNs[i]! > startNs && touchNs[i]! < endNs) ||
          (touchNs[i] === startNs && i > first)
        );
        const prices = (column: Float64Array) =>
          stood.map((i) => column[i]!).filter((price) => price === price);
        const [bids, asks] = [prices(touchBid), prices(touchAsk)];
        const expected = [
          bids.length === 0 ? NaN : Math.min(...bids),
          bids.length === 0 ? NaN : Math.max(...bids),
          asks.length === 0 ? NaN : Math.min(...asks),
          asks.length === 0 ? NaN : Math.max(...asks),
        ];
        const { bidLow, bidHigh, askLow, askHigh } = path;
        const kept = [bidLow, bidHigh, askLow, askHigh].map((column) => column[entry]!);
        assertEquals(kept, expected, `seed ${seed}, step ${step}`);
      }
      assertEquals(entry, path.step.length - 1);
    }
  }
});

Deno.test("fillMarks() keeps shares, costs and the number of fills, whether it draws them together or not", () => {
  for (let seed = 1; seed <= seeds(3, 40); seed++) {
    const random = seededRandom(seed);
    for (const count of [0, 7, 120, 500]) {
      const fills = Array.from({ length: count }, (_, i): FillFigures => ({
        child: 1,
        sentNs: 0,
        timeNs: i * 1e6,
        venue: random() < 0.1 ? null : `V${Math.floor(3 * random())}`,
        price: 10 + random(),
        shares: 100,
        kind: random() < 0.5 ? "taken" : "rested",
        fee: 0,
        mid: 10,
        touch: 10,
        parts: { drift: random(), spread: 1, venue: 0, passive: 0, residual: 0, fees: 0 },
        markoutsBps: [],
      }));
      const marks = fillMarks(fills, 0, 500e6);
      const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
      assertEquals(sum(marks.map(({ fills }) => fills)), count);
      assertEquals(sum(marks.map(({ shares }) => shares)), 100 * count);
      const cost = sum(fills.map(({ parts }) => sum(Object.values(parts!))));
      assert(Math.abs(sum(marks.map(({ cost }) => cost!)) - cost) < 1e-9);
      const cash = sum(fills.map(({ price, shares }) => price * shares));
      assert(Math.abs(sum(marks.map(({ price, shares }) => price * shares)) - cash) < 1e-6);
      assert(marks.length <= count);
      if (count <= 120) assertEquals(marks.length, count);
      const keys = marks.map(({ timeNs, venue, kind }) => `${stepOf(timeNs, 0, 500e6)} ${venue} ${kind}`);
      if (count > 120) assertEquals(new Set(keys).size, marks.length);
    }
  }
});

Deno.test("tradedShares() counts the prints of a stretch of time, venue by venue", () => {
  const market = marketOf(1);
  const { tape: { columns }, live: { volumeRow, clockNs }, venues } = market;
  for (const [fromNs, toNs] of [[0, 60e9], [10e9, 20e9], [20e9, 20e9]] as const) {
    const expected = venues.names.map(() => 0);
    let offExchange = 0;
    for (const row of volumeRow) {
      if (clockNs[row]! < fromNs || clockNs[row]! >= toNs) continue;
      const venue = venues.of(columns.publisher[row]!);
      if (venue === NO_VENUE) offExchange += columns.size[row]!;
      else expected[venue]! += columns.size[row]!;
    }
    assertEquals(tradedShares(market, fromNs, toNs), { byVenue: expected, offExchange });
  }
});
