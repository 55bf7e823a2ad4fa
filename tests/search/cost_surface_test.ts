import { assertEquals } from "@std/assert";
import { seededRandom } from "../../src/market/random.ts";
import { costSurfaces } from "../../src/search/cost_surface.ts";
import { PLATEAU_BPS } from "../../src/search/identifiability.ts";
import { seeds } from "../_seeds.ts";

Deno.test("costSurfaces() has the least cost of every cell, for every pair, on grids and on scattered points", () => {
  for (let seed = 1; seed <= seeds(5, 40); seed++) {
    const random = seededRandom(seed);
    for (const levels of [2, 5, Infinity]) {
      const draw = () => levels === Infinity ? random() : Math.floor(levels * random()) / levels;
      const axes = ["a", "b", "c"].map((name) => ({ name, low: 0, high: 1, values: [] }));
      const tried = Array.from({ length: 90 }, () => ({
        point: { a: draw(), b: draw(), c: draw() },
        costBps: random() / 10,
      }));
      const best = Math.min(...tried.map(({ costBps }) => costBps));
      const surfaces = costSurfaces(tried, axes);
      assertEquals(surfaces.map(({ parameters }) => parameters.join("")), ["ab", "ac", "bc"]);
      for (const { parameters, values, leastBps, plateau } of surfaces) {
        const [down, across] = values as [number[], number[]];
        assertEquals(leastBps.length, down.length * across.length);
        const cellOf = (value: number, middles: readonly number[]) =>
          levels === Infinity ? Math.min(15, Math.floor(16 * value)) : middles.indexOf(value);
        for (const [cell, least] of leastBps.entries()) {
          const [row, column] = [Math.floor(cell / across.length), cell % across.length];
          const costs = tried.filter(({ point }) => {
            const [x, y] = parameters.map((name) => point[name as "a"]) as [number, number];
            return cellOf(x, down) === row && cellOf(y, across) === column;
          }).map(({ costBps }) => costBps);
          assertEquals(least, costs.length === 0 ? null : Math.min(...costs), `seed ${seed}`);
          assertEquals(plateau[cell], least !== null && least <= best + PLATEAU_BPS);
        }
      }
    }
  }
});

Deno.test("costSurfaces() takes one parameter for itself, and of many the first four", () => {
  const axis = (name: string) => ({ name, low: 0, high: 1, values: [0, 1] });
  const one = costSurfaces([{ point: { a: 1 }, costBps: 2 }, { point: { a: 0 }, costBps: 1 }], [axis("a")]);
  assertEquals(one, [{ parameters: ["a"], values: [[0, 1]], leastBps: [1, 2], plateau: [true, false] }]);
  const names = [..."abcdef"];
  const point = Object.fromEntries(names.map((name) => [name, 0]));
  assertEquals(costSurfaces([{ point, costBps: 1 }], names.map(axis)).length, 6);
});
