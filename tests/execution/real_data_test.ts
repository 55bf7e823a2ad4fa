/** Market rules on real days. The data is not part of the project: without it these tests are ignored. */

import { assert, assertEquals } from "@std/assert";
import { Market } from "../../src/execution/market.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { Book } from "../../src/market/book.ts";
import { hasPrice } from "../../src/market/price.ts";
import { seededRandom } from "../../src/market/random.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { ACTION_TRADE, sortByReceipt, type Tape } from "../../src/market/tape.ts";
import { parseTimeBound } from "../../src/market/time.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { US_EQUITY_FEES_CSV } from "../../src/market/us_equity_fees.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { randomPlacement, randomSchedule, rulesOf, withoutRests } from "./_market.ts";
import { ReferenceMarket, simulateReference } from "./_reference.ts";
import { assertSame } from "./_same.ts";
import { AAPL, DBEQ, FOLDER, TAQ, testWith } from "./_real_data.ts";
import { IS_LONG, seeds } from "../_seeds.ts";

async function tapeOf(file: string, [from, to]: readonly string[], symbol?: string): Promise<Tape> {
  const bound = (text: string | undefined) => text === undefined ? undefined : parseTimeBound(text);
  return sortByReceipt(await openTape(FOLDER + file, { from: bound(from), to: bound(to), symbol }));
}

const FEES = FeeSchedule.parse(US_EQUITY_FEES_CSV, "fees");
const PRIMARY = 9;

/** Root mean square of how far a mid is from the primary exchange's own, bps. */
class Distance {
  #sum = 0;
  #count = 0;

  add(mid: number, own: number): void {
    if (!hasPrice(mid) || !hasPrice(own)) return;
    this.#sum += ((mid - own) / own * 1e4) ** 2;
    this.#count++;
  }

  get bps(): number {
    return Math.sqrt(this.#sum / this.#count);
  }
}

testWith(
  TAQ,
  "Market keeps the mid of the TAQ day near the primary exchange's, where carried books cross",
  async () => {
    const tape = await tapeOf(TAQ, ["14:30:00", "21:00:00"]);
    const market = new Market(tape, FEES, {});
    const { clockNs, survey, referenceVenue, maxAgeNs } = market.live;
    const primary = market.venues.of(PRIMARY);
    assertEquals([market.venues.names[referenceVenue], maxAgeNs[0]], ["XNYS", 1e9]);
    const atQuotes = { live: new Distance(), carried: new Distance() };
    const inTime = { live: new Distance(), carried: new Distance() };
    const carried = new Book(market.venues.count);
    const stepNs = 1e8;
    let sampleNs = NaN;
    let crossed = 0;
    let samples = 0;
    for (let row = 0; row < tape.length; row++) {
      for (; sampleNs <= clockNs[row]!; sampleNs += stepNs) {
        const own = (carried.bidPx[primary]! + carried.askPx[primary]!) / 2;
        inTime.live.add(market.midOf(market.touchEntry(row, sampleNs)), own);
        inTime.carried.add((carried.bestBid() + carried.bestAsk()) / 2, own);
        samples++;
        if (carried.cross() === "crossed") crossed++;
      }
      const venue = market.venues.of(tape.columns.publisher[row]!);
      if (venue < 0 || tape.columns.action[row] === ACTION_TRADE) continue;
      carried.commit(tape, row, venue);
      if (venue !== primary) continue;
      if (!hasPrice(sampleNs)) sampleNs = clockNs[row]! + stepNs;
      const own = (carried.bidPx[primary]! + carried.askPx[primary]!) / 2;
      atQuotes.live.add(market.midOf(market.touchEntry(row + 1, clockNs[row]!)), own);
      atQuotes.carried.add((carried.bestBid() + carried.bestAsk()) / 2, own);
    }
    // More than half of the time, whether summed up or sampled.
    assert(
      survey.carriedCrossed > 0.5 && crossed / samples > 0.5,
      `${survey.carriedCrossed}, ${crossed / samples}`,
    );
    assertEquals(survey.crossed, 0);
    // Over time and, where more happens, at the primary's own quotes.
    assert(inTime.live.bps < 0.3, `${inTime.live.bps}`);
    assert(atQuotes.live.bps < 0.6, `${atQuotes.live.bps}`);
    assert(
      inTime.carried.bps > 4 && atQuotes.carried.bps > 4,
      `${inTime.carried.bps}, ${atQuotes.carried.bps}`,
    );
  },
);

// The reference walks all rows anew at each, so that half of them take a quarter of the time.
const WINDOWS = [
  { file: TAQ, window: ["14:29:58", "14:30:20"] },
  { file: TAQ, window: ["19:10:00", IS_LONG ? "19:12:30" : "19:10:30"] },
  { file: DBEQ, window: ["13:30:00", "13:33:00"], symbol: "RIOT" },
  { file: AAPL, window: ["12:00:00", IS_LONG ? "12:08:00" : "12:03:00"] },
];

for (const { file, window, symbol } of WINDOWS) {
  const which = `${file}${symbol ? ` ${symbol}` : ""} from ${window.join(" to ")}`;
  testWith(file, `Simulator agrees with the plain reference on ${which}`, async () => {
    const tape = await tapeOf(file, window, symbol);
    assert(tape.length > 100 && tape.length < 1500, `${tape.length} rows`);
    const market = new Market(tape, FEES, {});
    const reference = new ReferenceMarket(tape, {});
    const { clockNs, beforeTrades } = market.live;
    const [firstNs, lastNs] = [clockNs[0]!, clockNs.at(-1)!];
    for (let seed = 1; seed <= seeds(2, 6); seed++) {
      const random = seededRandom(seed);
      const rules = rulesOf(market, { latencyNs: random() < 0.5 ? 500_000 : 2e6 });
      const schedule = randomSchedule(random);
      const startNs = Math.round(firstNs + random() * 0.5 * (lastNs - firstNs));
      const order = {
        side: seed % 2 === 0 ? BUY : SELL,
        quantity: 300 * seed,
        startNs,
        endNs: lastNs,
      } as const;
      const strategy = () => {
        const placement = randomPlacement(seededRandom(seed));
        return { schedule, placement: beforeTrades ? withoutRests(placement) : placement };
      };
      const execution = new Simulator(market, rules).run(order, strategy());
      assertSame(
        execution,
        simulateReference(reference, order, strategy(), {
          ...rules,
          latencyNs: [...rules.latencyNs],
          takeFee: [...market.fees.takeFee],
          addRebate: [...market.fees.addRebate],
        }),
        market,
      );
    }
  });
}
