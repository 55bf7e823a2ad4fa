/**
 * What holds of every order on every tape, whatever the strategy.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { BEYOND, CROSSED, RESTED, TAKEN, UNWOUND } from "../../src/execution/fill_log.ts";
import type { Market } from "../../src/execution/market.ts";
import type { Placement } from "../../src/execution/strategy.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { type Execution, type MarketRules, Simulator } from "../../src/execution/simulator.ts";
import { type Random, randomInt, seededRandom } from "../../src/market/random.ts";
import { opposite } from "../../src/market/side.ts";
import type { Tape } from "../../src/market/tape.ts";
import { seeds } from "../_seeds.ts";
import { forSeeds } from "../_tapes.ts";
import {
  changed,
  fillsOf,
  marketOn,
  mirrored,
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

/** An order on a tape, and all that it takes to repeat it elsewhere. */
interface Case {
  readonly tape: Tape;
  readonly options: ReturnType<typeof randomOptions>;
  readonly market: Market;
  readonly rules: MarketRules;
  readonly order: ParentOrder;
  run(
    market?: Market,
    order?: ParentOrder,
    spy?: (placement: Placement) => Placement,
  ): Execution;
}

const SYMMETRIC_FEE = 0.003;

function randomCase(random: Random, seed: number): Case {
  const waits = random() < 0.4;
  const tape = waits ? queueTape(random) : randomMarketTape(random);
  const options = randomOptions(random);
  const fees = { takeFee: SYMMETRIC_FEE, addFee: -0.002 };
  const market = marketOn(tape, { ...options, ...fees });
  const rules = rulesOf(market, randomRun(market, random));
  const schedule = randomSchedule(random);
  const order = randomParent(tape, random);
  const draw = () => {
    const drawn = (waits ? patientPlacement : randomPlacement)(seededRandom(seed));
    return market.live.beforeTrades ? withoutRests(drawn) : drawn;
  };
  return {
    tape,
    options: { ...options, ...fees },
    market,
    rules,
    order,
    run: (on = market, what = order, spy = (placement) => placement) =>
      new Simulator(on, rules).run(what, { schedule, placement: spy(draw()) }),
  };
}

const SEEDS = seeds(25, 500);

Deno.test("Simulator accounts for every share", () => {
  forSeeds(1, SEEDS, (random, seed) => {
    const { run, order, rules } = randomCase(random, seed);
    const { fills, unfilled } = run();
    assertEquals(fills.sharesFilled + unfilled, order.quantity);
    let sum = 0;
    for (let i = 0; i < fills.length; i++) {
      const [shares, kind] = [fills.shares[i]!, fills.kind[i]!];
      sum += shares;
      assert(Number.isInteger(shares) && shares !== 0);
      // So that cash is exact, to 1e-9 dollars.
      assert(Number.isSafeInteger(fills.price[i]!) && Number.isSafeInteger(fills.fee[i]!));
      assert(shares > 0 || kind === UNWOUND || kind === BEYOND);
      assert(kind === TAKEN || kind === RESTED || fills.timeNs[i]! >= order.endNs);
      assert(i === 0 || fills.timeNs[i - 1]! <= fills.timeNs[i]!, "in order of time");
    }
    assertEquals(sum, fills.sharesFilled);
    const priced = [...fills.kind.subarray(0, fills.length)].some((kind) =>
      kind !== TAKEN && kind !== RESTED
    );
    assert(!priced || rules.residual === "cross" || sum === order.quantity);
  });
});

Deno.test("Simulator takes from no quote more than it displays", () => {
  forSeeds(1, SEEDS, (random, seed) => {
    const { run, market, order } = randomCase(random, seed);
    const { fills } = run();
    const sold = new Map<string, number>();
    for (let i = 0; i < fills.length; i++) {
      const kind = fills.kind[i]!;
      if (kind === RESTED || kind === BEYOND) continue;
      const side = kind === UNWOUND ? opposite(order.side) : order.side;
      const [venue, timeNs] = [fills.venue[i]!, fills.timeNs[i]!];
      const row = market.liveRow(venue, market.rowsThrough(timeNs), timeNs);
      assertEquals(fills.price[i], market.farPrice(row, side));
      const before = sold.get(`${row} ${side}`) ?? 0;
      sold.set(`${row} ${side}`, before + Math.abs(fills.shares[i]!));
      assert(before + Math.abs(fills.shares[i]!) <= market.farSize(row, side));
    }
  });
});

Deno.test("Simulator fills at no better price than the touch, unless it rested", () => {
  forSeeds(1, SEEDS, (random, seed) => {
    const { run, order } = randomCase(random, seed);
    const { fills } = run();
    for (let i = 0; i < fills.length; i++) {
      if (fills.kind[i] === RESTED) continue;
      const side = fills.shares[i]! < 0 ? opposite(order.side) : order.side;
      const worse = side * (fills.price[i]! - fills.touch[i]!);
      assert(fills.kind[i] === BEYOND ? worse > 0 : worse >= 0, `${fills.price[i]} at ${fills.touch[i]}`);
    }
  });
});

Deno.test("Simulator fills what rests for no more than is printed and freshly displayed opposite", () => {
  forSeeds(1, SEEDS, (random, seed) => {
    const { run, market, order } = randomCase(random, seed);
    const { columns } = market.tape;
    const { fills } = run();
    const byRow = new Map<string, number>();
    for (let i = 0; i < fills.length; i++) {
      if (fills.kind[i] !== RESTED) continue;
      const key = `${fills.timeNs[i]} ${fills.venue[i]}`;
      byRow.set(key, (byRow.get(key) ?? 0) + fills.shares[i]!);
    }
    for (const [key, shares] of byRow) {
      const [timeNs, venue] = key.split(" ").map(Number) as [number, number];
      let printed = 0;
      let displayed = 0;
      for (let row = market.rowsThrough(timeNs - 1); row < market.rowsThrough(timeNs); row++) {
        if (market.venues.of(columns.publisher[row]!) !== venue) continue;
        if (market.live.printRow.includes(row)) printed += columns.size[row]!;
        if (market.live.quoteRow.includes(row)) displayed += market.farSize(row, order.side);
      }
      assert(shares <= printed + displayed, `${shares} of ${printed} and ${displayed}`);
    }
  });
});

/** The tape with other times, prices and sizes from row `cut` on; who and what the rows are stays. */
function perturbedFrom(
  tape: Tape,
  cut: number,
  clockNs: Float64Array,
  resolutionNs: number,
  random: Random,
): Tape {
  const fromNs = clockNs[cut]!;
  const endNs = clockNs.at(-1)!;
  const times = Array.from(
    { length: tape.length - cut },
    () => fromNs + Math.floor(random() * (endNs - fromNs) / resolutionNs) * resolutionNs,
  );
  times.sort((a, b) => a - b);
  times[times.length - 1] = endNs;
  return changed(tape, (columns, row) => {
    if (row < cut) return;
    columns.tsEventNs[row] = columns.tsRecvNs[row] = times[row - cut]!;
    for (const name of ["price", "bidPx", "askPx"] as const) {
      if (random() < 0.5) columns[name][row]! += 1e7 * (randomInt(random, 5) - 2);
    }
    for (const name of ["size", "bidSz", "askSz"] as const) {
      if (random() < 0.5) columns[name][row] = randomInt(random, 500);
    }
  });
}

Deno.test("Simulator decides and fills until a moment as if the rest of the tape were another", () => {
  let compared = 0;
  forSeeds(1, 2 * SEEDS, (random, seed) => {
    const { run, market, options } = randomCase(random, seed);
    const { clockNs, resolutionNs } = market.live;
    const cut = randomInt(random, market.tape.length);
    const other = marketOn(perturbedFrom(market.tape, cut, clockNs, resolutionNs, random), options);
    // What a whole tape is like, whose quotes expire and whether, is known beforehand.
    const known = (
      { live }: Market,
    ) => [live.maxAgeNs, live.resolutionNs, live.referenceVenue, live.beforeTrades];
    if (JSON.stringify(known(market)) !== JSON.stringify(known(other))) return;
    compared++;
    const seen: string[][] = [];
    const [first, second] = [market, other].map((on) => {
      const decisions: string[] = [];
      seen.push(decisions);
      const execution = run(on, undefined, (placement) => ({
        ...placement,
        place(decision, orders) {
          placement.place(decision, orders);
          const { market: _, ...known } = decision;
          if (decision.nowNs <= clockNs[cut]!) decisions.push(JSON.stringify([known, orders]));
        },
      }));
      const { mid, touch, timeNs } = execution.fills;
      return fillsOf(execution, on).map((fill, i) => [...fill, mid[i], touch[i]])
        .filter((_, i) => timeNs[i]! < clockNs[cut]!);
    });
    assertEquals(first, second);
    assertEquals(seen[0], seen[1]);
  });
  assert(compared > SEEDS, `${compared}`);
});

Deno.test("Simulator buys on a tape as it sells on the mirrored one", () => {
  const around = 100e9;
  forSeeds(1, SEEDS, (random, seed) => {
    const { run, tape, market, order, options } = randomCase(random, seed);
    const there = run();
    const fills = (execution: Execution, price: (units: number) => number) =>
      fillsOf(execution, market).map(([at, venue, , shares, kind], i) => [
        at,
        venue,
        shares,
        kind,
        price(execution.fills.price[i]!),
        price(execution.fills.mid[i]!),
        price(execution.fills.touch[i]!),
        execution.fills.fee[i],
      ]);
    const mirror = { ...order, side: opposite(order.side), limit: order.limit && 2 * around - order.limit };
    const back = run(marketOn(mirrored(tape, around), options), mirror);
    assertEquals(fills(back, (units) => 2 * around - units), fills(there, (units) => units));
    assertEquals([back.arrivalMid, back.endMid], [2 * around - there.arrivalMid, 2 * around - there.endMid]);
    assertEquals(back.decisions, there.decisions);
  });
});

Deno.test("Simulator crosses every share that it does not fill, at the end and once", () => {
  forSeeds(1, SEEDS, (random, seed) => {
    const { run, rules } = randomCase(random, seed);
    const { fills } = run();
    const ends = new Set<number>();
    for (let i = 0; i < fills.length; i++) {
      if ([CROSSED, BEYOND, UNWOUND].includes(fills.kind[i]!)) ends.add(fills.timeNs[i]!);
    }
    assert(ends.size <= 1);
    assert(rules.residual === "cross" || ![...fills.kind.subarray(0, fills.length)].includes(CROSSED));
  });
});
