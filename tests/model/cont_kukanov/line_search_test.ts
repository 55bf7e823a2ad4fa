import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { randomInt } from "../../../src/market/random.ts";
import { sortPairs } from "../../../src/model/cont_kukanov/_sort_pairs.ts";
import { LineSearch } from "../../../src/model/cont_kukanov/line_search.ts";
import { SampleMean } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { Turns } from "../../../src/model/cont_kukanov/_turns.ts";
import { seeds } from "../../_seeds.ts";
import { forSeeds, meanCost, randomDecision, randomProblem } from "./_problems.ts";

Deno.test("sortPairs() sorts keys and keeps their values with them", () => {
  forSeeds(1, seeds(100, 300), (random) => {
    const length = randomInt(random, 400);
    const distinct = 1 + randomInt(random, 500);
    const keys = Float64Array.from({ length: length + 3 }, () => randomInt(random, distinct) - distinct / 2);
    const values = keys.map((key) => 3 * key + 1);
    const expected = keys.slice(0, length).toSorted();
    const beyond = keys.slice(length);
    sortPairs(keys, values, length);
    assertEquals(keys.slice(0, length), expected);
    assertEquals(keys.slice(length), beyond);
    assertEquals(values, keys.map((key) => 3 * key + 1));
  });
});

Deno.test("sortPairs() takes what is sorted already, backwards, or all alike", () => {
  for (const key of [(i: number) => i, (i: number) => -i, () => 7, (i: number) => i % 2]) {
    const keys = Float64Array.from({ length: 20_000 }, (_, i) => key(i));
    const expected = keys.toSorted();
    sortPairs(keys, keys.slice(), keys.length);
    assertEquals(keys, expected);
  }
});

Deno.test("Turns.lowest() is the lowest point of the function, as evaluated at every turn", () => {
  const turns = new Turns();
  forSeeds(1, seeds(40, 1000), (random) => {
    const low = -randomInt(random, 50);
    const high = randomInt(random, 50) + 1;
    const whole = random() < 0.5;
    const count = randomInt(random, random() < 0.2 ? 3000 : 40);
    // Typed arrays: the reference walks along all of them at every turn.
    const places = Float64Array.from({ length: count }, () => {
      const at = low + random() * (high - low);
      return whole ? Math.round(at) : at;
    });
    // More up than down: the lowest point is not always an end.
    const bends = places.map(() => random() * 2 - 0.7);
    const slope = -random() * bends.reduce((sum, bend) => sum + bend, 0);
    turns.begin(low, high, count);
    places.forEach((at, i) => turns.add(at, bends[i]!));
    const value = (step: number): number => {
      let sum = slope * (step - low);
      for (let i = 0; i < count; i++) sum += bends[i]! * Math.max(0, step - places[i]!);
      return sum;
    };
    const best = turns.lowest(slope);
    assert(best === low || best === high || places.includes(best), `${best} is neither a turn nor an end`);
    const lowest = Math.min(value(low), value(high), ...places.map(value));
    assertAlmostEquals(value(best), lowest, 1e-6);
    assertAlmostEquals(turns.gain, lowest - value(0), 1e-6);
  });
});

Deno.test("LineSearch.search() finds the lowest point of V on lines of all kinds", () => {
  const search = new LineSearch();
  const mean = new SampleMean();
  forSeeds(1, seeds(200, 600), (random) => {
    const problem = {
      ...randomProblem(random, { mostVenues: 4, mostSamples: 12, mostShares: 25 }),
      mostSent: undefined,
    };
    mean.load(problem);
    const decision = randomDecision(random, problem);
    const direction = decision.map(() => randomInt(random, 3) - 1);
    const most = mean.most.subarray(0, decision.length);
    // As far as the bounds allow.
    let low = -Infinity;
    let high = Infinity;
    direction.forEach((step, place) => {
      if (step === 0) return;
      const ends = [-decision[place]! / step, (most[place]! - decision[place]!) / step];
      low = Math.max(low, Math.min(...ends));
      high = Math.min(high, Math.max(...ends));
    });
    if (!(low < high)) return;
    const filled = new Float64Array(mean.samples);
    mean.fill(decision, filled);
    const step = search.search(mean, decision, filled, direction, low, high);
    const value = (t: number): number =>
      meanCost(problem, decision.map((shares, place) => shares + t * direction[place]!));
    assertAlmostEquals(search.gain, value(step) - value(0), 1e-9);
    // All counts are whole, so that the slope turns at whole parts of the places that move.
    const moving = direction.reduce((sum, move) => sum + Math.abs(move), 0);
    for (let parts = 1; parts <= moving; parts++) {
      for (let i = Math.ceil(low * parts); i <= high * parts; i++) {
        assert(value(i / parts) >= value(step) - 1e-9, `${i / parts} is lower than ${step}`);
      }
    }
  });
});
