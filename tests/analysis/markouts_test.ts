import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { MARKOUT_SECONDS, markoutsOf, poolMarkouts } from "../../src/analysis/markouts.ts";
import { BEYOND, CROSSED, RESTED, UNWOUND } from "../../src/execution/fill_log.ts";
import { SELL } from "../../src/market/side.ts";
import { ARCX, XNAS } from "../_tapes.ts";
import { executionOf, forExecutions, marketOfRows } from "./_executions.ts";

/** Mids of 10 from 0 s, 10.01 from 1 s, none from 2 s, 10.03 from 10.5 s to 60 s. */
const market = marketOfRows(
  [0, XNAS, 9.99, 10.01],
  [0, ARCX, 9.9, 10.1],
  [1, XNAS, 10, 10.02],
  [2, ARCX, NaN, NaN],
  [2, XNAS, NaN, 10.02],
  [10.5, XNAS, 10.02, 10.04],
  [60, XNAS, 10.02, 10.04],
);

function meansOf(fills: Parameters<typeof executionOf>[1], side?: typeof SELL) {
  return markoutsOf(executionOf(side ? { side } : {}, fills), market).map(({ all }) => all);
}

Deno.test("markoutsOf() looks at the mid so long after a fill, positive is good", () => {
  const bought = markoutsOf(executionOf({}, [{ at: 0.5, price: 10, shares: 100 }]), market);
  assertEquals(bought.map(({ seconds }) => seconds), [0.1, 1, 10, 60]);
  assertEquals(bought[0]!.all, { mean: 0, weight: 100 });
  assertAlmostEquals(bought[1]!.all.mean!, 10); // 10.01 at 1.5 s
  assertAlmostEquals(bought[2]!.all.mean!, 30); // the row at that very moment counts
  assertEquals(bought[3]!.all.mean, null);
  const sold = meansOf([{ at: 0.5, price: 10, shares: 100 }], SELL);
  assertAlmostEquals(sold[1]!.mean!, -10);
});

Deno.test("markoutsOf() knows nothing past the tape's end, and says for how many shares", () => {
  const [, , ten, sixty] = markoutsOf(
    executionOf({}, [{ at: 0, price: 10, shares: 100 }, { at: 55, price: 10, shares: 20 }]),
    market,
  );
  assertEquals([ten!.all.weight, ten!.unmeasuredShares], [100, 20]);
  assertEquals([sixty!.all.weight, sixty!.unmeasuredShares], [100, 20]);
  assertEquals(meansOf([]).map(({ mean }) => mean), [null, null, null, null]);
});

Deno.test("markoutsOf() takes the last mid where there is none, and counts it", () => {
  const [soon, later] = markoutsOf(executionOf({}, [{ at: 1.95, price: 10, shares: 100 }]), market);
  assertEquals([soon!.undefinedMids, later!.undefinedMids], [1, 1]);
  assertAlmostEquals(soon!.all.mean!, 10);
});

Deno.test("markoutsOf() measures nothing before the first mid", () => {
  const late = marketOfRows([0, XNAS, NaN, 10], [5, XNAS, 9.99, 10.01], [20, XNAS, 9.99, 10.01]);
  const [soon, , ten] = markoutsOf(executionOf({}, [{ at: 0, price: 10, shares: 100 }]), late);
  assertEquals([soon!.all.mean, soon!.unmeasuredShares, ten!.all.weight], [null, 100, 100]);
});

Deno.test("markoutsOf() weighs by shares, splits by kind and venue, and turns for what is unwound", () => {
  const [soon] = markoutsOf(
    executionOf({}, [
      { at: 0, venue: 0, price: 10, shares: 300 }, // 0 bps
      { at: 0, venue: 1, price: 9.99, shares: 100, kind: RESTED }, // 10.01 bps
      { at: 0, venue: 1, price: 10.01, shares: 100, kind: CROSSED }, // −9.99 bps
      { at: 0, venue: 0, price: 9.99, shares: -100, kind: UNWOUND }, // −10.01 bps
      { at: 0, venue: 0, price: 12, shares: 900, kind: BEYOND }, // nobody sold that
    ]),
    market,
  );
  const up = 0.01 / 9.99 * 1e4;
  const down = -0.01 / 10.01 * 1e4;
  assertAlmostEquals(soon!.all.mean!, (up + down - up) / 6);
  assertEquals(soon!.taken, { mean: 0, weight: 300 });
  assertAlmostEquals(soon!.rested.mean!, up);
  assertAlmostEquals(soon!.byVenue[0]!.mean!, -up / 4);
  assertAlmostEquals(soon!.byVenue[1]!.mean!, (up + down) / 2);
});

Deno.test("markoutsOf() measures or misses every share, and agrees with a walk along the tape", () => {
  forExecutions(300, 20, (execution, market) => {
    const { fills, order } = execution;
    const { live } = market;
    for (const { seconds, all, unmeasuredShares } of markoutsOf(execution, market)) {
      let [sum, weight, missed] = [0, 0, 0];
      for (let i = 0; i < fills.length; i++) {
        if (fills.kind[i] === BEYOND) continue;
        const shares = Math.abs(fills.shares[i]!);
        const atNs = fills.timeNs[i]! + seconds * 1e9;
        const rows = live.clockNs.filter((ns) => ns <= atNs).length;
        let mid = NaN;
        for (let at = 0; at < live.touchNs.length; at++) {
          if (live.touchNs[at]! > atNs || live.touchRows[at]! > rows) break;
          const here = (live.touchBid[at]! + live.touchAsk[at]!) / 2;
          if (!Number.isNaN(here)) mid = here;
        }
        if (atNs > live.clockNs.at(-1)! || Number.isNaN(mid)) missed += shares;
        else {
          const sign = fills.shares[i]! < 0 ? -order.side : order.side;
          sum += shares * sign * (mid / fills.price[i]! - 1) * 1e4;
          weight += shares;
        }
      }
      assertEquals([all.weight, unmeasuredShares], [weight, missed]);
      if (weight > 0) assertAlmostEquals(all.mean!, sum / weight, 1e-6);
    }
  });
});

Deno.test("poolMarkouts() weighs orders by the shares measured", () => {
  const one = markoutsOf(executionOf({}, [{ at: 0, price: 10, shares: 300 }]), market);
  const other = markoutsOf(executionOf({}, [{ at: 1, price: 10, shares: 100, kind: RESTED }]), market);
  const [soon, , , sixty] = poolMarkouts([one, other]);
  assertAlmostEquals(soon!.all.mean!, 2.5); // 0 and 10 bps
  assertEquals([soon!.all.weight, soon!.taken.weight, soon!.rested.weight], [400, 300, 100]);
  assertAlmostEquals(soon!.byVenue[0]!.mean!, 2.5);
  assertEquals([sixty!.all.weight, sixty!.unmeasuredShares], [300, 100]);
  assert(poolMarkouts([]).length === MARKOUT_SECONDS.length);
});
