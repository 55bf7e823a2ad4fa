import { assert, assertEquals, assertThrows } from "@std/assert";
import { matchClock, NO_PRINT } from "../../src/judge/clock.ts";
import { Fills } from "../../src/judge/fills.ts";
import { withoutOwnPrints } from "../../src/judge/own_prints.ts";
import { DataError } from "../../src/market/data_error.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import { BUY } from "../../src/market/side.ts";
import { marketOf } from "../execution/_market.ts";
import { print, quote, XNAS, XNYS } from "../market/_rows.ts";
import { seeds } from "../_seeds.ts";

const FILL = { side: BUY, order: "", child: "", sentNs: NaN, kind: 0, fee: NaN, line: 1 } as const;

interface Pair {
  readonly at: number;
  readonly venue: number;
  readonly cents: number;
  readonly shares: number;
}

/** A day of prints, some of which are the router's, stamped by its own clock. */
function day(seed: number, offsetNs: number, jitterNs: number) {
  const random = seededRandom(seed);
  const prints: Pair[] = Array.from({ length: 3000 }, (_, i) => ({
    at: 100 + i * 0.11 + random() * 0.1,
    venue: random() < 0.5 ? XNAS : XNYS,
    cents: 1000 + randomInt(random, 4),
    // Most sizes are round: each has many twins near it.
    shares: random() < 0.7 ? 100 : 1 + randomInt(random, 900),
  }));
  const market = marketOf([
    quote(1, XNAS, [9.99, 100], [10.05, 100]),
    quote(1, XNYS, [9.99, 100], [10.05, 100]),
    ...prints.map(({ at, venue, cents, shares }) => print(at, venue, cents / 100, shares)),
  ]);
  const fills = new Fills();
  for (const { at, venue, cents, shares } of prints) {
    if (random() < 0.8) continue;
    const stampNs = Math.round(at * 1e9) - offsetNs + Math.round((2 * random() - 1) * jitterNs);
    const name = venue === XNAS ? "XNAS" : "XNYS";
    fills.add({ ...FILL, timeNs: stampNs, venue: name, price: cents * 1e7, shares });
  }
  return { market, fills, venueOf: fills.venues.list.map((name) => market.venues.names.indexOf(name)) };
}

Deno.test("matchClock() finds the offset within its stated spread", () => {
  for (let seed = 1; seed <= seeds(4, 60); seed++) {
    const random = seededRandom(1000 + seed);
    const offsetNs = Math.round((2 * random() - 1) * 8e9);
    const jitterNs = [0, 1e3, 50e3, 2e6, 20e6][seed % 5]!;
    const { market, fills, venueOf } = day(seed, offsetNs, jitterNs);
    const match = matchClock(fills, venueOf, market);
    const missed = Math.abs(match.offsetNs - offsetNs);
    const what =
      `seed ${seed}, offset ${offsetNs}, jitter ${jitterNs}: found ${match.offsetNs} ± ${match.spreadNs}`;
    assert(missed <= match.spreadNs, what);
    assert(match.spreadNs <= 1.1 * jitterNs, what);
    assert(match.matchedShare > 0.9, `${what}, ${match.matchedShare}`);
  }
});

Deno.test("matchClock() refuses fills that are not on the tape, and takes a given offset for them all the same", () => {
  const { market } = day(1, 0, 0);
  const { fills, venueOf } = day(2, 0, 0);
  assertThrows(
    () => matchClock(fills, venueOf, market),
    DataError,
    "% of the fills have a print of their own",
  );
  const given = matchClock(fills, venueOf, market, 5e6);
  assertEquals([given.offsetNs, given.estimated], [5e6, false]);
  assert(given.matchedShare < 0.5);
});

Deno.test("matchClock() gives no print twice, and of a larger print what is left", () => {
  const market = marketOf([
    quote(1, XNAS, [10, 100], [10.02, 100]),
    print(2, XNAS, 10.02, 100),
    print(3, XNAS, 10.02, 500),
    print(4, XNAS, 10.02, 70),
  ]);
  const fills = new Fills();
  const at = (seconds: number, shares: number) =>
    fills.add({ ...FILL, timeNs: seconds * 1e9, venue: "XNAS", price: 10.02e9, shares });
  for (const [seconds, shares] of [[2, 100], [2, 100], [3, 300], [3, 250], [4, 70]] as const) {
    at(seconds, shares);
  }
  const { rows, matchedShare } = matchClock(fills, [0], market, 0);
  // The first row of the market is off exchange: it makes the clock fine.
  assertEquals([...rows], [2, NO_PRINT, 3, NO_PRINT, 4]);
  assertEquals(matchedShare, 0.6);
  const left = withoutOwnPrints(market.tape, fills, rows);
  assertEquals([...left.columns.size].slice(2), [0, 200, 0]);
  assertEquals([...left.columns.price].slice(2), [NaN, 10.02e9, NaN]);
  assertEquals([...market.tape.columns.size].slice(2), [100, 500, 70]);
});

Deno.test("matchClock() leaves fills of venues that the tape does not have unmatched", () => {
  const { market, fills } = day(3, 0, 0);
  const [nasdaq, nyse] = [market.venues.names.indexOf("XNAS"), 7];
  const venueOf = fills.venues.list.map((name) => name === "XNAS" ? nasdaq : nyse);
  const { rows } = matchClock(fills, venueOf, market, 0);
  const other = fills.venues.find("XNYS");
  assert(fills.venue.subarray(0, fills.length).some((venue) => venue === other));
  rows.forEach((row, i) => assertEquals(row === NO_PRINT, fills.venue[i] === other));
});
