import { assert, assertEquals } from "@std/assert";
import { NO_CHILD, RESTED, TAKEN } from "../../src/execution/fill_log.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { alone, type Placement } from "../../src/execution/strategy.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { StrategyMaker } from "../../src/strategy/strategy_maker.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { benchOf } from "../search/_lab.ts";

/** A child order as the placement sent it. */
interface Sent {
  readonly nowNs: number;
  readonly venue: number;
  readonly kind: number;
  readonly shares: number;
}

/** A placement that also notes what it sends. */
function noting(placement: Placement, sent: Sent[]): Placement {
  return {
    ...placement,
    place(decision, orders) {
      placement.place(decision, orders);
      const { nowNs } = decision;
      for (const [kind, column] of [[TAKEN, orders.take], [RESTED, orders.rest]] as const) {
        for (const [venue, shares] of column.entries()) {
          if (shares > 0) sent.push({ nowNs, venue, kind, shares });
        }
      }
    },
  };
}

for (const strategy of ["twap+cont-kukanov", "twap+join", "immediate+sweep", "vwap+home"]) {
  Deno.test(`fills name the child order that they came of, and when it was sent: ${strategy}`, () => {
    const { market, setup } = benchOf();
    const simulator = new Simulator(market, setup);
    const name = parseStrategy(strategy);
    let [withChild, crossed] = [0, 0];
    for (const order of setup.orders) {
      const [family] = new StrategyMaker(market, setup).makeFamilies(name, [FIRST_POINT]);
      const { schedule, placements } = family!;
      const sent: Sent[] = [];
      const { fills } = simulator.run(order, { schedule, placement: noting(alone(placements), sent) });
      const byChild = new Map<number, { sentNs: number; venue: number; kind: number; shares: number }>();
      for (let i = 0; i < fills.length; i++) {
        const [child, kind, venue] = [fills.child[i]!, fills.kind[i]!, fills.venue[i]!];
        if (kind !== TAKEN && kind !== RESTED) {
          assertEquals([child, fills.sentNs(i)], [NO_CHILD, NaN]);
          crossed++;
          continue;
        }
        withChild++;
        assert(child >= 1 && child <= sent.length, `child ${child} of ${sent.length}`);
        assert(fills.sentNs(i) < fills.timeNs[i]!);
        const known = byChild.get(child) ?? { sentNs: fills.sentNs(i), venue, kind, shares: 0 };
        assertEquals([fills.sentNs(i), venue, kind], [known.sentNs, known.venue, known.kind]);
        byChild.set(child, { ...known, shares: known.shares + fills.shares[i]! });
      }
      for (const { sentNs, venue, kind, shares } of byChild.values()) {
        const order = sent.filter((each) =>
          each.nowNs === sentNs && each.venue === venue && each.kind === kind
        );
        assertEquals(order.length, 1);
        assert(shares <= order[0]!.shares, `${shares} of ${order[0]!.shares} shares`);
      }
      const times = [...byChild].toSorted(([a], [b]) => a - b).map(([, { sentNs }]) => sentNs);
      assertEquals(times, times.toSorted((a, b) => a - b));
    }
    assert(withChild > 0 && (crossed > 0 || strategy === "immediate+sweep"));
  });
}
