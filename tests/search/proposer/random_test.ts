import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { randomProposer } from "../../../src/search/proposer/random.ts";
import { proposals } from "./_minimise.ts";

Deno.test("randomProposer() spreads its evaluations evenly over the box", () => {
  const points = proposals(randomProposer({ dimension: 3, evaluations: 20_000, seed: 1 }), () => 0);
  assertEquals(points.length, 20_000);
  const octants = new Float64Array(8);
  for (const [x, y, z] of points) octants[(x! < 0.5 ? 1 : 0) + (y! < 0.5 ? 2 : 0) + (z! < 0.5 ? 4 : 0)]!++;
  for (const count of octants) assertAlmostEquals(count / 20_000, 1 / 8, 0.01);
  assert(points.every((point) => point.every((value) => value >= 0 && value < 1)));
});

Deno.test("randomProposer() depends on its seed alone; a smaller budget is the beginning of a larger", () => {
  const of = (evaluations: number, seed: number) =>
    proposals(randomProposer({ dimension: 2, evaluations, seed }), ([x]) => x!);
  assertEquals(of(3000, 1), of(3000, 1));
  assertEquals(of(100, 1), of(3000, 1).slice(0, 100));
  assertNotEquals(of(100, 1), of(100, 2));
});

Deno.test("randomProposer() refuses budgets that are no whole numbers from 1", () => {
  const good = { dimension: 1, evaluations: 1, seed: 1 };
  for (const bad of [0, -1, 1.5, NaN]) {
    assertThrows(() => randomProposer({ ...good, dimension: bad }), RangeError, `${bad} parameters`);
    assertThrows(() => randomProposer({ ...good, evaluations: bad }), RangeError, `${bad} evaluations`);
  }
});
