import { assertEquals } from "@std/assert";
import { type Market, NO_QUOTE } from "../../src/execution/market.ts";
import type { Strategy } from "../../src/execution/strategy.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import type { LiveQuoteOptions } from "../../src/market/live_quotes.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import { seeds } from "../_seeds.ts";
import { forSeeds } from "../_tapes.ts";
import {
  marketOn,
  patientPlacement,
  queueTape,
  randomMarketTape,
  randomOptions,
  randomParent,
  randomPlacement,
  randomRun,
  randomSchedule,
  rulesOf,
  withoutRests,
} from "./_market.ts";
import { ReferenceMarket, simulateReference } from "./_reference.ts";
import { assertSame } from "./_same.ts";

function referenceOptions(market: Market, options: LiveQuoteOptions) {
  const { referenceVenue, ...rest } = options;
  return {
    ...rest,
    referenceVenue: referenceVenue === undefined ? undefined : market.venues.names[referenceVenue],
  };
}

Deno.test("Market agrees with the plain reference on which quotes live, on touch and mid, at any time", () => {
  forSeeds(1, seeds(3, 60), (random) => {
    const tape = randomMarketTape(random);
    const options = randomOptions(random);
    const market = marketOn(tape, options);
    const reference = new ReferenceMarket(tape, referenceOptions(market, options));
    const { live } = market;
    assertEquals(market.venues.names, reference.venues);
    assertEquals([live.beforeTrades, live.resolutionNs], [reference.isTbbo, reference.resolution]);
    assertEquals(market.venues.names[live.referenceVenue], reference.referenceVenue);
    assertEquals(live.survey.carriedCrossed.toFixed(12), reference.carriedCrossed.toFixed(12));
    assertEquals([...live.maxAgeNs], reference.venues.map((venue) => reference.maxAge.get(venue)!));
    const firstNs = live.clockNs[0]!;
    const lastNs = live.clockNs.at(-1)!;
    const queries = Array.from({ length: 20 }, () => firstNs + (random() * 1.4 - 0.2) * (lastNs - firstNs));
    for (const timeNs of [...queries, ...live.clockNs]) {
      for (const at of [timeNs, Math.round(timeNs), timeNs + 1, timeNs + 1e9]) {
        const before = market.rowsBefore(at);
        const through = market.rowsThrough(at);
        assertEquals([before, through], [reference.rowsBefore(at), reference.rowsThrough(at)]);
        assertEquals(market.arrivalNs(at), reference.arrival(at));
        for (const rows of [before, through]) {
          const book = reference.book(rows, at);
          for (const [venue, name] of reference.venues.entries()) {
            assertEquals(
              market.liveRow(venue, rows, at),
              book.get(name)?.row ?? NO_QUOTE,
              `${name} at ${at}`,
            );
          }
          const entry = market.touchEntry(rows, at);
          const known = reference.known(rows, at);
          assertEquals(market.midOf(entry), reference.best(book).mid ?? NaN, `mid at ${at}`);
          assertEquals(
            [market.lastMid(entry), market.lastTouchPrice(entry, 1), market.lastTouchPrice(entry, -1)],
            [known.mid, known.ask, known.bid],
            `known at ${at}`,
          );
        }
      }
    }
  });
});

/** Works one order after the other on one simulator, where nothing of the first must stay, and by the reference. */
function assertSameRuns(
  market: Market,
  reference: ReferenceMarket,
  rules: ReturnType<typeof rulesOf>,
  orders: readonly ParentOrder[],
  strategy: () => Strategy,
): void {
  const simulator = new Simulator(market, rules);
  for (const order of orders) {
    const execution = simulator.run(order, strategy());
    const expected = simulateReference(reference, order, strategy(), {
      ...rules,
      latencyNs: [...rules.latencyNs],
      takeFee: [...market.fees.takeFee],
      addRebate: [...market.fees.addRebate],
    });
    assertSame(execution, expected, market);
  }
}

const FEES = { takeFee: 0.003, addFee: -0.002 };

Deno.test("Simulator agrees with the plain reference to the share, price, time and mark", () => {
  forSeeds(1, seeds(10, 800), (random, seed) => {
    const tape = randomMarketTape(random);
    const options = randomOptions(random);
    const market = marketOn(tape, { ...options, ...FEES });
    const reference = new ReferenceMarket(tape, referenceOptions(market, options));
    const rules = rulesOf(market, randomRun(market, random));
    const schedule = randomSchedule(random);
    const orders = [randomParent(tape, random), randomParent(tape, random)];
    assertSameRuns(market, reference, rules, orders, () => {
      const placement = randomPlacement(seededRandom(seed));
      return { schedule, placement: market.live.beforeTrades ? withoutRests(placement) : placement };
    });
  });
});

Deno.test("Simulator agrees with the plain reference on orders that wait in queues", () => {
  forSeeds(1, seeds(5, 300), (random, seed) => {
    const tape = queueTape(random);
    const market = marketOn(tape, FEES);
    const reference = new ReferenceMarket(tape, {});
    const rules = rulesOf(market, { ...randomRun(market, random), latencyNs: randomInt(random, 1e6) });
    const schedule = randomSchedule(random);
    const orders = [randomParent(tape, random), randomParent(tape, random)];
    const strategy = () => ({ schedule, placement: patientPlacement(seededRandom(seed)) });
    assertSameRuns(market, reference, rules, orders, strategy);
  });
});
