p='tests/execution/_market.ts'
s=open(p).read()
a=s.index("/** A schedule of a few slices whose targets come")
s=s[:a]+'''/** A tape on which orders that rest have something to wait for: sizes come and go, and much is printed. */
export function queueTape(random: Random, rowCount = 150): Tape {
  const rows: Row[] = [];
  const venues = [XNAS, XNYS].slice(0, 1 + randomInt(random, 2)).map((publisher) => ({
    publisher,
    bidPx: AROUND,
    askPx: AROUND + TICK * (1 + randomInt(random, 2)),
    bidSz: 100,
    askSz: 100,
  }));
  const restless = pick(random, [0, 0.03, 0.1]);
  const gap = pick(random, [3e5, 3e6, 3e7]);
  let now = 1;
  for (let i = 0; i < rowCount; i++) {
    if (random() < 0.9) now += Math.floor(gap * random());
    const shown = pick(random, venues);
    const isPrint = i >= venues.length && random() < 0.5;
    if (i < venues.length) Object.assign(shown, venues[i]);
    else if (random() < restless) {
      const step = TICK * (random() < 0.5 ? 1 : -1);
      shown.bidPx += step;
      if (random() < 0.8) shown.askPx += step;
    }
    if (!isPrint) {
      shown.bidSz = 1 + randomInt(random, random() < 0.5 ? 60 : 300);
      shown.askSz = 1 + randomInt(random, random() < 0.5 ? 60 : 300);
    }
    const { bidPx, askPx } = shown;
    rows.push({
      tsEventNs: now,
      ...shown,
      ...(random() < 0.03 ? { bidPx: NaN, bidSz: 0 } : {}),
      ...(isPrint
        ? {
          action: ACTION_TRADE,
          price: pick(random, [bidPx, askPx, bidPx, askPx, bidPx - TICK, askPx + TICK, bidPx + TICK / 2]),
          size: 1 + randomInt(random, random() < 0.7 ? 60 : 600),
        }
        : {}),
    });
  }
  return tapeOf(rows);
}

'''+s[a:]
a=s.index("/** An order somewhere on, before or after the tape. */")
s=s[:a]+'''/** A placement that rests here and there, and takes too much, so that it is soon asked again. */
export function patientPlacement(random: Random): MarketPlacement {
  return placing(({ quantity, offers }, { take, rest }) => {
    let left = quantity;
    const send = (column: Float64Array, venue: number, shares: number) => {
      column[venue] = Math.min(left, shares);
      left -= column[venue]!;
    };
    for (let venue = 0; venue < offers.count; venue++) {
      if (random() < 0.7) send(rest, venue, 1 + randomInt(random, 150));
      if (random() < 0.7) send(take, venue, randomInt(random, offers.size[venue]! + 2));
    }
  }, { rests: true });
}

'''+s[a:]
open(p,'w').write(s)
p='tests/execution/market_reference_test.ts'
s=open(p).read()
a=s.index("const counts:")
s=s[:a]+'''/** Works one order after the other on one simulator, where nothing of the first must stay, and by the reference. */
function assertSameRuns(
  market: LiveMarket,
  reference: ReferenceMarket,
  rules: MarketRules,
  orders: readonly ParentOrder[],
  strategy: () => MarketStrategy,
): void {
  const simulator = new MarketSimulator(market, rules);
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

Deno.test("MarketSimulator agrees with the plain reference to the share, price, time and mark", () => {
  forSeeds(1, 800, (random, seed) => {
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

Deno.test("MarketSimulator agrees with the plain reference on orders that wait in queues", () => {
  forSeeds(1, 300, (random, seed) => {
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
'''
s=s.replace('import { BEYOND } from "../../src/execution/fill_log.ts";\nimport { MarketSimulator } from "../../src/execution/simulate_market.ts";\n','')
s=s.replace('''import type { MarketExecution } from "../../src/execution/simulate_market.ts";
import type { LiveMarket } from "../../src/execution/live_market.ts";
''','''import { type LiveMarket, NO_QUOTE } from "../../src/execution/live_market.ts";
import type { MarketStrategy } from "../../src/execution/market_strategy.ts";
import type { ParentOrder } from "../../src/execution/schedule.ts";
import { type MarketExecution, type MarketRules, MarketSimulator } from "../../src/execution/simulate_market.ts";
''')
s=s.replace('import { NO_QUOTE } from "../../src/execution/live_market.ts";\n','').replace('import { BUY } from "../../src/market/side.ts";\n','')
s=s.replace('import { seededRandom }','import { randomInt, seededRandom }').replace("  marketOn,\n","  marketOn,\n  patientPlacement,\n  queueTape,\n").replace("  rulesOf,\n","  rulesOf,\n  withoutRests,\n")
open(p,'w').write(s)
p='tests/execution/_market.ts'
s=open(p).read()
a=s.index("/** The same strategy again, as often"); b=s.index("/** A copy of a tape, row by row. */")
s=s[:a]+'''/** The placement, with nothing left to rest: for tapes that tell the book only before trades. */
export function withoutRests(placement: MarketPlacement): MarketPlacement {
  return {
    ...placement,
    rests: false,
    place(decision, orders) {
      placement.place(decision, orders);
      orders.rest.fill(0);
    },
  };
}

'''+s[b:]
s=s.replace("  MarketStrategy,\n","")
open(p,'w').write(s)
