import { assert, assertEquals, assertThrows } from "@std/assert";
import { makeOffers } from "../../../src/execution/offers.ts";
import { randomInt } from "../../../src/market/random.ts";
import { immediate } from "../../../src/strategy/schedule/immediate.ts";
import { twap } from "../../../src/strategy/schedule/twap.ts";
import { twap as trialTwap } from "../../../src/trial/twap.ts";
import { forSeeds } from "../../_tapes.ts";
import { marketWith, orderOf, targetsOf } from "./_market.ts";

const market = marketWith({});

Deno.test("immediate() wants everything at every slice", () => {
  assertEquals(targetsOf(immediate(10e9), orderOf(500, 0, 25), market), [500, 500, 500]);
});

Deno.test("twap() wants equal parts, the remainder in the earliest, the whole order by the last", () => {
  assertEquals(targetsOf(twap(10e9), orderOf(11, 0, 30), market), [4, 8, 11]);
  assertEquals(targetsOf(twap(10e9), orderOf(11, 0, 21), market), [4, 8, 11]);
});

Deno.test("twap() has the targets of the trial's, whatever was filled", () => {
  forSeeds(1, 300, (random) => {
    const order = orderOf(1 + randomInt(random, 5000), 5, 6 + randomInt(random, 300));
    const intervalNs = 1e9 * (1 + randomInt(random, 60));
    const offers = makeOffers(1);
    const run = twap(intervalNs).begin(order, market);
    const trial = trialTwap(intervalNs).begin(order);
    let filled = 0;
    for (let slice = 0; slice < run.slices; slice++) {
      const due = trial.due(run.startNs(slice), order.quantity - filled, offers);
      assertEquals(Math.max(0, run.target(slice, 1, filled) - filled), due);
      filled += randomInt(random, due + 1);
    }
    assert(run.startNs(run.slices) === order.endNs);
  });
});

Deno.test("twap() and immediate() refuse an interval that is not positive", () => {
  for (const schedule of [twap(0), immediate(-1)]) {
    assertThrows(() => schedule.begin(orderOf(1, 0, 1), market), RangeError, "positive");
  }
});
