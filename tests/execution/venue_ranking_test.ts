import { assertEquals } from "@std/assert";
import { bestVenue, cheapest, makeOffers, type Offers, shareCost } from "../../src/execution/offers.ts";
import { takeInOrder, VenueRanking } from "../../src/execution/venue_ranking.ts";
import { randomInt } from "../../src/market/random.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { forSeeds } from "../_tapes.ts";

/** Offers of [price, size, take fee], dollars; a price of `NaN` is none. */
function offersOf(...venues: readonly (readonly [price: number, size: number, takeFee: number])[]): Offers {
  const offers = makeOffers(venues.length);
  for (const [venue, [price, size, takeFee]] of venues.entries()) {
    offers.price[venue] = Math.round(price * 1e9);
    offers.size[venue] = size;
    offers.takeFee[venue] = Math.round(takeFee * 1e9);
  }
  return offers;
}

function ranked(ranking: VenueRanking, count: number): number[] {
  return [...ranking.order.subarray(0, count)];
}

Deno.test("shareCost() is what a buy pays and a sell receives, with the fee or without", () => {
  const offers = offersOf([10, 100, 0.003], [NaN, 0, 0.003]);
  assertEquals([shareCost(offers, 0, BUY), shareCost(offers, 0, BUY, 0)], [10.003e9, 10e9]);
  assertEquals([shareCost(offers, 0, SELL), shareCost(offers, 0, SELL, 0)], [-9.997e9, -10e9]);
  assertEquals(shareCost(offers, 1, BUY), NaN);
});

Deno.test("VenueRanking puts the cheapest first, with fees or without, and leaves out who shows no price", () => {
  const offers = offersOf([10.02, 100, 0], [10, 100, 0.003], [NaN, 0, 0], [10.001, 100, 0.001]);
  const ranking = new VenueRanking();
  assertEquals(ranked(ranking, ranking.rankAllIn(offers, BUY)), [3, 1, 0]);
  assertEquals(ranked(ranking, ranking.rankByPrice(offers, BUY)), [1, 3, 0]);
  assertEquals(ranked(ranking, ranking.rankAllIn(offers, SELL)), [0, 3, 1]);
  assertEquals(ranked(ranking, ranking.rankByPrice(offers, SELL)), [0, 3, 1]);
});

Deno.test("VenueRanking leaves equals in order of index, or in the trial's, the last first", () => {
  // 10 and no fee, 9.99 and a cent: the same, all-in.
  const offers = offersOf([10, 100, 0], [10.01, 100, 0], [9.99, 100, 0.01], [10, 100, 0]);
  const ranking = new VenueRanking();
  assertEquals(ranked(ranking, ranking.rankAllIn(offers, BUY)), [0, 2, 3, 1]);
  assertEquals(ranked(ranking, ranking.rankAllInLastFirst(offers, BUY)), [3, 2, 0, 1]);
  assertEquals(ranked(ranking, ranking.rankByPrice(offers, BUY)), [2, 0, 3, 1]);
});

Deno.test("VenueRanking, cheapest() and bestVenue() agree with a sort of all venues", () => {
  forSeeds(1, 200, (random) => {
    const count = 1 + randomInt(random, 40);
    const offers = makeOffers(count);
    for (let venue = 0; venue < count; venue++) {
      if (random() < 0.3) continue;
      offers.price[venue] = 10e9 + randomInt(random, 4) * 1e6;
      offers.size[venue] = 1 + randomInt(random, 5);
      offers.takeFee[venue] = (randomInt(random, 5) - 2) * 1e6;
    }
    const venues = Array.from({ length: count }, (_, venue) => venue).filter((venue) =>
      offers.size[venue]! > 0
    );
    const sorted = (side: Side, feePart: 0 | 1) =>
      venues.toSorted((a, b) => shareCost(offers, a, side, feePart) - shareCost(offers, b, side, feePart));
    const ranking = new VenueRanking();
    for (const side of [BUY, SELL] as const) {
      const allIn = sorted(side, 1);
      const byPrice = sorted(side, 0);
      assertEquals(ranked(ranking, ranking.rankAllIn(offers, side)), allIn);
      assertEquals(ranked(ranking, ranking.rankByPrice(offers, side)), byPrice);
      assertEquals([cheapest(offers, side), bestVenue(offers, side)], [allIn[0] ?? -1, byPrice[0] ?? -1]);
    }
  });
});

Deno.test("takeInOrder() takes whole steps until the order is filled", () => {
  const size = Float64Array.of(250, 90, 400);
  const split = new Float64Array(3);
  assertEquals(takeInOrder(Uint32Array.of(0, 1, 2), 3, 500, size, 100, split), 500);
  assertEquals([...split], [200, 0, 300]);
  split.fill(0);
  assertEquals(takeInOrder(Uint32Array.of(2, 0, 1), 2, 5000, size, 1, split), 650);
  assertEquals([...split], [250, 0, 400]);
});
