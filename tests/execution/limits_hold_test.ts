/** No fill lies beyond its limit: on random tapes, and on three real ones (ignored where they are absent). */

import { assert } from "@std/assert";
import { BEYOND, RESTED, TAKEN, UNWOUND } from "../../src/execution/fill_log.ts";
import { Market } from "../../src/execution/market.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { referencePrice } from "../../src/execution/price_limits.ts";
import { type MarketRules, Simulator } from "../../src/execution/simulator.ts";
import { type Placement, type Schedule, taking } from "../../src/execution/strategy.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { type Random, randomInt, seededRandom } from "../../src/market/random.ts";
import { BUY, opposite, SELL, type Side } from "../../src/market/side.ts";
import { sortByReceipt } from "../../src/market/tape.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { seeds } from "../_seeds.ts";
import { forSeeds } from "../_tapes.ts";
import {
  marketOn,
  randomMarketTape,
  randomOptions,
  randomParent,
  randomPlacement,
  randomRun,
  randomSchedule,
  rulesOf,
  sweeping,
  toBest,
  withoutRests,
} from "./_market.ts";
import { AAPL, DBEQ, FOLDER, TAQ, testWith } from "./_real_data.ts";
import { ReferenceMarket } from "./_reference.ts";

/** The worst price to take at, as of so many rows and a moment; `NaN`: none. */
type Worst = (rows: number, atNs: number, side: Side) => number;

interface Run {
  readonly order: ParentOrder;
  readonly schedule: Schedule;
  readonly placement: Placement;
  readonly rules: MarketRules & { readonly latencyNs: Float64Array };
}

/** Runs an order, and holds each fill to the limit of its decision or of its crossing; returns how many there were. */
function assertWithin(market: Market, { order, schedule, placement, rules }: Run, worst: Worst): number {
  const decisions: { readonly nowNs: number; readonly rows: number }[] = [];
  const watched: Placement = {
    ...placement,
    place(decision, orders) {
      decisions.push({ nowNs: decision.nowNs, rows: decision.rows });
      placement.place(decision, orders);
    },
  };
  const { fills } = new Simulator(market, rules).run(order, { schedule, placement: watched });
  const { limit = NaN } = order;
  const { resolutionNs } = market.live;
  const limitAt = (rows: number, atNs: number, side: Side, parent: number) => {
    const collar = worst(rows, atNs, side);
    return Number.isNaN(parent) || Number.isNaN(collar)
      ? collar
      : side * Math.min(side * collar, side * parent);
  };
  let checked = 0;
  for (let i = 0; i < fills.length; i++) {
    const [price, kind, timeNs] = [fills.price[i]!, fills.kind[i]!, fills.timeNs[i]!];
    const { side } = order;
    const what = `${price} of kind ${kind} at ${timeNs}`;
    checked++;
    if (kind === RESTED || kind === BEYOND) {
      assert(Number.isNaN(limit) || side * price <= side * limit, `${what}, limit ${limit}`);
    } else if (kind === TAKEN) {
      const latencyNs = rules.latencyNs[fills.venue[i]!]!;
      // A coarse clock rounds arrivals up.
      const sent = decisions.findLast(({ nowNs }) =>
        Math.ceil((nowNs + latencyNs) / resolutionNs) * resolutionNs <= timeNs
      )!;
      const most = limitAt(sent.rows, sent.nowNs, side, limit);
      assert(side * price <= side * most, `${what}, limit ${most}`);
    } else {
      const crosses = kind === UNWOUND ? opposite(side) : side;
      const most = limitAt(market.rowsThrough(timeNs), timeNs, crosses, kind === UNWOUND ? NaN : limit);
      assert(crosses * price <= crosses * most, `${what}, limit ${most}`);
    }
  }
  return checked;
}

Deno.test("trap: no fill on a random tape lies beyond its limit", () => {
  let checked = 0;
  const tapes = seeds(12, 500);
  forSeeds(1, tapes, (random, seed) => {
    const tape = randomMarketTape(random);
    const collarBps = [1, 5, 20][randomInt(random, 3)]!;
    const options = { ...randomOptions(random), collarBps };
    const market = marketOn(tape, options);
    const { referenceVenue } = options;
    const reference = new ReferenceMarket(tape, {
      ...options,
      referenceVenue: referenceVenue === undefined ? undefined : market.venues.names[referenceVenue],
    });
    const drawn = randomPlacement(seededRandom(seed));
    const run: Run = {
      order: randomParent(tape, random),
      schedule: randomSchedule(random),
      placement: market.live.beforeTrades ? withoutRests(drawn) : drawn,
      rules: rulesOf(market, randomRun(market, random)),
    };
    checked += assertWithin(market, run, (rows, atNs, side) => reference.limits(rows, atNs, side).worst);
  });
  assert(checked > 1.8 * tapes, `only ${checked} fills`);
});

const DAYS = [{ file: TAQ }, { file: DBEQ, symbol: "RIOT" }, { file: AAPL }];

for (const { file, symbol } of DAYS) {
  testWith(file, `trap: no fill on ${file} lies beyond 20 basis points from the reference`, async () => {
    const tape = sortByReceipt(await openTape(FOLDER + file, { symbol }));
    const market = new Market(tape, FeeSchedule.flat(0.003, -0.002), { collarBps: 20 });
    const worst: Worst = (rows, atNs, side) => {
      const reference = referencePrice(market, rows, atNs, side);
      return reference + side * Math.max(0.002 * reference, 5e7);
    };
    const { clockNs } = market.live;
    const [firstNs, lastNs] = [clockNs[0]!, clockNs.at(-1)!];
    let checked = 0;
    const orderOf = (random: Random, seed: number): ParentOrder => {
      const startNs = Math.round(firstNs + 0.9 * random() * (lastNs - firstNs));
      const side = seed % 2 === 0 ? BUY : SELL;
      return {
        side,
        quantity: 500 + randomInt(random, 5_000),
        startNs,
        endNs: Math.min(lastNs, startNs + 600e9),
      };
    };
    const orders = seeds(8, 300);
    forSeeds(1, orders, (random, seed) => {
      const drawn = [
        sweeping,
        taking(toBest, { sequential: true }),
        randomPlacement(seededRandom(seed)),
      ][seed % 3]!;
      const run: Run = {
        order: orderOf(random, seed),
        schedule: randomSchedule(random),
        placement: market.live.beforeTrades ? withoutRests(drawn) : drawn,
        rules: rulesOf(market, { latencyNs: 5e5 }),
      };
      checked += assertWithin(market, run, worst);
    });
    assert(checked > 2 * orders, `only ${checked} fills`);
  });
}
