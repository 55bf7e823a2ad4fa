/** Reference numbers of the optimal decisions of Cont & Kukanov. @module */

import { explain } from "../model/cont_kukanov/explain.ts";
import { TAKE } from "../model/cont_kukanov/model.ts";
import { Solver } from "../model/cont_kukanov/solver.ts";
import { baselineOutflow, baselineTerms, QUANTITIES, VENUES } from "./baseline.ts";
import { about, atMost, type Check, type Group } from "./check.ts";

const TOLERANCE_CENTS = 0.005;
/** The paper's figures come from samples of its own. */
const PRINTED_TOLERANCE_CENTS = 0.03;
const SHORT_TOLERANCE = 0.005;
const SAMPLES = 16_384;
/** Of a coarse sample, whose optimum is where the fine one's is looked for: there are many starts. */
const FEW_SAMPLES = 2_048;
/** As many as the solver affords over the fine one. */
const KICKS = 8;

/** By order, for K = 1 … 5. */
const LEAST: Readonly<Record<number, readonly number[]>> = {
  500: [0.7368, -0.877, -2.024, -2.141, -2.148],
  1000: [1.5434, 0.737, -0.074, -0.887, -1.671],
  5000: [2.1887, 2.027, 1.865, 1.703, 1.540],
};
/** Table 1: the iterate that the paper's algorithm ends with. */
const PRINTED: Readonly<Record<number, readonly number[]>> = {
  500: [1.54, -0.85, -1.99, -2.06, -2.05],
  1000: [2.07, 0.77, -0.07, -0.90, -1.64],
  5000: [2.22, 2.10, 1.95, 1.79, 1.62],
};
/** P(A < S) near an optimum that takes shares, with two venues or more. */
const SHORT = 0.733;

/** The optima of the baseline, found by the solver; the paper prints what its algorithm finds. */
export const optima: Group = {
  title: "Optima, cents a share: the solver's, and the paper's Table 1, which it must not exceed",
  *run(): Generator<Check> {
    const solver = new Solver();
    const coarse = VENUES.map((venues) => baselineOutflow(venues, FEW_SAMPLES));
    const outflows = VENUES.map((venues) => baselineOutflow(venues, SAMPLES));
    for (const quantity of QUANTITIES) {
      for (const [i, venues] of VENUES.entries()) {
        const decision = new Float64Array(venues + 1);
        const terms = baselineTerms(quantity, venues);
        solver.solve({ ...terms, outflow: coarse[i]! }, decision, { kicks: KICKS });
        const options = { starts: [decision.slice()], usualStarts: false, kicks: 0 };
        const cents = solver.solve({ ...terms, outflow: outflows[i]! }, decision, options) / quantity * 100;
        const name = `S = ${quantity}, K = ${venues}`;
        yield about(`W(X*), ${name}`, LEAST[quantity]![i]!, cents, TOLERANCE_CENTS);
        yield atMost(`Table 1, ${name}`, PRINTED[quantity]![i]!, cents, PRINTED_TOLERANCE_CENTS);
        if (venues === 1 || decision[TAKE] === 0) continue;
        const { short } = explain(solver.mean, decision, solver.slopes);
        yield about(`P(A < S), ${name}`, SHORT, short, SHORT_TOLERANCE);
      }
    }
  },
};
