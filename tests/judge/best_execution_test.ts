import { assertAlmostEquals, assertEquals } from "@std/assert";
import { FillLog, RESTED, TAKEN } from "../../src/execution/fill_log.ts";
import { BestExecution } from "../../src/judge/best_execution.ts";
import { FeeCheck } from "../../src/judge/fee_check.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { marketOf } from "../execution/_market.ts";
import { dollars, quote, XNAS, XNYS } from "../market/_rows.ts";

/** XNAS shows 10.02 to take, XNYS 10.03; a minute later the mid is 10.11. */
const MARKET = marketOf([
  quote(1, XNAS, [10, 500], [10.02, 500]),
  quote(1, XNYS, [9.99, 500], [10.03, 500]),
  quote(60, XNYS, [10.09, 500], [10.13, 500]),
  quote(60, XNAS, [10.1, 500], [10.12, 500]),
  quote(400, XNAS, [10.1, 500], [10.12, 500]),
]);
const [NASDAQ, NYSE] = [0, 1];

function added(
  fills: readonly (readonly [venue: number, price: number, shares: number, kind: number])[],
  side = BUY,
) {
  const best = new BestExecution(MARKET);
  const log = new FillLog();
  const touch = side === BUY ? 10.02 : 10;
  for (const [venue, price, shares, kind] of fills) {
    log.add(30e9, venue, dollars(price), shares, 0, kind, dollars(10.01), dollars(touch));
  }
  const order = { side, quantity: 1000, startNs: 10e9, endNs: 40e9 };
  const rest = { arrivalMid: 10e9, endMid: 10e9, unfilled: 0, decisions: 0, restsRefused: 0 };
  const counts = { undefinedMids: 0, doubtfulMids: 0, refused: new Float64Array(2) };
  // The market's first row is off exchange, three follow.
  best.add({ order, fills: log, ...rest, ...counts }, fills.map(() => 3));
  return best.finish();
}

Deno.test("BestExecution takes spreads and shares against the touch, by venue, kind and size", () => {
  const { cells, improvement, through } = added([
    [NASDAQ!, 10.02, 100, TAKEN],
    [NASDAQ!, 10.015, 300, TAKEN],
    [NYSE!, 10.03, 50, TAKEN],
    [NASDAQ!, 10, 600, RESTED],
  ]);
  assertEquals(
    cells.map((
      { venue, kind, size, fills, inside, at, outside },
    ) => [venue, kind, size, fills, inside, at, outside]),
    [
      [NASDAQ, "rested", "500-1999", 1, 600, 0, 0],
      [NASDAQ, "taken", "100-499", 2, 300, 100, 0],
      [NYSE, "taken", "1-99", 1, 0, 0, 50],
    ],
  );
  const [rested, taken, other] = cells;
  assertAlmostEquals(rested!.effective.mean!, -0.02);
  assertAlmostEquals(taken!.effective.mean!, (100 * 0.02 + 300 * 0.01) / 400);
  assertAlmostEquals(taken!.quoted.mean!, 0.02);
  assertAlmostEquals(other!.effective.mean!, 0.04);
  // 50 ms, 1 s and 15 s later the mid is the same; a minute later it has risen by ten cents.
  assertAlmostEquals(other!.realised[2]!.mean!, 0.04);
  assertAlmostEquals(other!.realised[3]!.mean!, 2 * (10.03 - 10.11));
  assertAlmostEquals(improvement.dollars, 300 * 0.005);
  assertEquals(improvement.shares, 300);
  assertEquals([through.fills, through.shares], [1, 50]);
  assertAlmostEquals(through.dollars, 50 * 0.01);
});

Deno.test("BestExecution does not call it through the touch where only the venue itself was better", () => {
  const { through } = added([[NASDAQ!, 10.025, 100, TAKEN], [NASDAQ!, 10.04, 100, TAKEN]]);
  // 10.025 at XNAS beats XNYS; of 10.04, XNYS would have saved a cent.
  assertEquals([through.fills, through.shares], [1, 100]);
  assertAlmostEquals(through.dollars, 1);
});

Deno.test("BestExecution sees sells from the other side", () => {
  const { cells, through } = added([[NYSE!, 9.99, 100, TAKEN]], SELL);
  assertAlmostEquals(cells[0]!.effective.mean!, 0.04);
  assertAlmostEquals(cells[0]!.realised[3]!.mean!, 2 * (10.11 - 9.99));
  assertAlmostEquals(through.dollars, 1);
});

Deno.test("FeeCheck adds up what was charged and what was due, by venue and kind", () => {
  const market = marketOf([quote(1, XNAS, [10, 1], [11, 1]), quote(1, XNYS, [10, 1], [11, 1])], {
    takeFee: 0.003,
    addFee: -0.002,
  });
  const check = new FeeCheck(market);
  check.add(NASDAQ!, TAKEN, 100, 3e6);
  check.add(NASDAQ!, RESTED, 100, -1e6);
  check.add(NYSE!, TAKEN, 100, NaN);
  const [nasdaq, nyse] = check.finish();
  assertAlmostEquals(nasdaq!.charged, 0.2);
  assertAlmostEquals(nasdaq!.due, 0.1);
  assertEquals([nasdaq!.fills, nasdaq!.differing], [2, 1]);
  assertEquals(nyse, { fills: 0, charged: 0, due: 0, differing: 0 });
});
