import { assert, assertEquals, assertLess } from "@std/assert";
import { attributionOf, PARTS } from "../../src/analysis/attribution.ts";
import { BEYOND, CROSSED, TAKEN } from "../../src/execution/fill_log.ts";
import { Market } from "../../src/execution/market.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { type Execution, Simulator } from "../../src/execution/simulator.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { type Random, randomInt, seededRandom } from "../../src/market/random.ts";
import type { Side } from "../../src/market/side.ts";
import { ACTION_MODIFY, Tape, TapeBuilder } from "../../src/market/tape.ts";
import { databentoCsv } from "../../src/source/databento_csv_writer.ts";
import { generateTape } from "../../src/source/generated.ts";
import { bestQuote } from "../../src/strategy/placement/best_quote.ts";
import { sweep } from "../../src/strategy/placement/sweep.ts";
import { seeds } from "../_seeds.ts";
import { read } from "../source/csv/_csv.ts";

const PUBLISHERS = [2, 9, 43];
const TICK = 1e7;
const LEVELS = 4;
const FEE = 0.003;

const RULES = { latencyNs: 500_000, refreshNs: 1e9, queue: "risk-averse", residual: "cross" } as const;

/** A level of a book, as the brute force sees it. */
interface Level {
  readonly venue: number;
  readonly level: number;
  readonly price: number;
  readonly size: number;
}

/** A tape of one quote a venue, of up to four levels, some of them empty, and the levels that it displays. */
function bookTape(random: Random): { tape: Tape; levels: Record<Side, Level[]> } {
  const builder = new TapeBuilder(undefined, LEVELS);
  const levels: Record<Side, Level[]> = { 1: [], [-1]: [] };
  for (const [venue, publisher] of PUBLISHERS.entries()) {
    const row = builder.next();
    builder.columns.tsEventNs[row] = 1e9;
    builder.columns.publisher[row] = publisher;
    builder.columns.action[row] = ACTION_MODIFY;
    builder.columns.flags[row] = 128;
    let [bid, ask] = [100e9 - randomInt(random, 3) * TICK, 100.01e9 + randomInt(random, 3) * TICK];
    const shown = 1 + randomInt(random, LEVELS);
    for (let level = 0; level < shown; level++) {
      const [bidSize, askSize] = [100 * (1 + randomInt(random, 5)), 100 * (1 + randomInt(random, 5))];
      if (level === 0) {
        builder.columns.bidPx[row] = bid;
        builder.columns.askPx[row] = ask;
        builder.columns.bidSz[row] = bidSize;
        builder.columns.askSz[row] = askSize;
      } else {
        const entry = row * (LEVELS - 1) + level - 1;
        builder.depth!.bidPx[entry] = bid;
        builder.depth!.askPx[entry] = ask;
        builder.depth!.bidSz[entry] = bidSize;
        builder.depth!.askSz[entry] = askSize;
      }
      levels[1].push({ venue, level, price: ask, size: askSize });
      levels[-1].push({ venue, level, price: bid, size: bidSize });
      bid -= TICK * (1 + randomInt(random, 2));
      ask += TICK * (1 + randomInt(random, 2));
    }
  }
  return { tape: builder.finish({ originNs: 0n, symbol: "" }), levels };
}

function run(tape: Tape, order: ParentOrder, placement = sweep): Execution {
  const market = new Market(tape, FeeSchedule.flat(FEE, 0), {});
  const plan = {
    slices: 1,
    startNs: (slice: number) => slice === 0 ? order.startNs : order.endNs,
    target: () => order.quantity,
  };
  return new Simulator(market, RULES).run(order, {
    schedule: { name: "at once", begin: () => plan },
    placement,
  });
}

/** What a sweep of all levels takes, by price: the cheapest first. Fees are the same everywhere. */
function bruteForce(levels: readonly Level[], side: Side, quantity: number): Map<string, number> {
  const order = levels.toSorted((a, b) => side * (a.price - b.price));
  const taken = new Map<string, number>();
  let left = quantity;
  for (const { price, size } of order) {
    const shares = Math.min(left, size);
    if (shares > 0) taken.set(`${price}`, (taken.get(`${price}`) ?? 0) + shares);
    left -= shares;
  }
  return taken;
}

/** Shares by price of the fills of some kinds. */
function byPrice({ fills }: Execution, kinds: readonly number[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (let i = 0; i < fills.length; i++) {
    if (!kinds.includes(fills.kind[i]!)) continue;
    const price = `${fills.price[i]}`;
    shares.set(price, (shares.get(price) ?? 0) + fills.shares[i]!);
  }
  return shares;
}

function sorted(map: Map<string, number>): [string, number][] {
  return [...map].toSorted(([a], [b]) => Number(a) - Number(b));
}

Deno.test("a sweep, and the final crossing, take what brute force takes of all levels", () => {
  for (let seed = 1; seed <= seeds(40, 5000); seed++) {
    const random = seededRandom(seed);
    const { tape, levels } = bookTape(random);
    const side: Side = random() < 0.5 ? 1 : -1;
    const displayed = levels[side].reduce((sum, { size }) => sum + size, 0);
    const quantity = 100 * (1 + randomInt(random, displayed / 100 + 5));
    const order = { side, quantity, startNs: 2e9, endNs: 3e9 };
    const expected = sorted(bruteForce(levels[side], side, quantity));
    assertEquals(sorted(byPrice(run(tape, order), [TAKEN])), expected, `seed ${seed}`);
    // Nothing taken before: all of it is crossed at the end.
    const idle = { ...sweep, place: () => {} };
    const crossed = run(tape, order, idle);
    assertEquals(sorted(byPrice(crossed, [CROSSED])), expected, `seed ${seed}, crossing`);
    const beyond = byPrice(crossed, [BEYOND]);
    const sum = [...beyond.values()].reduce((all, shares) => all + shares, 0);
    assertEquals(sum, Math.max(0, quantity - displayed), `seed ${seed}, beyond`);
    // What nobody displayed is dearer than all that somebody did.
    const worst = Math.max(...levels[side].map(({ price }) => side * price));
    for (const price of beyond.keys()) {
      assert(side * Number(price) > worst, `seed ${seed}: beyond at ${price}`);
    }
  }
});

Deno.test("going from venue to venue, an order takes each level once, and never what it took before", () => {
  for (let seed = 1; seed <= seeds(30, 1000); seed++) {
    const random = seededRandom(seed);
    const { tape, levels } = bookTape(random);
    const displayed = levels[1].reduce((sum, { size }) => sum + size, 0);
    const order = { side: 1, quantity: displayed, startNs: 2e9, endNs: 3e9 } as const;
    const { fills } = run(tape, order, bestQuote);
    const taken = new Map<string, number>();
    for (let i = 0; i < fills.length; i++) {
      const key = `${fills.venue[i]} ${fills.price[i]}`;
      taken.set(key, (taken.get(key) ?? 0) + fills.shares[i]!);
    }
    for (const { venue, price, size } of levels[1]) {
      assertEquals(taken.get(`${venue} ${price}`), size, `seed ${seed}: venue ${venue} at ${price}`);
    }
  }
});

Deno.test("a limit ends the walk, and a tape of one level knows no more", () => {
  const { tape, levels } = bookTape(seededRandom(7));
  const prices = levels[1].map(({ price }) => price).toSorted((a, b) => a - b);
  const limit = prices[Math.floor(prices.length / 2)]!;
  const order = { side: 1, quantity: 100_000, startNs: 2e9, endNs: 3e9, limit } as const;
  const within = levels[1].filter(({ price }) => price <= limit).reduce((sum, { size }) => sum + size, 0);
  const { fills, unfilled } = run(tape, order);
  assertEquals([fills.sharesFilled, unfilled], [within, 100_000 - within]);
  const { columns, originNs, symbol } = tape;
  const flat = run(new Tape(columns, { originNs, symbol }), {
    side: 1,
    quantity: 100_000,
    startNs: 2e9,
    endNs: 3e9,
  });
  const touch = levels[1].filter(({ level }) => level === 0).reduce((sum, { size }) => sum + size, 0);
  assertEquals([...byPrice(flat, [TAKEN]).values()].reduce((a, b) => a + b), touch);
});

Deno.test("with depth, less is beyond what is displayed, and the parts sum to the shortfall still", async () => {
  const generated = generateTape({ durationSeconds: 30, venues: 3, seed: 5 });
  const parts = [...databentoCsv(generated, { layout: "mbp-10" })];
  const csv = new Uint8Array(await new Blob(parts).arrayBuffer());
  const beyond: number[] = [];
  for (const levels of [1, 3, 10]) {
    const tape = await read(csv, { levels, order: "receipt" });
    let shares = 0;
    for (const side of [1, -1] as const) {
      const startNs = tape.columns.tsRecvNs[Math.floor(tape.length / 2)]!;
      const order = { side, quantity: 40_000, startNs, endNs: startNs + 5e9 };
      const execution = run(tape, order);
      shares += [...byPrice(execution, [BEYOND]).values()].reduce((sum, count) => sum + count, 0);
      const attribution = attributionOf(execution)!;
      const sum = PARTS.reduce((all, part) => all + attribution.parts[part], 0n);
      assertEquals(sum, attribution.total, `levels ${levels}, side ${side}`);
    }
    beyond.push(shares);
  }
  assertLess(beyond[1]!, beyond[0]!);
  assertLess(beyond[2]!, beyond[1]!);
});

Deno.test("no level of a later row plays a part", async () => {
  const generated = generateTape({ durationSeconds: 10, venues: 3, seed: 6 });
  const csv = new Uint8Array(
    await new Blob([...databentoCsv(generated, { layout: "mbp-10" })]).arrayBuffer(),
  );
  const tape = await read(csv, { levels: 10, order: "receipt" });
  const { tsRecvNs } = tape.columns;
  const startNs = tsRecvNs[Math.floor(tape.length / 2)]!;
  const order = { side: 1, quantity: 20_000, startNs, endNs: startNs + 1e9 } as const;
  const fillsOf = () => {
    const { fills } = run(tape, order);
    return [fills.timeNs, fills.price, fills.shares].map((column) => [...column.subarray(0, fills.length)]);
  };
  const before = fillsOf();
  const lastNs = Math.max(...before[0]!);
  const depth = tape.depth!;
  for (let row = 0; row < tape.length; row++) {
    if (tsRecvNs[row]! <= lastNs) continue;
    depth.askSz.fill(1_000_000, row * depth.levels, (row + 1) * depth.levels);
  }
  assertEquals(fillsOf(), before);
  // The book that the order met does play one.
  depth.askSz.fill(1_000_000);
  assert(fillsOf()[1]!.length < before[1]!.length);
});
