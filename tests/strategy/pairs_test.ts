/**
 * Every schedule with every placement, on generated tapes.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Market } from "../../src/execution/market.ts";
import { type Placement, type Schedule, taking } from "../../src/execution/strategy.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { randomInt } from "../../src/market/random.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { home } from "../../src/strategy/placement/home.ts";
import { bestQuote } from "../../src/strategy/placement/best_quote.ts";
import { staticRelative } from "../../src/strategy/placement/static_relative.ts";
import { exactAllocator } from "../../src/strategy/placement/static_split/exact.ts";
import { greedyAllocator } from "../../src/strategy/placement/static_split/greedy.ts";
import { recursiveAllocator } from "../../src/strategy/placement/static_split/recursive.ts";
import { staticSplit } from "../../src/strategy/placement/static_split/static_split.ts";
import { sweep } from "../../src/strategy/placement/sweep.ts";
import { almgrenChriss } from "../../src/strategy/schedule/almgren_chriss.ts";
import { immediate } from "../../src/strategy/schedule/immediate.ts";
import { twap } from "../../src/strategy/schedule/twap.ts";
import { vwap } from "../../src/strategy/schedule/vwap.ts";
import { pov } from "../../src/strategy/schedule/pov.ts";
import { profiledVwap } from "../../src/strategy/schedule/profiled_vwap.ts";
import { forSeeds, ORIGIN_NS } from "../_tapes.ts";
import { generated, marketOf } from "./schedule/_market.ts";

const INTERVAL_NS = 5e9;

const profile = {
  intervalNs: 300e9,
  shares: Float64Array.from({ length: 288 }, (_, i) => 1 + i % 5),
  untilNs: ORIGIN_NS,
};

const schedules: Schedule[] = [
  immediate(INTERVAL_NS),
  twap(INTERVAL_NS),
  vwap(INTERVAL_NS),
  profiledVwap(INTERVAL_NS, profile),
  pov(INTERVAL_NS, 0.2),
  almgrenChriss(INTERVAL_NS, 1e-4),
];

const placements: Placement[] = [
  bestQuote,
  sweep,
  home(1),
  staticRelative(1.5),
  taking(staticSplit(exactAllocator(), "wait")),
  taking(staticSplit(exactAllocator({ step: 1 }), "greedy")),
  taking(staticSplit(recursiveAllocator(), "wait")),
  taking(staticSplit(greedyAllocator(), "wait"), { sequential: true }),
];

/** The placement, held to what it may send. */
function checked(placement: Placement): Placement {
  return {
    ...placement,
    place(decision, orders) {
      placement.place(decision, orders);
      const { offers, quantity } = decision;
      let sum = 0;
      for (let venue = 0; venue < offers.count; venue++) {
        const shares = orders.take[venue]!;
        assert(Number.isInteger(shares) && shares >= 0 && shares <= offers.size[venue]!, placement.name);
        assertEquals(orders.rest[venue], 0);
        sum += shares;
      }
      assert(sum <= quantity, `${placement.name}: ${sum} of ${quantity}`);
    },
  };
}

function simulatorOn(market: Market, residual: "cross" | "opportunity"): Simulator {
  const latencyNs = Float64Array.from({ length: market.venues.count }, (_, venue) => 200e3 * (1 + venue));
  return new Simulator(market, { latencyNs, refreshNs: 1e9, queue: "risk-averse", residual });
}

for (const residual of ["cross", "opportunity"] as const) {
  Deno.test(`every schedule with every placement accounts for each share (residual: ${residual})`, () => {
    forSeeds(1, 3, (random, seed) => {
      const market = marketOf(generated(seed), FeeSchedule.flat(0.003, 0.002));
      const [firstNs] = market.live.clockNs;
      const simulator = simulatorOn(market, residual);
      for (const schedule of schedules) {
        for (const placement of placements) {
          const startNs = firstNs! + 1e9 * randomInt(random, 70);
          const order = {
            side: random() < 0.5 ? BUY : SELL,
            quantity: 100 * (1 + randomInt(random, 40)) + randomInt(random, 2) * randomInt(random, 100),
            startNs,
            endNs: startNs + 1e9 * (20 + randomInt(random, 30)),
          };
          const name = `${schedule.name}+${placement.name}`;
          const { fills, unfilled } = simulator.run(order, { schedule, placement: checked(placement) });
          assertEquals(fills.sharesFilled + unfilled, order.quantity, name);
          assertEquals(residual === "cross" ? unfilled : 0, 0, name);
          for (let i = 0; i < fills.length; i++) {
            assert(fills.shares[i]! > 0 && Number.isInteger(fills.shares[i]!), name);
            assert(fills.timeNs[i]! >= order.startNs, name);
          }
        }
      }
    });
  });
}

Deno.test("schedules are followed: twap+sweep is on its targets on a deep tape", () => {
  const market = marketOf(generated(5));
  const startNs = market.live.clockNs[0]! + 20e9;
  const order = { side: BUY, quantity: 103, startNs, endNs: startNs + 50e9 };
  const { fills } = simulatorOn(market, "opportunity").run(order, {
    schedule: twap(INTERVAL_NS),
    placement: sweep,
  });
  const bySlice = new Array(10).fill(0);
  for (let i = 0; i < fills.length; i++) {
    bySlice[Math.floor((fills.timeNs[i]! - startNs) / INTERVAL_NS)] += fills.shares[i]!;
  }
  assertEquals(bySlice, [11, 11, 11, 10, 10, 10, 10, 10, 10, 10]);
});

Deno.test("static-split under market rules takes whole lots that sum to what is due, or nothing", () => {
  const market = marketOf(generated(6));
  const startNs = market.live.clockNs[0]! + 20e9;
  const order = { side: SELL, quantity: 400, startNs, endNs: startNs + 50e9 };
  const placement = taking(staticSplit(exactAllocator(), "wait"));
  let sent = 0;
  const spied: Placement = {
    ...placement,
    place(decision, orders) {
      placement.place(decision, orders);
      const sum = orders.take.reduce((total, shares) => total + shares, 0);
      assert(orders.take.every((shares) => shares % 100 === 0));
      assert(sum === 0 || sum === decision.quantity);
      sent += sum;
    },
  };
  simulatorOn(market, "cross").run(order, { schedule: immediate(INTERVAL_NS), placement: spied });
  assert(sent >= 400);
});
