import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { evenly } from "../../../src/search/grid.ts";
import { cmaEs } from "../../../src/search/proposer/cma_es.ts";
import { gridProposer } from "../../../src/search/proposer/grid.ts";
import type { Proposer } from "../../../src/search/proposer/proposer.ts";
import { randomProposer } from "../../../src/search/proposer/random.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { proposals, rosenbrock } from "./_minimise.ts";

const EVALUATIONS = 1331;

/** One of each, new, of three parameters and as many evaluations. */
const makers: (() => Proposer)[] = [
  () => gridProposer([evenly(0, 1, 11), evenly(0, 1, 11), evenly(0, 1, 11)]),
  () => randomProposer({ dimension: 3, evaluations: EVALUATIONS, seed: 5 }),
  () => cmaEs({ dimension: 3, evaluations: EVALUATIONS, seed: 5 }),
];

Deno.test("Proposer uses up its evaluations exactly, and says that it is complete", () => {
  for (const make of makers) {
    const proposer = make();
    assertEquals(proposals(proposer, rosenbrock).length, EVALUATIONS, proposer.name);
    assertEquals([proposer.stopped, proposer.ask(), proposer.dimension], ["complete", undefined, 3]);
  }
});

Deno.test("Proposer does not care in which order, or by how many workers, a batch is evaluated", () => {
  for (const make of makers) {
    const proposer = make();
    const random = seededRandom(1);
    const points: Float64Array[] = [];
    for (let batch = proposer.ask(); batch !== undefined; batch = proposer.ask()) {
      const costs = new Float64Array(batch.length);
      const order = [...batch.keys()].sort(() => randomInt(random, 3) - 1);
      for (const i of order) costs[i] = rosenbrock(batch[i]!);
      points.push(...batch.map((point) => point.slice()));
      proposer.tell(costs);
    }
    assertEquals(points, proposals(make(), rosenbrock), proposer.name);
  }
});

Deno.test("Proposer goes on where it was stopped, from nothing but the costs told so far", () => {
  for (const make of makers) {
    const whole = proposals(make(), rosenbrock);
    const costs = whole.map(rosenbrock);
    for (const done of [0, 1, 6, 7, 8, 500, 1024, 1330, 1331]) {
      const kept = costs.slice(0, done);
      const resumed = make();
      const evaluated: Float64Array[] = [];
      let told = 0;
      for (let batch = resumed.ask(); batch !== undefined; batch = resumed.ask()) {
        resumed.tell(batch.map((point, i) => {
          const known = kept[told + i];
          if (known !== undefined) return known;
          evaluated.push(point.slice());
          return rosenbrock(point);
        }));
        told += batch.length;
      }
      assertEquals(evaluated, whole.slice(done), `${resumed.name} from ${done} on`);
    }
  }
});

Deno.test("Proposer.ask() gives the same batch until its costs are told", () => {
  for (const make of makers) {
    const proposer = make();
    const batch = proposer.ask()!;
    assertStrictEquals(proposer.ask(), batch);
    proposer.tell(batch.map(rosenbrock));
    assertNotStrictEquals(proposer.ask(), batch);
  }
});

Deno.test("Proposer.tell() refuses NaN, a wrong number of costs, and costs after the end", () => {
  for (const make of makers) {
    const proposer = make();
    const { length } = proposer.ask()!;
    assertThrows(() => proposer.tell([]), RangeError, `0 costs of ${length} points`);
    assertThrows(() => proposer.tell(new Float64Array(length + 1)), RangeError, `${length + 1} costs`);
    assertThrows(() => proposer.tell(new Float64Array(length).fill(NaN)), RangeError, "point 0");
    assertEquals(proposals(proposer, rosenbrock), proposals(make(), rosenbrock));
    assertThrows(() => proposer.tell([1]), RangeError, "has ended");
  }
});

Deno.test("Proposer takes infinity as a cost like any other", () => {
  for (const make of makers) {
    const proposer = make();
    const points = proposals(proposer, (point) => point[0]! > 0.5 ? Infinity : rosenbrock(point));
    assertEquals(points.length, EVALUATIONS);
    assert(points.every((point) => point.every((x) => x >= 0 && x <= 1)), proposer.name);
  }
});
