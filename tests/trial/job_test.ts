import { assertEquals } from "@std/assert";
import { pointAt } from "../../src/trial/grid.ts";
import { trialEvaluatorOf } from "../../src/trial/job.ts";
import { evaluateTrial, trialMarket } from "../../src/trial/router.ts";
import { axes, setup, tape } from "./_searches.ts";

Deno.test("trialEvaluatorOf() needs nothing but what goes to a worker", () => {
  const { columns, originNs } = tape;
  // By structured clone, as a message goes; its columns stay shared.
  const evaluate = trialEvaluatorOf(structuredClone({ columns, originNs, setup }));
  for (const index of [0, 7, 23]) {
    const point = pointAt(axes, index);
    assertEquals(evaluate(point), evaluateTrial(trialMarket(tape, setup.rules), setup, point));
  }
});
