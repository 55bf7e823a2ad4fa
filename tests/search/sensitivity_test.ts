import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type Random, randomInt, seededRandom } from "../../src/market/random.ts";
import { sensitivities } from "../../src/search/sensitivity.ts";
import { cmaEs } from "../../src/search/proposer/cma_es.ts";
import { proposals } from "./proposer/_minimise.ts";

/** A grid of so many levels each, in a random order of points. */
function gridOf(counts: readonly number[], random: Random): number[][] {
  let points: number[][] = [[]];
  for (const count of counts) {
    points = points.flatMap((point) => Array.from({ length: count }, (_, level) => [...point, level / 7]));
  }
  return points.map((point) => ({ point, at: random() })).sort((a, b) => a.at - b.at).map(({ point }) =>
    point
  );
}

function uniform(count: number, dimension: number, random: Random): number[][] {
  return Array.from({ length: count }, () => Array.from({ length: dimension }, random));
}

/** η² as defined: for each point the mean cost of all points of its level, of these the variance. */
function byDefinition(points: number[][], costs: number[], parameter: number): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2));
  const means = points.map((point) =>
    mean(costs.filter((_, i) => points[i]![parameter] === point[parameter]))
  );
  return variance(means) / variance(costs);
}

Deno.test("sensitivities() on a grid are η², by its definition", () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = seededRandom(seed);
    const points = gridOf(
      [2 + randomInt(random, 3), 2 + randomInt(random, 3), 1 + randomInt(random, 3)],
      random,
    );
    const costs = points.map(() => 5 + random());
    for (const [parameter, share] of sensitivities(points, costs).entries()) {
      assertAlmostEquals(share, byDefinition(points, costs, parameter), 1e-12, `seed ${seed}`);
    }
  }
});

Deno.test("sensitivities() of effects that add up sum to 1; what changes nothing has 0", () => {
  const points = gridOf([4, 3, 5], seededRandom(1));
  const [first, second, inert] = sensitivities(points, points.map(([x, y]) => 2 * x! + Math.sqrt(y!)));
  assertAlmostEquals(first! + second!, 1, 1e-12);
  assert(first! > 0.5 && second! > 0.1);
  assertAlmostEquals(inert!, 0, 1e-30);
});

Deno.test("sensitivities() do not see what two parameters do only together", () => {
  const square = [[0, 0], [0, 1], [1, 0], [1, 1]];
  assertEquals(sensitivities(square, [1, 0, 0, 1]), [0, 0]);
});

Deno.test("sensitivities() are 0 where nothing varies: equal costs, one level, one point", () => {
  const points = gridOf([3, 1], seededRandom(1));
  assertEquals(sensitivities(points, [0.1, 0.1, 0.1]), [0, 0]);
  assertEquals(sensitivities(points, [1, 2, 3]), [1, 0]);
  assertEquals(sensitivities([[1, 2]], [3]), [0, 0]);
  assertEquals(sensitivities([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], [1, 2, 3]), [0, 0]);
});

Deno.test("sensitivities() move neither with the unit of costs nor with that of values", () => {
  const random = seededRandom(2);
  for (const points of [gridOf([3, 4], random), uniform(125, 2, random)]) {
    const costs = points.map(([x, y]) => x! + y! ** 2 + random());
    const shares = sensitivities(points, costs);
    const others = sensitivities(
      points.map((point) => point.map((x) => 9 * x - 4)),
      costs.map((c) => 1e3 - 7 * c),
    );
    for (const [i, share] of shares.entries()) assertAlmostEquals(others[i]!, share, 1e-9);
  }
});

Deno.test("sensitivities() of random points come near the known shares, and what is inert near 0", () => {
  let [first, second, inert] = [0, 0, 0];
  for (let seed = 0; seed < 100; seed++) {
    const points = uniform(125, 3, seededRandom(seed));
    // Variances of 9/12 and 1/12.
    const shares = sensitivities(points, points.map(([x, y]) => 3 * x! + y!));
    first += shares[0]! / 100;
    second += shares[1]! / 100;
    inert += shares[2]! / 100;
  }
  assertAlmostEquals(first, 0.9, 0.03);
  assertAlmostEquals(second, 0.1, 0.03);
  // Below 0 is cut off, which leaves a little.
  assert(inert < 0.035, `${inert}`);
});

Deno.test("sensitivities() of random points keep ties of a value in one bin", () => {
  const random = seededRandom(4);
  const points = Array.from({ length: 200 }, () => [random() < 0.9 ? 0.5 : random(), random()]);
  const [share] = sensitivities(points, points.map(([x]) => x === 0.5 ? 0 : 1));
  assert(share! > 0.5, `${share}`);
});

Deno.test("sensitivities() of an adaptive search's points may credit what is inert: a hint at most", () => {
  let most = 0;
  for (let seed = 0; seed < 20; seed++) {
    const cost = (point: Float64Array) => (point[0]! - 0.2) ** 2;
    const points = proposals(cmaEs({ dimension: 2, evaluations: 125, seed }), cost);
    most = Math.max(most, sensitivities(points, points.map(cost))[1]!);
  }
  assert(most > 0.1, `${most}`);
});
