import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Random, randomInt, seededRandom } from "../../src/market/random.ts";
import { axisSweeps, type Evaluated, identify, PLATEAU_BPS } from "../../src/search/identifiability.ts";

type Point = number[] | Float64Array;

const UNIT = { low: 0, high: 1 };

/** The points, each of whose cost and execution follow from what it does. */
function evaluated(
  points: readonly Point[],
  costOf: (point: Point) => number,
  executionOf: (point: Point) => string | number = costOf,
): Evaluated {
  return {
    points,
    costsBps: points.map(costOf),
    executions: points.map(executionOf),
    ranges: Array.from(points[0]!, () => UNIT),
  };
}

/** All combinations of 0, .25, .5, .75 and 1 of three parameters. */
const grid = Array.from({ length: 125 }, (_, i) => [Math.floor(i / 25), Math.floor(i / 5) % 5, i % 5])
  .map((point) => point.map((level) => level / 4));

function identifiedOf(result: ReturnType<typeof identify>): (boolean | null)[] {
  return result.parameters.map(({ identified }) => identified);
}

Deno.test("identify() finds what a parameter changes, and that another changes nothing", () => {
  const result = identify(evaluated(grid, ([x, y]) => 2 * x! - y!));
  assertEquals(identifiedOf(result), [true, true, false]);
  assertEquals(result.parameters.map(({ sensitivity }) => sensitivity), [0.8, 0.2, 0]);
  assertEquals(result.parameters.map(({ plateau }) => plateau), [
    { low: 0, high: 0 },
    { low: 1, high: 1 },
    { low: 0, high: 1 },
  ]);
  assertEquals(result.parameters.map(({ plateauShare }) => plateauShare), [0, 0, 1]);
  assertEquals([result.distinctExecutions, result.plateauPoints], [13, 5]);
});

Deno.test("identify() says that nothing is identified where all executions are one", () => {
  const result = identify(evaluated(grid, () => -3.61, () => "always the same"));
  assertEquals([result.distinctExecutions, result.plateauPoints], [1, 125]);
  for (const parameter of result.parameters) {
    assertEquals(parameter, { identified: false, sensitivity: 0, plateau: UNIT, plateauShare: 1 });
  }
});

Deno.test("identify() goes by executions, not costs: others of the same cost are identified", () => {
  const result = identify(evaluated(grid, () => 1, ([x]) => x!));
  assertEquals(identifiedOf(result), [true, false, false]);
  assertEquals(result.parameters[0]!.sensitivity, 0);
});

Deno.test("identify() sees a parameter that matters at a single point of the others", () => {
  const result = identify(evaluated(grid, ([x, y, z]) => x === 1 && y === 0.5 && z! > 0.8 ? 1 : 0));
  assertEquals(identifiedOf(result), [true, true, true]);
  assertEquals(result.distinctExecutions, 2);
});

Deno.test("identify() leaves a parameter open that no two points single out", () => {
  const random = seededRandom(1);
  const points = Array.from({ length: 100 }, () => [random(), random()]);
  assertEquals(identifiedOf(identify(evaluated(points, ([x]) => x!))), [null, null]);
  const oneLevel = [[0, 0.5], [1, 0.5]];
  assertEquals(identifiedOf(identify(evaluated(oneLevel, ([x]) => x!))), [true, null]);
  assertEquals(identifiedOf(identify(evaluated([[0.5]], () => 0))), [null]);
  // The same point twice singles out nothing.
  assertEquals(identifiedOf(identify(evaluated([[0.5], [0.5]], () => 0))), [null]);
});

Deno.test("identify() settles it with axisSweeps() about the best point", () => {
  const random = seededRandom(2);
  const points: Point[] = Array.from(
    { length: 60 },
    () => Float64Array.from({ length: 3 }, random),
  );
  const cost = ([x, y]: Point) => Math.round(10 * x!) + (x! < 0.2 && y! > 0.9 ? 1 : 0);
  const best = points.reduce((a, b) => cost(b) < cost(a) ? b : a);
  const levels = [0, 0.25, 0.5, 0.75, 1];
  const sweeps = axisSweeps(best, [levels, levels, levels]);
  assertEquals(sweeps.length, 15);
  const result = identify(evaluated([...points, ...sweeps], cost));
  assertEquals(identifiedOf(result), [true, true, false]);
});

Deno.test("identify() agrees with a comparison of all pairs of points", () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = seededRandom(seed);
    const dimension = 1 + randomInt(random, 3);
    const points = Array.from(
      { length: 1 + randomInt(random, 40) },
      () => Array.from({ length: dimension }, () => randomInt(random, 3) / 2),
    );
    const table = executionsAtRandom(random, dimension);
    const result = identify(evaluated(points, () => 0, table));
    for (let parameter = 0; parameter < dimension; parameter++) {
      let expected: boolean | null = null;
      for (const a of points) {
        for (const b of points) {
          const differ = a.map((x, i) => x !== b[i]);
          if (!differ.every((does, i) => does === (i === parameter))) continue;
          expected ||= table(a) !== table(b);
        }
      }
      assertEquals(result.parameters[parameter]!.identified, expected, `seed ${seed}`);
    }
    assertEquals(result.distinctExecutions, new Set(points.map(table)).size, `seed ${seed}`);
  }
});

/** Executions of the points of {0, ½, 1}ⁿ: a few, at random, of which some parameters know nothing. */
function executionsAtRandom(random: Random, dimension: number): (point: Point) => number {
  const uses = Array.from({ length: dimension }, () => randomInt(random, 2));
  const table = Array.from({ length: 27 }, () => randomInt(random, 2));
  return (point) => table[Array.from(point).reduce((sum, x, i) => sum + uses[i]! * 2 * x * 3 ** i, 0)]!;
}

Deno.test("identify() counts the plateau by cost, in any unit of the parameters", () => {
  const points = [[10], [20], [30], [40], [50]];
  const costsBps = [5, 1 + PLATEAU_BPS, 1, 1 + 2 * PLATEAU_BPS, 1 + PLATEAU_BPS / 2];
  const result = identify({ points, costsBps, executions: [1, 2, 3, 4, 5], ranges: [{ low: 0, high: 60 }] });
  assertEquals(result.plateauPoints, 3);
  assertEquals(result.parameters[0]!.plateau, { low: 20, high: 50 });
  assertEquals(result.parameters[0]!.plateauShare, 0.5);
});

Deno.test("identify() gives a range of no width a plateau of no width", () => {
  const result = identify({ points: [[2]], costsBps: [0], executions: [0], ranges: [{ low: 2, high: 2 }] });
  assertEquals(result.parameters[0]!.plateauShare, 0);
});

Deno.test("identify() does not care about the order of points", () => {
  const cost = ([x, y, z]: Point) => x! * y! + (z! > 0.6 ? 0.005 : 0);
  const forth = identify(evaluated(grid, cost));
  const back = identify(evaluated(grid.toReversed(), cost));
  assertEquals(identifiedOf(forth), identifiedOf(back));
  assertEquals(forth.parameters.map(({ plateau }) => plateau), back.parameters.map(({ plateau }) => plateau));
  for (const [i, { sensitivity }] of forth.parameters.entries()) {
    assert(Math.abs(sensitivity - back.parameters[i]!.sensitivity) < 1e-12);
  }
});

Deno.test("identify() refuses what does not belong together", () => {
  const good = { points: [[0.5]], costsBps: [1], executions: ["a"], ranges: [UNIT] };
  const refuses = (bad: Partial<Evaluated>, message: string) =>
    assertThrows(() => identify({ ...good, ...bad }), RangeError, message);
  refuses({ points: [], costsBps: [], executions: [] }, "without points");
  refuses({ costsBps: [1, 2] }, "2 costs");
  refuses({ executions: [] }, "0 executions");
  refuses({ ranges: [] }, "1 values to 0 ranges");
  for (const cost of [NaN, Infinity]) refuses({ costsBps: [cost] }, `a cost of ${cost}`);
  for (const value of [-0.1, 1.1, NaN]) refuses({ points: [[value]] }, `${value} of parameter 0`);
});
