import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { Fingerprint } from "../../src/analysis/fingerprint.ts";
import { FillLog } from "../../src/execution/fill_log.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import { forSeeds } from "../_tapes.ts";
import { logOf, randomExecution } from "./_executions.ts";
import { seeds } from "../_seeds.ts";

const fingerprint = (fills: FillLog): string => new Fingerprint().add(fills).text();

Deno.test("Fingerprint tells many random logs apart", () => {
  const seen = new Map<string, number>();
  const random = seededRandom(1);
  const log = new FillLog();
  for (let trial = 0; trial < seeds(15_000, 200_000); trial++) {
    // Few prices, sizes and times, as strategies that differ little have.
    log.clear();
    let key = 0;
    for (let i = 0; i < 4; i++) {
      const [at, venue, tick, lots] = [8, 4, 8, 8].map((bound) => randomInt(random, bound)) as [
        number,
        number,
        number,
        number,
      ];
      log.add(at * 1e9, venue, 224.5e9 + tick * 1e7, 100 * lots, 0, i & 1);
      key = key * 2048 + at * 256 + venue * 64 + tick * 8 + lots;
    }
    const text = fingerprint(log);
    assertEquals(seen.get(text) ?? key, key, `two logs have the fingerprint ${text}`);
    seen.set(text, key);
  }
});

Deno.test("Fingerprint sees every bit of what it takes in", () => {
  const seen = new Set<string>();
  const fill = () => {
    const log = logOf([{ price: 10, shares: 100 }, { price: 10, shares: 100 }]);
    return { log, words: new Uint32Array(log.price.buffer) };
  };
  seen.add(fingerprint(fill().log));
  let count = 1;
  for (const column of ["timeNs", "price", "shares"] as const) {
    for (let bit = 0; bit < 128; bit++) {
      // Itself alone, and with others: in the short run those that are whole bytes away, as in a word beside it.
      for (let also = bit; also < 128; also += seeds(8, 1)) {
        const { log } = fill();
        const words = new Uint32Array(log[column].buffer);
        words[bit >> 5]! ^= 1 << (bit & 31);
        if (also !== bit) words[also >> 5]! ^= 1 << (also & 31);
        seen.add(fingerprint(log));
        count++;
      }
    }
  }
  assertEquals(seen.size, count);
});

Deno.test("Fingerprint depends on time, venue, price, shares, kind and order alone", () => {
  const base = { at: 1, venue: 2, price: 10, shares: 100, kind: 0 };
  const other = { at: 2, venue: 1, price: 11, shares: 50, kind: 1 };
  const same = fingerprint(logOf([base, other]));
  assertMatch(same, /^[0-9a-f]{16}$/);
  for (const change of [{ at: 3 }, { venue: 3 }, { price: 12 }, { shares: 101 }, { kind: 2 }]) {
    assertNotEquals(fingerprint(logOf([{ ...base, ...change }, other])), same);
  }
  for (const fills of [[other, base], [base], [base, other, other]]) {
    assertNotEquals(fingerprint(logOf(fills)), same);
  }
  assertEquals(fingerprint(logOf([{ ...base, fee: 5, mid: 9, touch: 9 }, other])), same);
});

Deno.test("Fingerprint forgets what a log held before", () => {
  const fills = logOf(Array.from({ length: 40 }, () => ({ price: 10, shares: 100 })));
  fills.clear();
  assertEquals(fingerprint(fills), fingerprint(new FillLog()));
});

Deno.test("Fingerprint of many executions depends on where one ends", () => {
  const [a, b] = [{ price: 10, shares: 100 }, { price: 11, shares: 100 }];
  const texts = [[[a], [b]], [[a, b], []], [[], [a, b]], [[b], [a]]].map((logs) =>
    logs.reduce((print, fills) => print.add(logOf(fills)), new Fingerprint()).text()
  );
  assertEquals(new Set(texts).size, 4);
});

Deno.test("Fingerprint spreads over all its bits", () => {
  const ones = new Float64Array(64);
  const samples = seeds(1000, 4000);
  forSeeds(1, samples, (random) => {
    const text = fingerprint(randomExecution(random).fills);
    for (let bit = 0; bit < 64; bit++) ones[bit]! += Number(BigInt(`0x${text}`) >> BigInt(bit) & 1n);
  });
  // Five standard deviations of a fair coin.
  const limit = 5 * Math.sqrt(samples) / 2;
  assertEquals([...ones].filter((count) => Math.abs(count - samples / 2) > limit), []);
});
