import { assert, assertEquals } from "@std/assert";
import { makeOffers, type Offers } from "../../src/execution/offers.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { randomInt } from "../../src/market/random.ts";
import { BUY } from "../../src/market/side.ts";
import { displayedShares } from "../../src/trial/displayed_shares.ts";
import { vwap } from "../../src/trial/vwap.ts";
import { DisplayedByInterval, vwapHindsight } from "../../src/trial/vwap_hindsight.ts";
import { forSeeds } from "../_tapes.ts";
import { seeds } from "../_seeds.ts";

function displaying(...sizes: number[]): Offers {
  const offers = makeOffers(sizes.length);
  offers.size.set(sizes);
  offers.price.set(sizes.map((size) => size > 0 ? 10e9 : NaN));
  return offers;
}

function orderOf(quantity: number, endNs: number, startNs = 0): ParentOrder {
  return { side: BUY, quantity, startNs, endNs };
}

/** What is due at each snapshot [time, displayed], if all of it is filled. */
function dueAt(order: ParentOrder, intervalNs: number, snapshots: [number, number][]): number[] {
  const run = vwap(intervalNs).begin(order);
  let leaves = order.quantity;
  return snapshots.map(([now, displayed]) => {
    const due = run.due(now, leaves, displaying(displayed));
    leaves -= due;
    return due;
  });
}

Deno.test("displayedShares() adds up the venues that show a price", () => {
  const offers = displaying(100, 0, 250, 999);
  offers.price[3] = NaN;
  assertEquals(displayedShares(offers), 350);
});

Deno.test("vwap() is TWAP where the same is always displayed", () => {
  assertEquals(dueAt(orderOf(400, 40), 10, [[0, 7], [10, 7], [20, 7], [30, 7]]), [100, 100, 100, 100]);
});

Deno.test("vwap() takes left·d/(d + (n − i)·mean(d so far)), d what the interval before displayed", () => {
  const due = dueAt(orderOf(1000, 40), 10, [[0, 100], [5, 300], [10, 300], [16, 100], [20, 50], [30, 900]]);
  assertEquals(due, [
    250, // d = 100: 1000·100/(100 + 3·100)
    0,
    250, // d = 100 again: 750·100/(100 + 2·100)
    0,
    306, // d = (6·300 + 4·100)/10 = 220, mean 140: 500·220/(220 + 1·140) = 305.6
    194,
  ]);
});

Deno.test("vwap() carries what is displayed into the intervals where nothing happens", () => {
  const due = dueAt(orderOf(1000, 50), 10, [[0, 100], [10, 100], [15, 300], [30, 100], [40, 1]]);
  assertEquals(due, [
    200,
    200,
    0,
    // d = (5·100 + 5·300)/10 = 200, mean 400/3: 600·200/(200 + 2·400/3) = 257.1; then of the 343 left
    // d = 300, mean 175: 343·300/(300 + 175) = 216.6.
    257 + 217,
    126,
  ]);
});

Deno.test("vwap() sends what slices without a snapshot were due with the next one", () => {
  // 1000·¼ and 750·⅓, and then 500·½ for its own.
  assertEquals(dueAt(orderOf(1000, 40), 10, [[25, 100], [30, 100]]), [750, 250]);
  assertEquals(dueAt(orderOf(1000, 40), 10, [[39, 100]]), [1000]);
});

Deno.test("vwap() takes the first snapshot for what was displayed before it", () => {
  const due = dueAt(orderOf(1000, 50), 10, [[25, 400], [27, 100], [30, 1], [40, 1]]);
  // d = (5·400 + 2·400 + 3·100)/10 = 310 of the third interval, mean 377.5: 400·310/(310 + 377.5) = 180.4.
  assertEquals(due, [600, 0, 180, 220]);
});

Deno.test("vwap() sends equal parts while nothing was displayed", () => {
  assertEquals(dueAt(orderOf(400, 40), 10, [[0, 0], [10, 0], [20, 0], [30, 0]]), [100, 100, 100, 100]);
});

Deno.test("vwap() sends nothing after an interval that displayed nothing, except in the last", () => {
  const due = dueAt(orderOf(400, 50), 10, [[0, 10], [10, 0], [20, 10], [30, 0], [40, 10]]);
  // d = 10, 10, 0, 10 (mean 7.5), 0.
  assertEquals(due, [80, 80, 0, Math.round(240 * 10 / 17.5), 240 - 137]);
});

Deno.test("vwap() is one slice if the interval is longer than the window, or the window empty", () => {
  assertEquals(dueAt(orderOf(7, 5), 10, [[3, 50], [4, 50]]), [7, 0]);
  assertEquals(dueAt(orderOf(7, 50, 50), 10, [[50, 0], [50, 50]]), [7, 0]);
});

Deno.test("vwap() keeps up with millions of slices", () => {
  const due = dueAt(orderOf(1000, 23_400e9), 1e7, [[0, 100], [11_700e9, 300], [23_400e9, 1]]);
  assertEquals(due.reduce((sum, shares) => sum + shares, 0), 1000);
});

Deno.test("vwap() and vwapHindsight() send the whole order by the last slice, never more than is left", () => {
  forSeeds(1, seeds(300, 1000), (random) => {
    const order = orderOf(1 + randomInt(random, 5000), 20 + randomInt(random, 300), 10);
    const intervalNs = 1 + randomInt(random, 60);
    const count = Math.max(1, Math.ceil((order.endNs - order.startNs) / intervalNs));
    const weights = Array.from({ length: count }, () => randomInt(random, 4) * random());
    for (const schedule of [vwap(intervalNs), vwapHindsight(intervalNs, weights)]) {
      const run = schedule.begin(order);
      let leaves = order.quantity;
      for (let now = order.startNs; now < order.endNs; now += 1 + randomInt(random, intervalNs)) {
        const due = run.due(now, leaves, displaying(randomInt(random, 3) * randomInt(random, 500)));
        assert(Number.isInteger(due) && due >= 0 && due <= leaves, `${schedule.name}: ${due} of ${leaves}`);
        leaves -= due;
      }
      leaves -= run.due(order.endNs, leaves, displaying(100));
      assertEquals(leaves, 0, schedule.name);
    }
  });
});

Deno.test("vwapHindsight() follows the weights given, and TWAP without any", () => {
  const due = (weights: number[]) => {
    const run = vwapHindsight(10, weights).begin(orderOf(400, 40));
    let leaves = 400;
    return [0, 5, 10, 20, 30].map((now) => {
      const shares = run.due(now, leaves, displaying(1));
      leaves -= shares;
      return shares;
    });
  };
  assertEquals(due([1, 0, 2, 1]), [100, 0, 0, 200, 100]);
  assertEquals(due([0, 0, 0, 0]), [100, 0, 100, 100, 100]);
  assertEquals(due([]), [100, 0, 100, 100, 100]);
});

Deno.test("DisplayedByInterval weights what is displayed by how long, across intervals, to the end", () => {
  const profile = new DisplayedByInterval(orderOf(1, 35), 10);
  profile.see(4, displaying(100));
  profile.see(12, displaying(10, 20));
  profile.see(12, displaying(50));
  profile.see(30, displaying(0));
  profile.see(33, displaying(7));
  assertEquals(profile.finish(), [600, 200 + 400, 500, 14]);
});

Deno.test("DisplayedByInterval of an empty window has one empty interval", () => {
  const profile = new DisplayedByInterval(orderOf(1, 5, 5), 10);
  profile.see(5, displaying(100));
  assertEquals(profile.finish(), [0]);
});
