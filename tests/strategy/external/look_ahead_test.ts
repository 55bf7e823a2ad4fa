// No router sees anything later than its decision: not by the market it is handed, and not by other ways either.
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Market } from "../../../src/execution/market.ts";
import { FeeSchedule } from "../../../src/market/fee_schedule.ts";
import { sortByReceipt } from "../../../src/market/tape.ts";
import { type PastMarket, pastOf } from "../../../src/strategy/external/past_market.ts";
import { seeds } from "../../_seeds.ts";
import { forSeeds, perturbedFrom, randomTape } from "../../_tapes.ts";
import { faultOf } from "./_routers.ts";

const BY_ROW = ["timeNs", "venue", "action", "price", "size", "bid", "bidSize", "ask", "askSize"] as const;

function marketOf(tape: Parameters<typeof sortByReceipt>[0]): Market {
  return new Market(sortByReceipt(tape), FeeSchedule.flat(0.003, 0.002), {
    // What a whole tape is like decides these otherwise, before any order.
    maxQuoteAgeNs: 2e9,
    referenceVenue: 0,
  });
}

/** All that a view shows until now. */
function shownBy(past: PastMarket): number[] {
  const shown = [past.rows, past.nowNs];
  for (let row = 0; row < past.rows; row++) shown.push(...BY_ROW.map((column) => past[column](row)));
  const firstNs = past.rows > 0 ? past.timeNs(0) : past.nowNs;
  for (let part = 0; part <= 8; part++) {
    const timeNs = firstNs + (past.nowNs - firstNs) * part / 8;
    shown.push(past.bestBid(timeNs), past.bestAsk(timeNs), past.printed(firstNs, timeNs));
  }
  return shown;
}

Deno.test("the past shows rows as the tape has them, and throws for all others", () => {
  forSeeds(1, seeds(12, 300), (random) => {
    const market = marketOf(randomTape(random));
    const { market: past, moveTo, trespass } = pastOf(market);
    const length = market.tape.length;
    const nowNs = market.live.clockNs[Math.floor(random() * length)]!;
    const rows = market.rowsBefore(nowNs);
    moveTo(rows, nowNs);
    assertEquals([past.rows, past.nowNs], [rows, nowNs]);
    for (let row = 0; row < rows; row++) {
      assertEquals(past.timeNs(row), market.live.clockNs[row]);
      assertEquals(past.price(row), market.tape.columns.price[row]);
      assertEquals([past.bid(row), past.askSize(row)], [market.live.bidPx[row], market.live.askSz[row]]);
    }
    assertEquals(trespass(), undefined);
    for (const column of BY_ROW) {
      for (const row of [rows, rows + 1, length, -1, 0.5, NaN, Infinity]) {
        assertThrows(() => past[column](row), RangeError, "looked at row");
      }
    }
    for (const timeNs of [nowNs + 1, Infinity, NaN]) {
      assertThrows(() => past.bestBid(timeNs), RangeError, "looked at the time");
      assertThrows(() => past.bestAsk(timeNs), RangeError);
      assertThrows(() => past.printed(0, timeNs), RangeError);
    }
    assertMatch(trespass()!, new RegExp(`looked at row ${rows}; it sees `));
  });
});

Deno.test("nothing that the past shows depends on what comes later", () => {
  let compared = 0;
  forSeeds(2, seeds(100, 3000), (random) => {
    const tape = randomTape(random);
    const market = marketOf(tape);
    const cut = Math.floor(random() * market.tape.length);
    const nowNs = market.live.clockNs[cut]!;
    const rows = market.rowsBefore(nowNs);
    const other = marketOf(perturbedFrom(market.tape, rows, random));
    if (market.live.resolutionNs !== other.live.resolutionNs) return;
    compared++;
    const [one, two] = [market, other].map((each) => {
      const past = pastOf(each);
      past.moveTo(rows, nowNs);
      return shownBy(past.market);
    });
    assertEquals(one, two);
  });
  assert(compared > 5, `${compared}`);
});

const CHEATS: readonly (readonly [name: string, code: string])[] = [
  ["asks for the row that comes next", "place({ market }) { market.bid(market.rows); }"],
  ["catches the error", "place({ market }) { try { market.ask(market.rows + 9); } catch {} }"],
  ["asks what the market will be", "place({ market, untilNs }) { market.bestBid(untilNs); }"],
  ["moves its own end", "place({ market }) { market.rows = 1e9; }"],
  ["replaces what it is handed", "place(decision) { decision.market.bid = () => 1; }"],
];

for (const [name, code] of CHEATS) {
  Deno.test(`a router that ${name} is a fault`, async () => {
    assertMatch(
      await faultOf(`export default { ${code} };`),
      /^mine\.js: order 0, decision 0: (looked at |threw TypeError: Cannot )/,
    );
  });
}

Deno.test("a router cannot listen to what sorlab's own code does with the language", async () => {
  // Each of these would see the tape's columns pass by, were it not refused.
  const taps = [
    `Object.defineProperty(Object.getPrototypeOf(Float64Array.prototype), "length", { get() { seen.push(this); } });`,
    "Float64Array.prototype.subarray = function () { seen.push(this); };",
    "Object.getPrototypeOf(Int8Array).prototype.set = function () { seen.push(this); };",
    `Object.defineProperty(Object.prototype, "live", { set(value) { seen.push(value); } });`,
    "Array.prototype.map = function () { seen.push(this); };",
    "Array.prototype[Symbol.iterator] = function () { seen.push(this); };",
    "Object.getPrototypeOf([].values()).next = function () { seen.push(this); };",
    "Function.prototype.call = function () { seen.push(this); };",
    "Map.prototype.get = function () { seen.push(this); };",
    "Math.min = function () { seen.push(arguments); };",
    "globalThis.Math = {};",
    "globalThis.Float64Array = class {};",
    "Atomics.add = function () {};",
    "Object.entries = function (value) { seen.push(value); };",
  ];
  for (const tap of taps) {
    const fault = await faultOf(`const seen = []; ${tap} export default { place() {} };`);
    assertMatch(fault, /^mine\.js: threw TypeError: /, tap);
  }
});

Deno.test("a router finds the language, a console, and nothing that reaches further", async () => {
  const code =
    `export default { place() { throw new Error(Object.getOwnPropertyNames(globalThis).join(" ")); } };`;
  const names = new Set((await faultOf(code)).split(" "));
  for (
    const name of [
      "Deno",
      "process",
      "fetch",
      "postMessage",
      "onmessage",
      "setTimeout",
      "Worker",
      "performance",
    ]
  ) {
    assert(!names.has(name), name);
  }
});
