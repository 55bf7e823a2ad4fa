import { assert, assertEquals } from "@std/assert";
import type { FillLog } from "../../src/execution/fill_log.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import type { Point } from "../../src/model/point.ts";
import { runShared } from "../../src/search/shared_run.ts";
import { StrategyMaker } from "../../src/strategy/strategy_maker.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { seeds } from "../_seeds.ts";
import { benchOf, WANTED } from "./_lab.ts";

const POINTS: Point[] = [1.05, 1.5, 4].flatMap((lambdaOver) =>
  [1.05, 2, 4].flatMap((lambdaUnder) =>
    [0, 0.5].map((thetaQueue) => ({ lambdaOver, lambdaUnder, thetaQueue }))
  )
);

function copyOf(fills: FillLog): unknown[] {
  const { length, timeNs, venue, price, shares, fee, kind, mid, touch } = fills;
  return [timeNs, venue, price, shares, fee, kind, mid, touch].map((column) =>
    Array.from(column.subarray(0, length))
  );
}

for (const name of ["twap+cont-kukanov", "vwap+cont-kukanov-adaptive", "twap+static-relative"]) {
  Deno.test(`runShared() works an order by each member as if it were alone: ${name}`, () => {
    const { market, setup } = benchOf(undefined, { wanted: { ...WANTED, count: seeds(4, 24) } });
    const simulator = new Simulator(market, setup);
    const maker = new StrategyMaker(market, setup);
    const strategy = parseStrategy(name);
    const { schedule, placements } = maker.makeFamilies(strategy, POINTS)[0]!;
    let executions = 0;
    for (const order of setup.orders) {
      const shared: unknown[] = [];
      runShared(simulator, order, schedule, placements, ({ fills, ...rest }, members) => {
        executions++;
        for (const member of members) {
          assert(shared[member] === undefined, `two executions of member ${member}`);
          shared[member] = [copyOf(fills), rest];
        }
      });
      for (const [member, point] of POINTS.entries()) {
        const { fills, ...rest } = simulator.run(order, maker.make(strategy, point));
        assertEquals(shared[member], [copyOf(fills), rest]);
      }
    }
    const all = setup.orders.length * POINTS.length;
    assert(executions > setup.orders.length && executions < all, `${executions} of ${all} were simulated`);
    // Each member counted its decisions as if it were alone.
    const counts = POINTS.map((point) => {
      const alone = maker.make(strategy, point);
      for (const order of setup.orders) simulator.run(order, alone);
      return alone.placement.counts;
    });
    assertEquals(placements.members.map((member) => member.counts), counts);
  });
}
