import { assertEquals, assertThrows } from "@std/assert";
import { SnapshotMarket, surveySnapshots } from "../../src/trial/market.ts";
import { DataError } from "../../src/market/data_error.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { ARCX, tapeOf, threeVenues, XNAS, XNYS } from "../_tapes.ts";
import { marketOf } from "./_market.ts";

Deno.test("SnapshotMarket.offers() shows asks to a buy and bids to a sell, and follows the book", async () => {
  const market = marketOf(await threeVenues());
  const snapshots = market.snapshots();
  const asks = market.offers(snapshots.book, BUY);
  const bids = market.offers(snapshots.book, SELL);
  snapshots.next();
  assertEquals([...asks.price], [10.01e9, NaN, NaN]);
  assertEquals([...bids.size], [300, 0, 0]);
  snapshots.next();
  assertEquals([...asks.price], [10.01e9, 10e9, NaN]);
  assertEquals([...bids.price], [9.99e9, 9.98e9, NaN]);
});

Deno.test("SnapshotMarket charges each venue by the day of the tape, and names what it assumed", () => {
  const tape = tapeOf([0, XNAS, null, [10, 100]], [1, XNYS, null, [10, 100]], [2, 12, null, [10, 100]]);
  const csv = "venue,from,add,take,source\n" +
    "XNAS,2024-07-31,-0.002,0.003,a\nXNAS,2024-08-01,-0.001,0.0025,b\nXNYS,2024-08-02,0.001,-0.0002,c\n";
  const { fees, venues } = new SnapshotMarket(tape, FeeSchedule.parse(csv, "fees"), {});
  assertEquals(venues.names, ["XNAS", "XNYS", "XCHI"]);
  assertEquals([...fees.takeFee], [2.5e6, -0.2e6, 3e6]);
  assertEquals([...fees.addRebate], [1e6, -1e6, 0]);
  assertEquals([fees.assumed, fees.extrapolated], [["XCHI"], ["XNYS"]]);
});

Deno.test("surveySnapshots() counts snapshots and states, and finds the arrival mid", () => {
  const tape = tapeOf(
    [5, XNAS, null, [10.01, 100]],
    [6, XNYS, [10, 100], null],
    [7, XNYS, [10.01, 100], null],
    [8, ARCX, [10.02, 100], null],
    [9, ARCX, [9, 100], null, false],
    [9, ARCX, [10, 100], null],
  );
  assertEquals(surveySnapshots(marketOf(tape)), {
    count: 5,
    firstNs: 5e9,
    lastNs: 9e9,
    arrivalMid: 10.005e9,
    oneSided: 1,
    locked: 2,
    crossed: 1,
  });
});

Deno.test("surveySnapshots() counts crossed, locked and one-sided snapshots", () => {
  const tape = tapeOf(
    [0, XNAS, [9, 100], [10, 100]],
    [1, XNYS, [10, 100], [11, 100]],
    [2, XNYS, [11, 100], [12, 100]],
    [3, XNYS, null, [12, 100]],
    [4, XNAS, null, [10, 100]],
  );
  assertEquals(surveySnapshots(marketOf(tape)), {
    count: 5,
    firstNs: 0,
    lastNs: 4e9,
    arrivalMid: 9.5e9,
    oneSided: 1,
    locked: 1,
    crossed: 1,
  });
});

Deno.test("surveySnapshots() knows no arrival mid of a one-sided tape", () => {
  const { arrivalMid, oneSided } = surveySnapshots(marketOf(tapeOf([0, XNAS, null, [10, 100]])));
  assertEquals([arrivalMid, oneSided], [NaN, 1]);
});

Deno.test("surveySnapshots() and SnapshotMarket refuse a market without snapshots or venues", () => {
  const tape = tapeOf([0, XNAS, null, [10, 100]]);
  assertThrows(() => surveySnapshots(marketOf(tape, { limit: 0 })), DataError, "no snapshot");
  assertThrows(() => marketOf(tapeOf([0, 17, null, [10, 100]])), DataError, "no venue");
});
