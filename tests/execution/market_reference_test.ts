import { assertEquals } from "@std/assert";
import type { MarketExecution } from "../../src/execution/simulate_market.ts";
import type { LiveMarket } from "../../src/execution/live_market.ts";
import { BEYOND } from "../../src/execution/fill_log.ts";
import { MarketSimulator } from "../../src/execution/simulate_market.ts";
import type { LiveQuoteOptions } from "../../src/market/live_quotes.ts";
import { NO_QUOTE } from "../../src/execution/live_market.ts";
import { seededRandom } from "../../src/market/random.ts";
import { BUY } from "../../src/market/side.ts";
import { forSeeds } from "../_tapes.ts";
import {
  KINDS,
  marketOn,
  randomMarketTape,
  randomOptions,
  randomParent,
  randomPlacement,
  randomRun,
  randomSchedule,
  rulesOf,
} from "./_market.ts";
import { type Fill, ReferenceMarket, type Result, simulateReference } from "./_market_reference.ts";

function referenceOptions(market: LiveMarket, options: LiveQuoteOptions) {
  const { referenceVenue, ...rest } = options;
  return {
    ...rest,
    referenceVenue: referenceVenue === undefined ? undefined : market.venues.names[referenceVenue],
  };
}

Deno.test("LiveMarket agrees with the plain reference on which quotes live, on touch and mid, at any time", () => {
  forSeeds(1, 150, (random) => {
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
          const touch = market.touch(rows, at);
          const known = reference.known(rows, at);
          assertEquals(market.midOf(touch), reference.best(book).mid ?? NaN, `mid at ${at}`);
          assertEquals(
            [market.lastMid(touch), market.lastTouchPrice(touch, 1), market.lastTouchPrice(touch, -1)],
            [known.mid, known.ask, known.bid],
            `known at ${at}`,
          );
        }
      }
    }
  });
});

function plainFills({ fills }: MarketExecution, { venues }: LiveMarket): Fill[] {
  return Array.from({ length: fills.length }, (_, i) => ({
    at: fills.timeNs[i]!,
    venue: venues.names[fills.venue[i]!]!,
    price: fills.price[i]!,
    shares: fills.shares[i]!,
    fee: fills.fee[i]!,
    kind: KINDS[fills.kind[i]!]!,
    mid: fills.mid[i]!,
    touch: fills.touch[i]!,
  }));
}

/** In an order that does not depend on who is asked first at one time. */
function inOrder(fills: Fill[]): Fill[] {
  return fills.toSorted((a, b) =>
    a.at - b.at || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.venue.localeCompare(b.venue) ||
    a.price - b.price || a.shares - b.shares
  );
}

/** Shares beyond the displayed size may be cut into fills otherwise, for the same cash. */
function beyondOf(fills: Fill[]) {
  const beyond = fills.filter(({ kind }) => kind === "beyond");
  return {
    shares: beyond.reduce((sum, { shares }) => sum + shares, 0),
    cash: beyond.reduce((sum, { shares, price }) => sum + BigInt(shares) * BigInt(price), 0n),
    places: [...new Set(beyond.map(({ at, venue, fee, mid, touch }) => [at, venue, fee, mid, touch].join()))],
  };
}

function assertSame(execution: MarketExecution, expected: Result, market: LiveMarket): void {
  const fills = plainFills(execution, market);
  const known = ({ kind }: Fill) => kind !== "beyond";
  assertEquals(inOrder(fills.filter(known)), inOrder(expected.fills.filter(known)));
  assertEquals(beyondOf(fills), beyondOf(expected.fills));
  const { arrivalMid, endMid, unfilled, decisions, restsRefused } = execution;
  assertEquals(
    { arrivalMid, endMid, unfilled, decisions, restsRefused },
    {
      arrivalMid: expected.arrivalMid,
      endMid: expected.endMid,
      unfilled: expected.unfilled,
      decisions: expected.decisions,
      restsRefused: expected.restsRefused,
    },
  );
  const undefinedBeyond = execution.undefinedMids - expected.undefinedMids;
  assertEquals([0, fills.length - fills.filter(known).length].includes(undefinedBeyond), true);
}

const counts: Record<string, number> = {};

Deno.test("MarketSimulator agrees with the plain reference to the share, price, time and mark", () => {
  forSeeds(1, 2500, (random, seed) => {
    const tape = randomMarketTape(random);
    const options = randomOptions(random);
    const fees = { takeFee: 0.003, addFee: -0.002 };
    const market = marketOn(tape, { ...options, ...fees });
    const reference = new ReferenceMarket(tape, referenceOptions(market, options));
    const rules = rulesOf(market, randomRun(market, random));
    const simulator = new MarketSimulator(market, rules);
    const schedule = randomSchedule(random);
    // Two orders in a row: nothing of the first must stay.
    for (const order of [randomParent(tape, random), randomParent(tape, random)]) {
      const placement = () => {
        const drawn = randomPlacement(seededRandom(seed));
        return market.live.beforeTrades
          ? { ...drawn, rests: false, place: withoutRests(drawn.place) }
          : drawn;
      };
      const execution = simulator.run(order, { schedule, placement: placement() });
      const expected = simulateReference(reference, order, { schedule, placement: placement() }, {
        ...rules,
        latencyNs: [...rules.latencyNs],
        takeFee: [...market.fees.takeFee],
        addRebate: [...market.fees.addRebate],
      });
      assertSame(execution, expected, market);
      for (const { kind } of expected.fills) counts[kind] = (counts[kind] ?? 0) + 1;
    }
  });
  console.log(counts, BEYOND, BUY);
});

function withoutRests(place: ReturnType<typeof randomPlacement>["place"]): typeof place {
  return (decision, orders) => {
    place(decision, orders);
    orders.rest.fill(0);
  };
}
