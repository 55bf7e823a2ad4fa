import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Fill, Fills } from "../../src/judge/fills.ts";
import { judgedOrders } from "../../src/judge/judged_orders.ts";
import type { ParentRow } from "../../src/judge/read/parents.ts";
import { DataError } from "../../src/market/data_error.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { marketOf } from "../execution/_market.ts";
import { quote, XNAS } from "../market/_rows.ts";

const MARKET = marketOf([1, 100].map((at) => quote(at, XNAS, [10, 100], [10.02, 100])));
const FILL: Fill = {
  timeNs: 50e9,
  side: BUY,
  venue: "XNAS",
  price: 10.02e9,
  shares: 100,
  order: "A",
  child: "",
  sentNs: NaN,
  kind: 0,
  fee: NaN,
  line: 2,
};
const PARENT: ParentRow = { order: "A", side: BUY, quantity: 200, startNs: 40e9, endNs: 60e9, line: 2 };

function ordersOf(given: readonly Partial<Fill>[], parents?: readonly Partial<ParentRow>[], offsetNs = 0) {
  const fills = new Fills();
  for (const [i, fill] of given.entries()) fills.add({ ...FILL, line: i + 2, ...fill });
  const timeNs = fills.timeNs.slice(0, fills.length).map((ns) => ns + offsetNs);
  const rows = parents?.map((parent) => ({ ...PARENT, ...parent }));
  return judgedOrders({ fills, file: "fills.csv", parents: rows, timeNs, offsetNs }, MARKET);
}

Deno.test("judgedOrders() gives parent orders their fills by time, on the tape's clock", () => {
  const { orders, derived, fillsOutsideWindow } = ordersOf(
    [{ timeNs: 55e9, shares: 30 }, { timeNs: 45e9 }, { order: "B", side: SELL }, { timeNs: 62e9, shares: 5 }],
    [{ limit: 11e9 }, { order: "B", side: SELL, startNs: 20e9 }],
    1e9,
  );
  assertEquals(orders, [
    { name: "B", order: { side: SELL, quantity: 200, startNs: 21e9, endNs: 61e9 }, fills: [2] },
    {
      name: "A",
      order: { side: BUY, quantity: 200, startNs: 41e9, endNs: 61e9, limit: 11e9 },
      fills: [1, 0, 3],
    },
  ]);
  assertEquals([derived, fillsOutsideWindow], [false, 1]);
});

Deno.test("judgedOrders() makes orders of fills, from what was sent first to the last fill", () => {
  const { orders, derived } = ordersOf([
    { sentNs: 49e9 },
    { timeNs: 53e9, shares: 20, sentNs: 50e9 },
    { order: "", side: SELL, timeNs: 20e9, shares: 7 },
  ]);
  assertEquals(orders.map(({ name, order }) => ({ name, ...order })), [
    { name: "all sells", side: SELL, quantity: 7, startNs: 20e9, endNs: 21e9 },
    { name: "A", side: BUY, quantity: 120, startNs: 49e9, endNs: 53e9 },
  ]);
  assert(derived);
});

Deno.test("judgedOrders() finds the order of a fill that names none by side and time", () => {
  const parents = [{}, { order: "B", side: SELL }, { order: "C", startNs: 61e9, endNs: 90e9 }];
  const { orders } = ordersOf(
    [{ order: "" }, { order: "", side: SELL }, { order: "", timeNs: 70e9 }],
    parents,
  );
  assertEquals(orders.map(({ name, fills }) => [name, fills]), [["A", [0]], ["B", [1]], ["C", [2]]]);
});

Deno.test("judgedOrders() leaves orders out that the tape does not cover, and names them", () => {
  const { orders, outside } = ordersOf(
    [{}, { order: "B", timeNs: 90e9 }, { order: "C", timeNs: 120e9 }],
    [{}, { order: "B", startNs: 80e9, endNs: 101e9 }, { order: "C" }, { order: "D", startNs: 0 }],
  );
  assertEquals([orders.map(({ name }) => name), outside], [["A"], ["B", "C", "D"]]);
});

Deno.test("judgedOrders() refuses what would make the result wrong, by file and line", () => {
  const fail = (
    given: readonly Partial<Fill>[],
    parents: readonly Partial<ParentRow>[] | undefined,
    text: string,
  ) => {
    assertEquals(assertThrows(() => ordersOf(given, parents), DataError).message, text);
  };
  fail([{}, { side: SELL }], undefined, "fills.csv:3: a sell of order A, which buys");
  fail([{}, { side: SELL }], [{}], "fills.csv:3: a sell of order A, which buys");
  fail(
    [{}, {}, { shares: 1 }],
    [{}],
    "fills.csv:4: order A is of 200 shares, and here 201 of them are filled",
  );
  fail([{}, { order: "X" }], [{}], "fills.csv:3: order X is not among the parent orders");
  fail(
    [{ order: "", timeNs: 70e9 }],
    [{}],
    "fills.csv:2: the fill names no order, and no parent order has its side and time",
  );
  fail(
    [{ order: "" }],
    [{}, { order: "B" }],
    "fills.csv:2: the fill names no order, and 2 parent orders have its side and time",
  );
  fail(
    [{ timeNs: 500e9 }],
    [{}],
    "fills.csv: the tape covers none of the orders: is it the same day, and are the times UTC?",
  );
});
