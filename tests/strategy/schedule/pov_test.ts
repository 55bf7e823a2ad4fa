import { assert, assertEquals, assertThrows } from "@std/assert";
import { randomInt } from "../../../src/market/random.ts";
import { pov } from "../../../src/strategy/schedule/pov.ts";
import { seeds } from "../../_seeds.ts";
import { forSeeds } from "../../_tapes.ts";
import {
  generated,
  marketOf,
  marketWith,
  OFF_EXCHANGE,
  orderOf,
  targetsOf,
  withOtherFuture,
} from "./_market.ts";

Deno.test("pov() follows what was printed since the start, down to whole shares, up to the order", () => {
  const market = marketWith({
    prints: [[9, 500], [10, 100], [15, 233, OFF_EXCHANGE], [20, 1], [25, 10_001], [35, 9000], [45, 1]],
  });
  assertEquals(targetsOf(pov(10e9, 0.1), orderOf(700, 10, 60), market), [0, 33, 33, 700, 700]);
  assertEquals(targetsOf(pov(10e9, 1), orderOf(700, 10, 40), market), [0, 333, 334]);
});

Deno.test("pov() counts what was seen by the decision, not by its slice's start", () => {
  const market = marketWith({ prints: [[10, 100], [12, 100]] });
  const run = pov(10e9, 0.5).begin(orderOf(500, 10, 30), market);
  assertEquals(run.target(0, market.rowsBefore(11e9), 0), 50);
  assertEquals(run.target(0, market.rowsBefore(13e9), 0), 100);
});

Deno.test("pov() ascends, stays a participation of what was printed, and knows nothing of what follows", () => {
  forSeeds(1, seeds(5, 20), (random, seed) => {
    const tape = generated(1 + seed % 3);
    const market = marketOf(tape);
    const startNs = market.live.clockNs[0]! + 20e9;
    const order = { ...orderOf(1 + randomInt(random, 20_000), 0, 0), startNs, endNs: startNs + 60e9 };
    const schedule = pov(4e9, 1 - random());
    const targets = targetsOf(schedule, order, market);
    assert(targets.every((target, i) => Number.isInteger(target) && target >= (targets[i - 1] ?? 0)));
    assert(targets.every((target) => target <= order.quantity));
    const slice = randomInt(random, targets.length);
    const other = marketOf(withOtherFuture(tape, market.rowsBefore(startNs + slice * 4e9), random));
    assertEquals(targetsOf(schedule, order, other).slice(0, slice + 1), targets.slice(0, slice + 1));
  });
});

Deno.test("pov() refuses a participation that is none", () => {
  for (const participation of [0, -0.1, 1.01, NaN]) {
    assertThrows(() => pov(1e9, participation), RangeError, "participation");
  }
});
