import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { randomInt } from "../../../../src/market/random.ts";
import { BUY, SELL } from "../../../../src/market/side.ts";
import {
  linearCost,
  parametersInUnits,
  quadraticCost,
} from "../../../../src/strategy/placement/static_split/cost.ts";
import { forSeeds, offersOf, randomCase, TICK_UNITS } from "./_cases.ts";
import { computeCost, formalCost } from "./_enumerate.ts";

const TICKS_PER_DOLLAR = 1e9 / TICK_UNITS;

Deno.test("linearCost() and quadraticCost() match the references for any split, beyond sizes too", () => {
  forSeeds(3, 2_000, (random) => {
    const { venues, offers, quantity, side, parameters } = randomCase(random, {
      mostVenues: 5,
      mostLots: 5,
      steps: [1, 100],
    });
    const split = Float64Array.from(venues, (venue) => randomInt(random, (venue?.size ?? 0) * 2 + 1));
    const inTicks = {
      lambdaOver: parameters.lambdaOver * TICKS_PER_DOLLAR,
      lambdaUnder: parameters.lambdaUnder * TICKS_PER_DOLLAR,
      thetaQueue: parameters.thetaQueue * TICKS_PER_DOLLAR,
    };
    const linear = computeCost([...split], venues, quantity, inTicks) / TICKS_PER_DOLLAR;
    const formal = formalCost([...split], venues, quantity, inTicks) / TICKS_PER_DOLLAR;
    const close = 1e-12 * quantity * quantity + 1e-7;
    assertAlmostEquals(linearCost(split, quantity, offers, side, parameters).total, linear, close);
    assertAlmostEquals(quadraticCost(split, quantity, offers, side, parameters), formal, close);
  });
});

Deno.test("linearCost() names its parts, of a sell too", () => {
  const offers = offersOf([10, 100, 0.5], [null, 0]);
  offers.addRebate[0] = 0.25e9;
  const parameters = { lambdaOver: 1, lambdaUnder: 2, thetaQueue: 3 };
  assertEquals(linearCost(Float64Array.of(140, 60), 130, offers, SELL, parameters), {
    cash: -950,
    rebate: 10,
    queueRisk: 90,
    under: 60,
    over: 0,
    total: -810,
  });
  assertEquals(linearCost(Float64Array.of(100, 0), 90, offers, BUY, parameters).over, 10);
});

Deno.test("parametersInUnits() rejects what is negative or not finite", () => {
  const fine = { lambdaOver: 0, lambdaUnder: 0.5, thetaQueue: 1 };
  assertEquals(parametersInUnits(fine), { lambdaOver: 0, lambdaUnder: 0.5e9, thetaQueue: 1e9 });
  for (const value of [-0.1, NaN, Infinity]) {
    assertThrows(() => parametersInUnits({ ...fine, thetaQueue: value }), RangeError, `thetaQueue ${value}`);
  }
});
