import { assertEquals, assertThrows } from "@std/assert";
import { evenly } from "../../../src/search/grid.ts";
import { gridProposer } from "../../../src/search/proposer/grid.ts";
import { proposals } from "./_minimise.ts";

Deno.test("gridProposer() goes through a grid, the first parameter slowest", () => {
  const levels = [evenly(0, 1, 3), [0.25, 0.5], evenly(0, 1, 4)];
  const proposer = gridProposer(levels);
  const points = proposals(proposer, () => 0).map((point) => [...point]);
  const [first, second, third] = levels;
  assertEquals(points, first!.flatMap((x) => second!.flatMap((y) => third!.map((z) => [x, y, z]))));
  assertEquals([proposer.name, proposer.dimension, proposer.stopped], ["grid", 3, "complete"]);
});

Deno.test("gridProposer() hands a large grid out in parts, every point once", () => {
  const proposer = gridProposer([evenly(0, 1, 50), evenly(0, 1, 61)]);
  assertEquals(proposer.stopped, undefined);
  const points = proposals(proposer, () => 1);
  assertEquals(new Set(points.map((point) => point.join())).size, 3050);
  assertEquals(points.length, 3050);
});

Deno.test("gridProposer() takes any number of parameters", () => {
  assertEquals(proposals(gridProposer([[0.5]]), () => 0).map((point) => [...point]), [[0.5]]);
  assertEquals(proposals(gridProposer(Array.from({ length: 8 }, () => [0, 1])), () => 0).length, 256);
});

Deno.test("gridProposer() refuses grids without parameters or levels, and levels outside the box", () => {
  assertThrows(() => gridProposer([]), RangeError, "without parameters");
  assertThrows(() => gridProposer([[0], []]), RangeError, "no level of parameter 1");
  for (const level of [-0.1, 1.1, NaN]) {
    assertThrows(() => gridProposer([[0, level]]), RangeError, `parameter 0 at ${level}`);
  }
});
