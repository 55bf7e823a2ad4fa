/** Reference numbers of the decisions that Cont & Kukanov compare theirs with. @module */

import type { Problem } from "../model/cont_kukanov/sample_mean.ts";
import { baselineOutflow, baselineTerms, centsPerShareOf, QUANTITIES, VENUES } from "./baseline.ts";
import { about, type Check, type Group } from "./check.ts";

/** What the paper prints comes from samples of its own. */
const TOLERANCE_CENTS = 0.03;
const SAMPLES = 65_536;

/** By order, for K = 1 … 5. */
const ALL_TAKEN = 2.35;
const ALL_AT_ONE_VENUE: Readonly<Record<number, readonly number[]>> = {
  500: [2.19, 2.22, 2.21, 2.20, 2.22],
  1000: [3.65, 3.64, 3.65, 3.64, 3.65],
  5000: [4.81, 4.81, 4.81, 4.81, 4.82],
};
const ALIKE: Readonly<Record<number, readonly number[]>> = {
  500: [0.83, -0.57, -1.02, -1.25, -1.40],
  1000: [2.27, 1.28, 0.09, -0.88, -1.29],
  5000: [3.44, 3.60, 3.55, 3.39, 3.22],
};

/** W of the decisions that Cont & Kukanov compare with, baseline costs. */
export const fixedPoints: Group = {
  title: "Cost of fixed decisions, cents a share (paper, section 5)",
  run(): Check[] {
    const outflows = VENUES.map((venues) => baselineOutflow(venues, SAMPLES));
    return QUANTITIES.flatMap((quantity) =>
      VENUES.flatMap((venues, i) => {
        const problem: Problem = { ...baselineTerms(quantity, venues), outflow: outflows[i]! };
        const cents = centsPerShareOf(problem);
        const check = (name: string, expected: number, decision: Float64Array): Check =>
          about(
            `W(${name}), S = ${quantity}, K = ${venues}`,
            expected,
            cents(decision),
            TOLERANCE_CENTS,
          );
        const taken = new Float64Array(venues + 1);
        taken[0] = quantity;
        const resting = new Float64Array(venues + 1);
        resting[1] = quantity;
        const alike = new Float64Array(venues + 1).fill(quantity / (venues + 1));
        return [
          check("X_M", ALL_TAKEN, taken),
          check("X_L", ALL_AT_ONE_VENUE[quantity]![i]!, resting),
          check("X_E", ALIKE[quantity]![i]!, alike),
        ];
      })
    );
  },
};
