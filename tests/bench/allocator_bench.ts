/**
 * Races the allocators of the static split on seeded snapshots. Run it by itself to print
 * `name value unit` lines.
 *
 * @module
 */

import { makeOffers, type Offers } from "../../src/execution/offers.ts";
import { type Random, randomInt, seededRandom } from "../../src/market/random.ts";
import { BUY } from "../../src/market/side.ts";
import type { Allocator } from "../../src/strategy/placement/static_split/allocator.ts";
import { exactAllocator } from "../../src/strategy/placement/static_split/exact.ts";
import { quadraticAllocator } from "../../src/strategy/placement/static_split/quadratic.ts";
import { recursiveAllocator } from "../../src/strategy/placement/static_split/recursive.ts";
import { type Figure, formatFigure } from "./figure.ts";

const SNAPSHOTS = 256;
const REPEATS = 11;

/** Nobody reads it; it keeps the work from being optimised away. */
export let sink = 0;

/** Snapshots near 222 dollars, a spread of some cents, round and odd sizes of up to `mostLots` lots. */
function snapshots(random: Random, venues: number, leastLots: number, mostLots: number): Offers[] {
  return Array.from({ length: SNAPSHOTS }, () => {
    const offers = makeOffers(venues);
    for (let venue = 0; venue < venues; venue++) {
      offers.price[venue] = 222e9 + 0.01e9 * randomInt(random, 6);
      offers.size[venue] = 100 * (leastLots + randomInt(random, mostLots - leastLots + 1)) +
        randomInt(random, 100);
      offers.takeFee[venue] = 0.0001e9 * (randomInt(random, 40) - 10);
    }
    return offers;
  });
}

/** Median time of one allocation, ns. */
function timeNs(
  allocator: Allocator,
  quantity: number,
  offers: Offers[],
  calls: number,
  repeats: number,
): number {
  const split = new Float64Array(16);
  const run = (): number => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) {
      sink += allocator.allocate(quantity, offers[call % SNAPSHOTS]!, BUY, split) + split[0]!;
    }
    return (performance.now() - start) * 1e6 / calls;
  };
  run();
  const times = Array.from({ length: repeats }, run).sort((a, b) => a - b);
  return times[times.length >> 1]!;
}

/** Times the allocators; takes some seconds. */
export function benchAllocator(): Figure[] {
  const random = seededRandom(1);
  const exact = exactAllocator();
  const quadratic = quadraticAllocator({ lambdaOver: 0.4, lambdaUnder: 0.6, thetaQueue: 0.3 });
  const unmoved = quadraticAllocator({ lambdaOver: 0.4, lambdaUnder: 0.01, thetaQueue: 0.3 });
  const usual = snapshots(random, 12, 1, 10);
  const figures: Figure[] = [
    { name: "exact_12_venues", value: timeNs(exact, 5000, usual, 100_000, REPEATS), unit: "ns" },
    { name: "quadratic_12_venues", value: timeNs(quadratic, 5000, usual, 2_000, REPEATS), unit: "ns" },
    {
      name: "quadratic_12_venues_no_lot_pays",
      value: timeNs(unmoved, 5000, usual, 100_000, REPEATS),
      unit: "ns",
    },
  ];
  for (const [venues, repeats] of [[4, 5], [6, 1]] as const) {
    const deep = snapshots(random, venues, 50, 60);
    const fast = timeNs(exact, 5000, deep, 100_000, REPEATS);
    const slow = timeNs(recursiveAllocator(), 5000, deep, 1, repeats);
    figures.push(
      { name: `exact_${venues}_deep_venues`, value: fast, unit: "ns" },
      { name: `enumeration_${venues}_deep_venues`, value: slow, unit: "ns" },
      { name: `enumeration_over_exact_${venues}_deep_venues`, value: slow / fast, unit: "times" },
    );
  }
  return figures;
}

if (import.meta.main) {
  const lines = benchAllocator().map((figure) => `${formatFigure(figure)}\n`);
  Deno.stdout.writeSync(new TextEncoder().encode(lines.join("")));
}
