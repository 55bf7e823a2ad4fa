/**
 * The trial's rules on real days, against published figures and the plain reference. The data is not
 * part of the project: without it these tests are ignored.
 */

import { assertEquals } from "@std/assert";
import { trialCostOf } from "../../src/trial/cost.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { simulateSnapshots } from "../../src/trial/simulator.ts";
import { surveySnapshots } from "../../src/trial/market.ts";
import { cashToDollars } from "../../src/market/price.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { sortByEventTime, type Tape } from "../../src/market/tape.ts";
import { formatTime, parseTimeBound } from "../../src/market/time.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { assertSame, honestStrategies, marketOf } from "./_market.ts";
import {
  parseRows,
  parseTime,
  referenceBestQuote,
  referenceRouter,
  type ReferenceRow,
  referenceTwap,
  referenceVwap,
} from "../_reference.ts";
import { AAPL, DBEQ, FOLDER, gunzippedText, TAQ, testWith } from "../execution/_real_data.ts";
import { IS_LONG, seeds } from "../_seeds.ts";

const tapes = new Map<string, Promise<Tape>>();

/** A file's tape, or a window of it from one time of day to another, read once. */
function tapeOf(file: string, window?: string[], symbol?: string): Promise<Tape> {
  const key = `${file} ${window} ${symbol}`;
  return tapes.get(key) ?? tapes.set(key, readTape(file, window, symbol)).get(key)!;
}

async function readTape(file: string, window?: string[], symbol?: string): Promise<Tape> {
  const [from, to] = window ?? [];
  const bound = (text: string | undefined) => text === undefined ? undefined : parseTimeBound(text);
  return sortByEventTime(await openTape(FOLDER + file, { from: bound(from), to: bound(to), symbol }));
}

/** A file's rows for the reference. */
async function referenceRowsOf({ file, symbol, window }: Day): Promise<ReferenceRow[]> {
  return parseRows(await gunzippedText(FOLDER + file), symbol, window);
}

const INTERVAL_NS = 60e9;

testWith(TAQ, "simulateSnapshots() gives the trial's figures for the TAQ day", async () => {
  const run = (strategy: string, tape: Tape) => {
    const market = marketOf(tape);
    const { firstNs, lastNs } = surveySnapshots(market);
    const order: ParentOrder = { side: BUY, quantity: 5000, startNs: firstNs, endNs: lastNs };
    const execution = simulateSnapshots(market, order, honestStrategies(INTERVAL_NS)[strategy]!);
    const { fills, residual, snapshots } = execution;
    const lastFill = formatTime(tape.originNs + BigInt(fills.timeNs[fills.length - 1]!)).slice(11, 23);
    assertEquals(residual.shares, 0);
    return { cash: cashToDollars(trialCostOf(execution, BUY).cashUnits), snapshots, lastFill };
  };
  const session = await tapeOf(TAQ, ["14:30:00", "21:00:00"]);
  const best = run("best quote", session);
  assertEquals([best.cash, best.snapshots], [791_972, 5]);
  const routed = run("router, waits", session);
  assertEquals([routed.cash, routed.lastFill], [791_783, "14:56:51.809"]);
  const day = await tapeOf(TAQ);
  assertEquals(run("best quote", day).cash, 794_281);
  const routedAllDay = run("router, waits", day);
  assertEquals([routedAllDay.cash, routedAllDay.lastFill], [792_000, "12:28:44.413"]);
});

interface Day {
  file: string;
  symbol?: string;
  quantities: number[];
  /** Times of day; the whole file if left out. */
  window?: [from: string, to: string];
}

// The reference takes its time: of the TAQ day, only the long run has all.
const DAYS: Day[] = [
  { file: TAQ, quantities: [5000, 777, 100_000], window: ["14:30:00", IS_LONG ? "21:00:00" : "15:00:00"] },
  { file: TAQ, quantities: [5000, 31_400], ...(IS_LONG ? {} : { window: ["12:00:00", "14:40:00"] }) },
  { file: DBEQ, symbol: "RIOT", quantities: [5000, 150, 40_000] },
  { file: AAPL, quantities: [5000, 250, 3] },
];

for (const [i, day] of DAYS.entries()) {
  const { file, symbol, quantities, window } = day;
  const which = `${file}${symbol ? ` ${symbol}` : ""}${window ? ` from ${window[0]} to ${window[1]}` : ""}`;
  testWith(file, `simulateSnapshots() agrees with the plain reference on ${which}`, async () => {
    const tape = await tapeOf(file, window, symbol);
    const market = marketOf(tape);
    const { originNs } = tape;
    const { firstNs, lastNs } = surveySnapshots(market);
    const date = formatTime(originNs).slice(0, 10);
    const [from, to] = window
      ? window.map((time) => parseTime(`${date}T${time}Z`)) as [bigint, bigint]
      : [originNs + BigInt(firstNs), originNs + BigInt(lastNs)];
    // The end of a window is no part of it; the last snapshot's time is.
    const rows = (await referenceRowsOf(day)).filter(({ at }) => at >= from && (!window || at < to));
    // One day is bought, the next sold; in the long run both.
    const sides = i % 2 === 0 ? [BUY, SELL] : [SELL, BUY];
    for (const quantity of quantities.slice(0, seeds(1, quantities.length))) {
      for (const side of sides.slice(0, seeds(1, sides.length))) {
        const order = { side, quantity, startNs: Number(from - originNs), endNs: Number(to - originNs) };
        const plainOrder = { side: side === BUY ? "buy" : "sell", quantity, from, to } as const;
        const strategies = honestStrategies(INTERVAL_NS);
        const references = {
          "best quote": referenceBestQuote(rows, plainOrder),
          "router, waits": referenceRouter(rows, plainOrder),
          "twap": referenceTwap(rows, plainOrder, BigInt(INTERVAL_NS)),
          "vwap": referenceVwap(rows, plainOrder, BigInt(INTERVAL_NS)),
        };
        for (const [name, expected] of Object.entries(references)) {
          const execution = simulateSnapshots(market, order, strategies[name]!);
          assertSame(execution, expected, market, `${name}, ${plainOrder.side} ${quantity}`);
        }
      }
    }
  });
}
