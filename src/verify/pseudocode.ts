/** Reference numbers of the trial's pseudocode. @module */

import { makeOffers, type Offers } from "../execution/offers.ts";
import { type Random, randomInt, seededRandom } from "../market/random.ts";
import { BUY, SELL } from "../market/side.ts";
import { INFEASIBLE } from "../strategy/placement/static_split/allocator.ts";
import { linearCost } from "../strategy/placement/static_split/cost.ts";
import { exactAllocator } from "../strategy/placement/static_split/exact.ts";
import { countSplits, recursiveAllocator } from "../strategy/placement/static_split/recursive.ts";
import { type Check, exactly, type Group } from "./check.ts";

const CASES = 5_000;
const SEED = 1;

/** The trial's simplified pseudocode: sorting against enumeration, and what its parameters do. */
export const pseudocode: Group = {
  title: "The trial's pseudocode",
  run: () => [
    ...compare(),
    exactly("splits of 5,000 shares over five deep venues", 3_478_761, countDeepSplits()),
  ],
};

function compare(): Check[] {
  const random = seededRandom(SEED);
  const exact = exactAllocator();
  let same = 0;
  let sameCost = 0;
  let unmoved = 0;
  for (let i = 0; i < CASES; i++) {
    const offers = randomOffers(random);
    const side = random() < 0.5 ? BUY : SELL;
    const quantity = 100 * randomInt(random, 16) + (random() < 0.1 ? 50 : 0);
    const penalties = { lambdaOver: random(), lambdaUnder: random(), thetaQueue: random() };
    const splits = [exact, recursiveAllocator(), recursiveAllocator(penalties)].map((allocator) => {
      const split = new Float64Array(offers.count);
      return { placed: allocator.allocate(quantity, offers, side, split), split };
    });
    const [sorted, enumerated, priced] = splits;
    const costs = splits.map(({ placed, split }) =>
      placed === INFEASIBLE ? Infinity : linearCost(split, quantity, offers, side, penalties).total
    );
    if (String(sorted!.split) === String(enumerated!.split) && sorted!.placed === enumerated!.placed) same++;
    if (costs[0] === costs[1]) sameCost++;
    if (String(enumerated!.split) === String(priced!.split)) unmoved++;
  }
  return [
    exactly(`random cases in which sorting and enumeration split alike, of`, CASES, same),
    exactly(`random cases in which they cost the same, of`, CASES, sameCost),
    exactly(`random cases in which λ_over, λ_under and θ change nothing, of`, CASES, unmoved),
  ];
}

/** Few prices, so that ties are common; odd lots, venues without a quote, fees of both signs. */
function randomOffers(random: Random): Offers {
  const offers = makeOffers(randomInt(random, 5));
  for (let venue = 0; venue < offers.count; venue++) {
    if (random() < 0.1) continue;
    offers.price[venue] = 222e9 + 0.01e9 * randomInt(random, 3);
    offers.size[venue] = 100 * randomInt(random, 8) + (random() < 0.3 ? randomInt(random, 100) : 0);
    offers.takeFee[venue] = 0.0005e9 * (randomInt(random, 9) - 2);
  }
  return offers;
}

function countDeepSplits(): number {
  const offers = makeOffers(5);
  offers.price.fill(222e9);
  offers.size.fill(5000);
  return countSplits(5000, offers, 100);
}
