import { makeOffers, type Offers } from "../../../../src/execution/offers.ts";
import { type Random, randomInt, seededRandom } from "../../../../src/market/random.ts";
import { BUY, SELL, type Side } from "../../../../src/market/side.ts";
import type { ReferenceParameters, ReferenceVenue } from "./_enumerate.ts";

/** 1e-9 dollars in a tick of the references: 0.01 cents, fine enough for fees. */
export const TICK_UNITS = 1e5;

/** A snapshot and an order, for the references and for the allocators. */
export interface Case {
  venues: (ReferenceVenue | null)[];
  offers: Offers;
  quantity: number;
  step: number;
  side: Side;
  /** Dollars. */
  parameters: ReferenceParameters;
}

/** Runs `body` on `count` cases; a failure names the seed that repeats it. */
export function forSeeds(firstSeed: number, count: number, body: (random: Random) => void): void {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    try {
      body(seededRandom(seed));
    } catch (error) {
      throw new Error(`Failed at seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}

export interface Shape {
  mostVenues: number;
  mostLots: number;
  steps: number[];
  /** Ticks between price levels. @default 100 */
  levelTicks?: number;
}

/** Few distinct prices, so that ties are common; odd lots, null venues, fees and rebates of both signs. */
export function randomCase(random: Random, { mostVenues, mostLots, steps, levelTicks = 100 }: Shape): Case {
  const step = steps[randomInt(random, steps.length)]!;
  const side = random() < 0.5 ? BUY : SELL;
  const levels = 1 + randomInt(random, 4);
  const venues = Array.from({ length: randomInt(random, mostVenues + 1) }, () => {
    if (random() < 0.12) return null;
    const odd = random() < 0.4 ? randomInt(random, step) : 0;
    return {
      price: side * (100_000 + levelTicks * randomInt(random, levels)),
      fee: random() < 0.5 ? 0 : 25 * (randomInt(random, 9) - 4),
      rebate: 10 * (randomInt(random, 5) - 1),
      size: step * randomInt(random, mostLots + 1) + odd,
    };
  });
  const shown = venues.reduce((sum, venue) => sum + Math.floor((venue?.size ?? 0) / step), 0);
  const lots = random() < 0.8 ? randomInt(random, shown + 1) : randomInt(random, shown + 3);
  const quantity = lots * step + (random() < 0.1 ? randomInt(random, step) : 0);
  const parameters = { lambdaOver: random(), lambdaUnder: random(), thetaQueue: random() };
  return { venues, offers: toOffers(venues, side), quantity, step, side, parameters };
}

/** Offers of the reference's venues; columns are longer than they need to be. */
function toOffers(venues: (ReferenceVenue | null)[], side: Side): Offers {
  const offers = makeOffers(venues.length + 1);
  offers.count = venues.length;
  // What lies beyond the count must not matter.
  offers.price[venues.length] = side;
  offers.size[venues.length] = 1e6;
  venues.forEach((venue, i) => {
    if (venue === null) return;
    offers.price[i] = side * venue.price * TICK_UNITS;
    offers.size[i] = venue.size;
    offers.takeFee[i] = venue.fee * TICK_UNITS;
    offers.addRebate[i] = venue.rebate * TICK_UNITS;
  });
  return offers;
}

/** A split full of rubbish, which allocators must overwrite. */
export function usedSplit(offers: Offers): Float64Array {
  return new Float64Array(offers.count).fill(77);
}

/** Offers from [price in dollars or null, size, fee in dollars]. */
export function offersOf(...rows: [price: number | null, size: number, fee?: number][]): Offers {
  const offers = makeOffers(rows.length);
  rows.forEach(([price, size, fee = 0], i) => {
    offers.price[i] = price === null ? NaN : Math.round(price * 1e9);
    offers.size[i] = size;
    offers.takeFee[i] = Math.round(fee * 1e9);
  });
  return offers;
}
