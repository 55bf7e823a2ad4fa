import { assert, assertEquals } from "@std/assert";
import { randomInt } from "../../../src/market/random.ts";
import { ACTION_TRADE } from "../../../src/market/tape.ts";
import { vwap } from "../../../src/strategy/schedule/vwap.ts";
import { seeds } from "../../_seeds.ts";
import { forSeeds } from "../../_tapes.ts";
import {
  generated,
  marketOf,
  marketWith,
  OFF_EXCHANGE,
  orderOf,
  targetsOf,
  withOtherFuture,
} from "./_market.ts";

const schedule = vwap(10e9);

Deno.test("vwap() takes left·d/(d + (n − i)·mean(d so far)), d what was printed in the interval before", () => {
  const market = marketWith({ prints: [[0, 7], [10, 100], [19.9, 200], [20, 100], [35, 500], [45, 1]] });
  // d = 300, 100 (mean 200), 500 (mean 300), 1: 1000·300/(300 + 3·300), 750·100/(100 + 2·200),
  // 600·500/(500 + 1·300), the rest.
  assertEquals(targetsOf(schedule, orderOf(1000, 20, 60), market), [250, 250 + 150, 400 + 375, 1000]);
});

Deno.test("vwap() counts prints off exchange, and not those beyond reason", () => {
  const prints = [[5, 100, OFF_EXCHANGE], [6, 10_001], [15, 10_000], [16, 20_000]] as const;
  // d = 100, then 10,000, mean 5,050: 500 and 500·10,000/(10,000 + 0).
  assertEquals(targetsOf(schedule, orderOf(1000, 10, 30), marketWith({ prints })), [500, 1000]);
  // Of three: 1000/3, then 667·10,000/(10,000 + 5,050) = 443.2.
  assertEquals(targetsOf(schedule, orderOf(1000, 10, 40), marketWith({ prints })), [333, 776, 1000]);
});

Deno.test("vwap() is TWAP while nothing was printed, and takes nothing after an interval without", () => {
  assertEquals(targetsOf(schedule, orderOf(400, 20, 60), marketWith({})), [100, 200, 300, 400]);
  const market = marketWith({ prints: [[15, 60], [45, 60]] });
  // d = 60, 0, 0, 60 (mean 30), 0: 500·60/(60 + 4·60), then none, none, 400·60/(60 + 30), the rest.
  assertEquals(targetsOf(schedule, orderOf(500, 20, 70), market), [100, 100, 100, 367, 500]);
});

Deno.test("vwap() does not take what is before the tape for an interval without prints", () => {
  const market = marketWith({ from: 15, prints: [[16, 1000], [25, 300], [35, 100]] });
  // d_1 is unknown: a third; then 667·300/(300 + 1·300) = 333.5, and the rest.
  assertEquals(targetsOf(schedule, orderOf(1000, 20, 50), market), [333, 667, 1000]);
  // On a tape that begins as early as d_1: 1000·1000/3000; 667·300/(300 + 650) = 210.6.
  const earlier = marketWith({ from: 10, prints: [[16, 1000], [25, 300], [35, 100]] });
  assertEquals(targetsOf(schedule, orderOf(1000, 20, 50), earlier), [333, 544, 1000]);
});

Deno.test("vwap() spreads what was not filled, and gives slices it was not asked for to the next", () => {
  const market = marketWith({ prints: [[5, 100], [15, 100], [25, 100], [35, 100]] });
  const run = schedule.begin(orderOf(400, 10, 50), market);
  assertEquals(run.target(0, market.rowsBefore(10e9), 0), 100);
  assertEquals(run.target(1, market.rowsBefore(20e9), 40), 40 + 120);
  assertEquals(run.target(3, market.rowsBefore(40e9), 160), 400);
  const late = schedule.begin(orderOf(400, 10, 50), market);
  assertEquals(late.target(2, market.rowsBefore(30e9), 0), 300);
});

/** d of each slice, from the columns of the tape. */
function printedShares(tape: ReturnType<typeof generated>, fromNs: number, toNs: number): number {
  const { action, size, tsRecvNs } = tape.columns;
  let shares = 0;
  for (let row = 0; row < tape.length; row++) {
    const counts = action[row] === ACTION_TRADE && size[row]! <= 10_000;
    if (counts && tsRecvNs[row]! >= fromNs && tsRecvNs[row]! < toNs) shares += size[row]!;
  }
  return shares;
}

Deno.test("vwap() agrees with its formula on generated tapes, ascends and ends with the whole order", () => {
  forSeeds(1, seeds(3, 8), (random, seed) => {
    const tape = generated(seed);
    const market = marketOf(tape);
    const [firstNs] = market.live.clockNs;
    const startNs = firstNs! + 5e9 + 1e6 * randomInt(random, 30_000);
    const order = { ...orderOf(1 + randomInt(random, 5000), 0, 0), startNs, endNs: startNs + 60.5e9 };
    const intervalNs = 1e9 * (1 + randomInt(random, 10));
    const targets = targetsOf(vwap(intervalNs), order, market);
    const d: number[] = [];
    let filled = 0;
    for (let i = 0; i < targets.length; i++) {
      const from = startNs + (i - 1) * intervalNs;
      if (from >= firstNs!) d.push(printedShares(tape, from, from + intervalNs));
      const own = from >= firstNs! ? d.at(-1)! : 0;
      const mean = d.length === 0 ? 0 : d.reduce((sum, shares) => sum + shares) / d.length;
      const after = targets.length - 1 - i;
      const left = order.quantity - filled;
      filled += mean === 0 || after === 0
        ? Math.round(left / (after + 1))
        : Math.floor(left * own / (own + after * mean) + 0.5);
      assertEquals(targets[i], filled, `slice ${i}`);
    }
    assertEquals(targets.at(-1), order.quantity);
    assert(targets.every((target, i) => target >= (targets[i - 1] ?? 0)));
  });
});

Deno.test("vwap() knows nothing of the rows that follow", () => {
  forSeeds(1, seeds(5, 20), (random, seed) => {
    const tape = generated(1 + seed % 3);
    const market = marketOf(tape);
    const startNs = market.live.clockNs[0]! + 20e9;
    const order = { ...orderOf(3000, 0, 0), startNs, endNs: startNs + 60e9 };
    const targets = targetsOf(vwap(3e9), order, market);
    const slice = randomInt(random, targets.length);
    const cut = market.rowsBefore(startNs + slice * 3e9);
    const other = marketOf(withOtherFuture(tape, cut, random));
    assertEquals(targetsOf(vwap(3e9), order, other).slice(0, slice + 1), targets.slice(0, slice + 1));
  });
});
