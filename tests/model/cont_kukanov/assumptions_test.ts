import { assertThrows } from "@std/assert";
import { checkAssumptions } from "../../../src/model/cont_kukanov/assumptions.ts";
import { makeLadder } from "../../../src/model/cont_kukanov/taking_ladder.ts";
import { BASELINE } from "./_problems.ts";

const two = { ...BASELINE, addRebate: Float64Array.of(0.002, 0.001), queue: Float64Array.of(0, 0) };

Deno.test("checkAssumptions() names the assumption that is violated, and the values", () => {
  checkAssumptions(two);
  const fails = (changes: Partial<typeof BASELINE>, message: string) =>
    assertThrows(() => checkAssumptions({ ...two, ...changes }), RangeError, message);
  fails(
    { addRebate: Float64Array.of(0.002, -0.02) },
    "A1 is violated: it wants min r_k + h > 0, but min r_k is -0.02, h is 0.02",
  );
  fails(
    { lambdaOver: 0.022 },
    "A2 is violated: it wants λ_o > h + max r_k, but λ_o is 0.022, h + max r_k is 0.022",
  );
  fails(
    { takeFee: -0.08, lambdaOver: 0.05 },
    "A2 is violated: it wants λ_o > −(h + f), but λ_o is 0.05, h + f is -0.06",
  );
  fails({ lambdaUnder: 0.02 }, "A3 is violated: it wants λ_u > h + f, but λ_u is 0.02, h + f is 0.023");
});

Deno.test("checkAssumptions() leaves out venues that may not be posted at", () => {
  const terms = { ...two, addRebate: Float64Array.of(0.002, -0.02) };
  checkAssumptions(terms, Float64Array.of(100, 0));
  checkAssumptions({ ...terms, addRebate: Float64Array.of(0.9, -0.9) }, Float64Array.of(0, 0));
});

Deno.test("checkAssumptions() takes the first rung of a ladder for h + f", () => {
  const terms = { ...two, ladder: makeLadder([{ size: 100, cost: 0.06 }, { size: 100, cost: 0.04 }]) };
  checkAssumptions(terms);
  assertThrows(() => checkAssumptions({ ...terms, lambdaUnder: 0.039 }), RangeError, "h + f is 0.04");
});

Deno.test("checkAssumptions() rejects terms that are no numbers to work with", () => {
  const fails = (changes: Partial<typeof BASELINE>, message: string) =>
    assertThrows(() => checkAssumptions({ ...two, ...changes }), RangeError, message);
  fails({ quantity: 0 }, "Cannot buy 0 shares");
  fails({ quantity: NaN }, "Cannot buy NaN shares");
  fails({ halfSpread: -0.01 }, "half a spread of -0.01");
  fails({ thetaQueue: -1 }, "θ of -1");
  fails({ takeFee: Infinity }, "take fee of Infinity");
  fails({ lambdaUnder: Infinity }, "λ_u of Infinity");
  fails({ lambdaOver: NaN }, "λ_o of NaN");
  fails({ addRebate: Float64Array.of(0.002, NaN) }, "rebate of NaN at venue 1");
  fails({ addRebate: Float64Array.of(0.002) }, "1 rebates for 2 queues");
  fails({ queue: Float64Array.of(0, -1) }, "-1 shares at venue 1");
  fails({ queue: Float64Array.of(Infinity, 0) }, "Infinity shares at venue 0");
  fails({ queue: new Float64Array(), addRebate: new Float64Array() }, "without a venue");
  const wrong = { ...two, impact: Float64Array.of(0.001, 0.002) };
  assertThrows(() => checkAssumptions(wrong), RangeError, "2 θ for 3 places");
  assertThrows(() => checkAssumptions({ ...two, impact: Float64Array.of(0, 0, -1) }), RangeError, "θ of -1");
});
