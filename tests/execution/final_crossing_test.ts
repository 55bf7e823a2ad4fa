import { assertEquals } from "@std/assert";
import { Market } from "../../src/execution/market.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { quote, XNAS, XNYS } from "../market/_rows.ts";
import { tapeOf } from "../market/_tapes.ts";
import { fillsOf, marketOf, type MarketOptions, run, slices, takes } from "./_market.ts";

const idle = takes({});

/** Fills of an order from second 1 to 2 that leaves everything to the end. */
function crossed(
  rows: Parameters<typeof marketOf>[0],
  quantity: number,
  { side = BUY, ...options }: MarketOptions & { side?: Side } = {},
) {
  const market = marketOf(rows, { maxQuoteAgeNs: Infinity, ...options });
  const order = { side, quantity, startNs: 1e9, endNs: 2e9 };
  const execution = run(market, order, slices([1, 2], [quantity]), idle);
  return fillsOf(execution, market).map(([, venue, price, shares, kind]) => [venue, price, shares, kind]);
}

const BOOK = [
  quote(0, XNAS, [9.99, 30], [10, 100]),
  quote(0, XNYS, [9.98, 20], [10.01, 200]),
];

Deno.test("FinalCrossing sweeps what is displayed, cheapest first", () => {
  assertEquals(crossed(BOOK, 150), [["XNAS", 10, 100, "crossed"], ["XNYS", 10.01, 50, "crossed"]]);
  assertEquals(crossed(BOOK, 40, { side: SELL }), [["XNAS", 9.99, 30, "crossed"], [
    "XNYS",
    9.98,
    10,
    "crossed",
  ]]);
});

Deno.test("FinalCrossing counts fees into what is cheapest", () => {
  const book = [quote(0, XNAS, [10, 100], [10, 100]), quote(0, XNYS, [10, 100], [10.001, 100])];
  const fees = FeeSchedule.parse(
    "venue,from,add,take,source\nXNAS,2020-01-01,0,0.0030,x\nXNYS,2020-01-01,0,0.0007,x\n",
    "fees",
  );
  const market = new Market(tapeOf(book), fees, {});
  const venues = (side: Side) => {
    const order = { side, quantity: 200, startNs: 1e9, endNs: 2e9 };
    return fillsOf(run(market, order, slices([1, 2], [200]), idle), market).map(([, venue]) => venue);
  };
  assertEquals([venues(BUY), venues(SELL)], [["XNYS", "XNAS"], ["XNYS", "XNAS"]]);
});

Deno.test("FinalCrossing prices each further multiple of the displayed size a tick worse", () => {
  const beyond = (quantity: number) => crossed(BOOK, quantity).slice(2);
  assertEquals(beyond(300), []);
  assertEquals(beyond(301), [["XNAS", 10.01, 1, "beyond"]]);
  assertEquals(beyond(600), [["XNAS", 10.01, 300, "beyond"]]);
  // 300 a tick worse and 100 two: the same cash.
  assertEquals(beyond(700), [["XNAS", 10.01, 300, "beyond"], ["XNAS", 10.02, 100, "beyond"]]);
  // 300 at 1, 300 at 2, 300 at 3 ticks: 2 on average.
  assertEquals(beyond(1200), [["XNAS", 10.02, 900, "beyond"]]);
  // 300 at 1, 2, 3, and 50 at 4 ticks: 2,000 share ticks of 950 shares.
  assertEquals(beyond(1250), [["XNAS", 10.02, 850, "beyond"], ["XNAS", 10.03, 100, "beyond"]]);
  // 50 at 1, 50 at 2 and 1 at 3 ticks.
  assertEquals(crossed(BOOK, 151, { side: SELL }).slice(2), [
    ["XNAS", 9.98, 49, "beyond"],
    ["XNAS", 9.97, 52, "beyond"],
  ]);
});

Deno.test("FinalCrossing steps by a hundredth of a cent below a dollar, and never to nothing", () => {
  const penny = [quote(0, XNAS, [0.0002, 10], [0.5, 10])];
  assertEquals(crossed(penny, 20), [["XNAS", 0.5, 10, "crossed"], ["XNAS", 0.5001, 10, "beyond"]]);
  assertEquals(crossed(penny, 40, { side: SELL }), [["XNAS", 0.0002, 10, "crossed"], [
    "XNAS",
    0.0001,
    30,
    "beyond",
  ]]);
});

Deno.test("FinalCrossing takes what the order has left, and starts beyond at the reference price", () => {
  const market = marketOf(BOOK);
  const order = { side: BUY, quantity: 700, startNs: 1e9, endNs: 2e9 };
  const all = run(market, order, slices([1, 2], [700]), takes({ 0: 100, 1: 200 }));
  assertEquals(fillsOf(all, market).slice(2), [
    [2, "XNAS", 10.01, 300, "beyond"],
    [2, "XNAS", 10.02, 100, "beyond"],
  ]);
  const some = run(market, order, slices([1, 2], [700]), takes({ 0: 70, 1: 200 }));
  assertEquals(fillsOf(some, market).slice(2), [
    [2, "XNAS", 10, 30, "crossed"],
    [2, "XNAS", 10.01, 300, "beyond"],
    [2, "XNAS", 10.02, 100, "beyond"],
  ]);
});

Deno.test("FinalCrossing crosses nothing where nothing is displayed", () => {
  const rows = [
    quote(0, XNAS, [9.99, 30], [10, 100]),
    quote(0, XNYS, null, [10.01, 7]),
    quote(1.5, XNYS, null, null),
  ];
  assertEquals(crossed(rows, 250, { maxQuoteAgeNs: 1e9, referenceVenue: 1 }), []);
});

Deno.test("FinalCrossing crosses nothing beyond the collar, and prices the rest from the reference", () => {
  const stub = [
    quote(0, XNAS, [9.99, 30], [10, 100]),
    quote(0, XNAS, [9.99, 30], [10, 100]),
    quote(0, XNYS, [9.5, 50], [10.9, 200]),
  ];
  assertEquals(crossed(stub, 150, { collarBps: 20 }), [["XNAS", 10, 100, "crossed"], [
    "XNAS",
    10.01,
    50,
    "beyond",
  ]]);
  assertEquals(crossed(stub, 150), [["XNAS", 10, 100, "crossed"], ["XNYS", 10.9, 50, "crossed"]]);
  // A reference that is gone holds for a second, and may be better than what others display.
  const gone = [
    ...stub.slice(0, 2),
    quote(1.5, XNAS, [9.99, 30], null),
    quote(1.6, XNYS, [9.5, 50], [10.03, 10]),
  ];
  assertEquals(crossed(gone, 30, { collarBps: 20 }), [
    ["XNYS", 10.03, 10, "crossed"],
    ["XNAS", 10.04, 10, "beyond"],
    ["XNAS", 10.05, 10, "beyond"],
  ]);
});

Deno.test("FinalCrossing holds to the parent order's limit, and guesses nothing beyond it", () => {
  const market = marketOf(BOOK);
  const order = { side: BUY, quantity: 700, startNs: 1e9, endNs: 2e9, limit: 10e9 };
  const execution = run(market, order, slices([1, 2], [0]), idle);
  assertEquals(fillsOf(execution, market), [[2, "XNAS", 10, 100, "crossed"]]);
  assertEquals(execution.unfilled, 600);
});

Deno.test("FinalCrossing sees only live quotes", () => {
  const ghost = [quote(0, XNAS, [9.99, 30], [10, 100]), quote(0.5, XNYS, [10.05, 20], [10.06, 200])];
  assertEquals(crossed(ghost, 100), [["XNYS", 10.06, 100, "crossed"]]);
});

Deno.test("FinalCrossing reaches all venues when the slowest is reached", () => {
  const market = marketOf([...BOOK, quote(2.5, XNAS, [9.99, 30], [10.03, 100])]);
  const order = { side: BUY, quantity: 300, startNs: 1e9, endNs: 2e9 };
  const execution = run(market, order, slices([1, 2], [0]), idle, { latencyNs: [1e6, 5e8] });
  assertEquals(fillsOf(execution, market), [
    [2.5, "XNYS", 10.01, 200, "crossed"],
    [2.5, "XNAS", 10.03, 100, "crossed"],
  ]);
});
