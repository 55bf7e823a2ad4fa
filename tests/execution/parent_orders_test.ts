import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { type Random, randomInt } from "../../src/market/random.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { ACTION_TRADE } from "../../src/market/tape.ts";
import type { TimeWindow } from "../../src/market/time_windows.ts";
import {
  countStarts,
  makeParentOrders,
  type OrderSize,
  type OrdersWanted,
  ordersWindows,
} from "../../src/execution/parent_orders.ts";
import { seeds } from "../_seeds.ts";
import { forSeeds, XNAS, XNYS } from "../_tapes.ts";
import { marketWith, type Quote, withOtherFuture } from "../strategy/schedule/_market.ts";
import { makeTape, marketOf } from "../search/_lab.ts";

const SECOND = 1e9;
const HUNDRED: OrderSize = { kind: "shares", shares: 100 };

/** A quote at 3.5 s (so the clock is fine), and again every hundred seconds up to an hour. */
const hourly: readonly Quote[] = [
  [3.5000001, XNAS, 10, 10.01],
  ...Array.from({ length: 36 }, (_, i): Quote => [100 * (i + 1), XNAS, 10, 10.01]),
];
const hour = marketWith({ quotes: hourly });

function until(toNs: number): readonly TimeWindow[] {
  return [{ fromNs: 0, toNs }];
}

function wantedOf(changes: Partial<OrdersWanted> = {}): OrdersWanted {
  return { count: 1, sides: "buy", size: HUNDRED, ...changes };
}

Deno.test("makeParentOrders() starts when a mid is known and ends with the window, evenly between", () => {
  const { orders, spacingNs, horizonNs, empty } = makeParentOrders(
    hour,
    wantedOf({ count: 7, horizonNs: 60 * SECOND }),
  );
  const fromNs = 3.5000001 * SECOND + 1; // a decision sees what came before it
  assertEquals(orders[0]!.startNs, fromNs);
  assertEquals([orders.length, horizonNs, empty], [7, 60 * SECOND, 0]);
  assertEquals(spacingNs, Math.floor((3600 * SECOND - fromNs - 60 * SECOND) / 6));
  for (const [i, { side, quantity, startNs, endNs }] of orders.entries()) {
    assertEquals([side, quantity, endNs - startNs], [BUY, 100, 60 * SECOND]);
    assertEquals(startNs, fromNs + i * spacingNs);
  }
  const lateNs = 3600 * SECOND - orders.at(-1)!.endNs;
  assert(lateNs >= 0 && lateNs < 6, `the last ends ${lateNs} ns before the window does`);
});

Deno.test("makeParentOrders() shifts all starts by a phase, but for the last, which has no room", () => {
  for (const sides of ["buy", "both"] as const) {
    const wanted = wantedOf({ count: 8, sides, horizonNs: 60 * SECOND });
    const { orders, spacingNs } = makeParentOrders(hour, wanted);
    const shifted = makeParentOrders(hour, { ...wanted, phase: 1 / 3 });
    const laterNs = Math.floor(spacingNs / 3);
    assertEquals(
      shifted.orders,
      orders.slice(0, sides === "buy" ? -1 : -2).map((order) => ({
        ...order,
        startNs: order.startNs + laterNs,
        endNs: order.endNs + laterNs,
      })),
    );
    assertEquals([shifted.spacingNs, shifted.empty], [spacingNs, 0]);
    assertEquals(makeParentOrders(hour, { ...wanted, phase: 0 }).orders, orders);
  }
  // A single start has nowhere to go.
  assertEquals(makeParentOrders(hour, wantedOf({ phase: 0.5 })), makeParentOrders(hour, wantedOf()));
});

Deno.test("makeParentOrders() with both sides starts a buy and a sell together, the buy first", () => {
  const wanted = wantedOf({ count: 8, sides: "both", horizonNs: 60 * SECOND });
  const { orders } = makeParentOrders(hour, wanted);
  assertEquals(orders.map(({ side }) => side), [BUY, SELL, BUY, SELL, BUY, SELL, BUY, SELL]);
  for (let i = 0; i < 8; i += 2) assertEquals({ ...orders[i + 1]!, side: BUY }, orders[i]!);
  const sells = makeParentOrders(hour, { ...wanted, count: 4, sides: "sell" }).orders;
  assertEquals(sells, orders.filter(({ side }) => side === SELL));
  assertEquals([countStarts(wanted), countStarts({ ...wanted, sides: "sell" })], [4, 8]);
});

Deno.test("makeParentOrders() takes the whole window for one start, else ten minutes, at most half a fold", () => {
  const windowNs = 3600 * SECOND - (3.5000001 * SECOND + 1);
  const horizon = (changes: Partial<OrdersWanted>): number =>
    makeParentOrders(hour, wantedOf(changes)).horizonNs;
  assertEquals(horizon({ count: 1 }), windowNs);
  assertEquals(horizon({ count: 2, sides: "both" }), windowNs);
  assertEquals(horizon({ count: 2 }), 600 * SECOND);
  assertEquals(horizon({ count: 2, folds: 3 }), Math.ceil(windowNs / 6));
  assertEquals(horizon({ count: 2, windows: until(1003.5000001 * SECOND + 1) }), 500 * SECOND);
  assertEquals(horizon({ count: 2, folds: 5, horizonNs: SECOND }), SECOND);
});

Deno.test("makeParentOrders() keeps to the window asked for, and to whole milliseconds on a coarse clock", () => {
  const coarse = marketWith({ quotes: [[3.5, XNAS, 10, 10.01], [60, XNAS, 10, 10.01]] });
  assertEquals(makeParentOrders(coarse, wantedOf()).orders[0]!.startNs, 3.501 * SECOND);
  const window = { fromNs: 1000 * SECOND, toNs: 2000 * SECOND };
  assertEquals(ordersWindows(hour, [window]), [window]);
  const { orders } = makeParentOrders(
    hour,
    wantedOf({ count: 5, horizonNs: 100 * SECOND, windows: [window] }),
  );
  assertEquals(orders.map(({ startNs }) => startNs / SECOND), [1000, 1225, 1450, 1675, 1900]);
  // Before the first mid there is nothing to measure against.
  assertEquals(ordersWindows(hour, until(SECOND * 3600))[0]!.fromNs, 3.5000001 * SECOND + 1);
});

Deno.test("makeParentOrders() refuses windows without a mid, without room, and orders without a share", () => {
  const blind = marketWith({ quotes: [[1, XNAS, NaN, 10.01], [2, XNAS, NaN, 10.02]] });
  const fail = (changes: Partial<OrdersWanted>, message: string, market = hour): void => {
    assertThrows(() => makeParentOrders(market, wantedOf(changes)), DataError, message);
  };
  fail({}, "no live bid and ask at once before it ends: nothing to measure against", blind);
  fail({ windows: until(SECOND) }, "no live bid and ask at once before it ends");
  fail({ horizonNs: 3600 * SECOND }, "no room for 1 starts and a horizon of 3600 s: the window is 3596.4");
  const narrow = until(1003.5000001 * SECOND + 10);
  fail({ count: 40, horizonNs: 1000 * SECOND, windows: narrow }, "no room for 40 starts");
  fail({ size: { kind: "traded", part: 0.5 } }, "no order has a share");
});

Deno.test("makeParentOrders() leaves orders without a share out, and counts them", () => {
  const market = marketWith({
    quotes: [[0, XNAS, 10, 10.01], [100.0000001, XNAS, 10, 10.01]],
    prints: [[25, 1000], [26, 7]],
  });
  const size: OrderSize = { kind: "traded", part: 0.01 };
  const { orders, empty } = makeParentOrders(market, wantedOf({ count: 10, horizonNs: 10 * SECOND, size }));
  assertEquals(empty, 9);
  assertEquals(orders.map(({ quantity, startNs }) => [quantity, Math.round(startNs / SECOND)]), [[10, 30]]);
});

Deno.test("makeParentOrders() sizes by what venues display to take from, just before the start", () => {
  const market = marketWith({
    quotes: [
      [0.0000001, XNAS, 10, 10.01, 300],
      [1, XNYS, 10, 10.02, 500],
      [11, XNAS, 10, 10.03, 900],
      [21, XNYS, 10, NaN, 700],
      [31, XNYS, 10, 10.02, 1],
    ],
  });
  const sizes = (sides: "buy" | "sell"): number[] =>
    makeParentOrders(market, {
      count: 4,
      sides,
      size: { kind: "displayed", part: 0.5 },
      horizonNs: SECOND,
    }).orders.map(({ quantity }) => quantity);
  assertEquals(sizes("buy"), [150, 400, 700, 450]);
  assertEquals(sizes("sell"), [150, 400, 700, 800]);
});

Deno.test("makeParentOrders() sizes by what was traded before, off exchange too, on a generated tape", () => {
  const tape = makeTape();
  const market = marketOf(tape);
  const { tsEventNs, tsRecvNs, action, size } = tape.columns;
  const { orders } = makeParentOrders(market, {
    count: 20,
    sides: "buy",
    size: { kind: "traded", part: 0.25 },
    horizonNs: 30 * SECOND,
  });
  assert(orders.length > 15);
  for (const { startNs, quantity } of orders) {
    let shares = 0;
    for (let row = 0; row < tape.length; row++) {
      const atNs = Number.isNaN(tsRecvNs[row]!) ? tsEventNs[row]! : tsRecvNs[row]!;
      const isPrint = action[row] === ACTION_TRADE && size[row]! <= 10_000;
      if (isPrint && atNs >= startNs - 30 * SECOND && atNs < startNs) shares += size[row]!;
    }
    assertEquals(quantity, Math.round(0.25 * shares));
  }
});

Deno.test("makeParentOrders() sees nothing from an order's start on", () => {
  const tape = makeTape(5);
  const market = marketOf(tape);
  const { clockNs } = market.live;
  const windows = [{ fromNs: 20 * SECOND + clockNs[0]!, toNs: clockNs.at(-1)! }];
  for (const kind of ["displayed", "traded"] as const) {
    const wanted = {
      count: 24,
      sides: "both",
      size: { kind, part: 0.3 },
      horizonNs: 20 * SECOND,
      windows,
    } as const;
    const { orders } = makeParentOrders(market, wanted);
    assert(new Set(orders.map(({ quantity }) => quantity)).size > 5);
    forSeeds(1, seeds(4, 12), (random) => {
      const order = randomInt(random, orders.length);
      const { startNs } = orders[order]!;
      const changed = marketOf(withOtherFuture(tape, market.rowsBefore(startNs), random));
      const upTo = ({ startNs: other }: { startNs: number }): boolean => other <= startNs;
      assertEquals(makeParentOrders(changed, wanted).orders.filter(upTo), orders.filter(upTo));
    });
  }
});

Deno.test("makeParentOrders() spreads starts over the room of all windows, and keeps each order in one", () => {
  const windows = [
    { fromNs: 100 * SECOND, toNs: 500 * SECOND },
    { fromNs: 1000 * SECOND, toNs: 1050 * SECOND }, // too short
    { fromNs: 2000 * SECOND, toNs: 2300 * SECOND },
  ];
  const made = makeParentOrders(hour, wantedOf({ count: 6, horizonNs: 100 * SECOND, windows }));
  assertEquals(made.windows, [windows[0]!, windows[2]!]);
  assertEquals(made.spacingNs, 100 * SECOND); // (300 + 200) / 5
  // What falls on the edge of two windows lies in the earlier one.
  assertEquals(made.orders.map(({ startNs }) => startNs / SECOND), [100, 200, 300, 400, 2100, 2200]);
});

Deno.test("makeParentOrders() takes the longest window for one start, and else the first that has room", () => {
  const windows = [{ fromNs: 100 * SECOND, toNs: 500 * SECOND }, {
    fromNs: 1000 * SECOND,
    toNs: 2000 * SECOND,
  }];
  const timesOf = (changes: Partial<OrdersWanted>) => {
    const { orders: [order], windows: kept } = makeParentOrders(hour, wantedOf({ windows, ...changes }));
    assertEquals(kept.length, 1);
    return [order!.startNs / SECOND, order!.endNs / SECOND];
  };
  assertEquals(timesOf({}), [1000, 2000]);
  assertEquals(timesOf({ horizonNs: 300 * SECOND }), [100, 400]);
  assertEquals(timesOf({ horizonNs: 500 * SECOND }), [1000, 1500]);
  const message = "no room for 1 starts and a horizon of 1001 s: the longest of 2 windows is 1000 s long";
  assertThrows(() => timesOf({ horizonNs: 1001 * SECOND }), DataError, message);
  const usual = (folds: number) => makeParentOrders(hour, wantedOf({ count: 4, windows, folds })).horizonNs;
  assertEquals([usual(1), usual(7)], [500 * SECOND, 100 * SECOND]);
});

Deno.test("ordersWindows() waits in each window for a mid that is not from before the last one's end", () => {
  const market = marketWith({
    quotes: [[10, XNAS, 10, 10.01], [150, XNAS, 10, 10.02], [450, XNAS, 10, 10.03], [
      700.0000001,
      XNAS,
      10,
      10.02,
    ]],
  });
  const windows = [[20, 100], [120, 200], [300, 400], [440, 500]].map(([from, to]) => ({
    fromNs: from! * SECOND,
    toNs: to! * SECOND,
  }));
  // The mid of 10 s holds for the first; in the second it is that of 150 s, in the third there is none.
  assertEquals(ordersWindows(market, windows).map(({ fromNs }) => fromNs), [
    20 * SECOND,
    150 * SECOND + 1,
    450 * SECOND + 1,
  ]);
});

Deno.test("makeParentOrders() spreads over any windows: within one each, evenly by room, the last to the end", () => {
  const draw = (random: Random): TimeWindow[] => {
    let atNs = 4 * SECOND;
    return Array.from({ length: 1 + randomInt(random, 6) }, () => {
      const fromNs = atNs + randomInt(random, 200) * SECOND + randomInt(random, SECOND);
      const toNs = fromNs + (1 + randomInt(random, 300)) * SECOND + randomInt(random, SECOND);
      atNs = toNs;
      return { fromNs, toNs };
    });
  };
  forSeeds(1, seeds(100, 200), (random) => {
    const windows = draw(random);
    const known = ordersWindows(hour, windows);
    const horizonNs = 1 + randomInt(random, Math.max(...known.map(({ fromNs, toNs }) => toNs - fromNs)));
    const count = 1 + randomInt(random, 40);
    const rooms = known.map(({ fromNs, toNs }) => toNs - fromNs - horizonNs).filter((room) => room >= 0);
    const room = rooms.reduce((a, b) => a + b, 0);
    if (room < count - 1) return;
    const { orders, spacingNs, ...made } = makeParentOrders(hour, wantedOf({ count, horizonNs, windows }));
    assertEquals(orders.length, count);
    let window = 0;
    let before = 0; // room in the windows before
    for (const [i, { startNs, endNs }] of orders.entries()) {
      while (endNs > made.windows[window]!.toNs) {
        const { fromNs, toNs } = made.windows[window++]!;
        before += toNs - fromNs - horizonNs;
      }
      const { fromNs, toNs } = made.windows[window]!;
      assert(
        startNs >= fromNs && endNs <= toNs && endNs - startNs === horizonNs,
        `order ${i} leaves its window`,
      );
      assertEquals(before + startNs - fromNs, i * spacingNs);
    }
    if (count > 1) assert(room - (count - 1) * spacingNs < count - 1, "the last could start later");
  });
});

Deno.test("makeParentOrders() limits orders by a price, or by the mid when each arrives, on their side", () => {
  const market = marketWith({
    quotes: [[0, XNAS, 10, 10.01], [50, XNAS, 20, 20.02], [100.0000001, XNAS, 10, 10.01]],
  });
  const limits = (limit: OrdersWanted["limit"]) =>
    makeParentOrders(market, {
      ...wantedOf({ count: 4, sides: "both", horizonNs: 10 * SECOND, limit }),
    }).orders.map((order) => order.limit);
  assertEquals(limits(undefined), [undefined, undefined, undefined, undefined]);
  assertEquals(limits({ kind: "price", dollars: 15.005 }), Array(4).fill(15.005e9));
  // Mids of 10.005 and 20.01.
  assertEquals(limits({ kind: "bps", bps: 20 }), [10.02501e9, 9.98499e9, 20.05002e9, 19.96998e9]);
  assertEquals(limits({ kind: "bps", bps: -10 })[0], 9.994995e9);
});

Deno.test("orders that start every so often fill each window, and a tape that goes on moves none of them", () => {
  const wanted = wantedOf({ everyNs: 60 * SECOND, sides: "both", windows: until(700 * SECOND) });
  const { orders, horizonNs, spacingNs } = makeParentOrders(hour, wanted);
  assertEquals([horizonNs, spacingNs, orders.length], [60 * SECOND, 60 * SECOND, 22]);
  assertEquals(orders[0]!.startNs, 3.5000001e9 + 1);
  assertEquals(orders.at(-1)!.startNs, orders[0]!.startNs + 600 * SECOND);
  const longer = makeParentOrders(hour, { ...wanted, windows: until(3000 * SECOND) });
  assertEquals(longer.orders.slice(0, orders.length), orders);
  const short = makeParentOrders(hour, { ...wanted, horizonNs: 5 * SECOND });
  assertEquals(short.orders[0]!.endNs - short.orders[0]!.startNs, 5 * SECOND);
  assertThrows(() => makeParentOrders(hour, { ...wanted, horizonNs: 3601 * SECOND }), DataError, "no room");
});
