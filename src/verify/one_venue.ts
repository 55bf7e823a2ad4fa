/** Reference numbers of one venue: figure 2, and the closed form. @module */

import type { Terms } from "../model/cont_kukanov/model.ts";
import { solveOneVenue } from "../model/cont_kukanov/one_venue.ts";
import type { Distribution } from "../model/cont_kukanov/outflow/distribution.ts";
import { exponential } from "../model/cont_kukanov/outflow/exponential.ts";
import { independentOutflow, spreadSamples } from "../model/cont_kukanov/outflow/joint.ts";
import { pareto } from "../model/cont_kukanov/outflow/pareto.ts";
import { poisson } from "../model/cont_kukanov/outflow/poisson.ts";
import { baselineTerms, centsPerShare } from "./baseline.ts";
import { about, type Check, exactly, type Group } from "./check.ts";

/** Half of the last digit that the references have. */
const LAST_DIGIT = { lambda: 5e-7, shares: 0.005, cents: 0.00005 };
const SAMPLES = 65_536;

/** Figure 2: outflow, bounds of λ_u between which both kinds of order are sent, and L* at two values of it. */
const FIGURE_2:
  readonly (readonly [string, Distribution, low: number, high: number, at5: number, at4: number])[] = [
    ["exponential, mean 2200", exponential(2200), 0.037962, 0.052863, 132.68, 800.52],
    ["exponential, mean 2500", exponential(2500), 0.041896, 0.059218, 423.50, 1000],
    ["Pareto, tail 5, mean 2200", pareto(1760, 5), 0.025861, 0.072785, 136.55, 270.29],
  ];

/** One venue and plain Poisson outflows: what is changed, and L*. */
const SERIES: readonly (readonly [string, Partial<Terms>, mean: number, rest: number])[] = [
  ["baseline", {}, 2200, 214],
  ["λ_u = .025", { lambdaUnder: 0.025 }, 2200, 276],
  ["λ_u = .075", { lambdaUnder: 0.075 }, 2200, 195],
  ["h = .005", { halfSpread: 0.005 }, 2200, 170],
  ["h = .03", { halfSpread: 0.03 }, 2200, 237],
  ["Q = 1800", { queue: Float64Array.of(1800) }, 2200, 414],
  ["mean 2100", {}, 2100, 114],
  ["f = .005", { takeFee: 0.005 }, 2200, 218],
  ["r = .005", { addRebate: Float64Array.of(0.005) }, 2200, 216],
  ["θ = .002", { thetaQueue: 0.002 }, 2200, 213],
];

const SERIES_CENTS: readonly (readonly [quantity: number, cents: number])[] = [
  [500, 0.8091],
  [1000, 1.5795],
  [5000, 2.1959],
];

/** Figure 2 of the paper, with the values behind its curves. */
export const figure2: Group = {
  title: "One venue, the closed form: Figure 2",
  run: () =>
    FIGURE_2.flatMap(([name, outflow, low, high, at5, at4]) => {
      const terms = baselineTerms(1000);
      const solution = solveOneVenue(terms, outflow);
      const cheaper = solveOneVenue({ ...terms, lambdaUnder: 0.04 }, outflow);
      return [
        about(`λ_low, ${name}`, low, solution.lambdaLow, LAST_DIGIT.lambda),
        about(`λ_high, ${name}`, high, solution.lambdaHigh, LAST_DIGIT.lambda),
        about(`L* at λ_u = .05, ${name}`, at5, solution.rest, LAST_DIGIT.shares),
        about(`L* at λ_u = .04, ${name}`, at4, cheaper.rest, LAST_DIGIT.shares),
      ];
    }),
};

/** How L* moves with each term, and what it costs. */
export const closedForm: Group = {
  title: "One venue, the closed form: Poisson outflows",
  run(): Check[] {
    const shares = SERIES.map(([name, changes, mean, rest]) =>
      exactly(`L*, ${name}`, rest, solveOneVenue({ ...baselineTerms(1000), ...changes }, poisson(mean)).rest)
    );
    const outflow = spreadSamples(independentOutflow([poisson(2200)]), SAMPLES);
    const costs = SERIES_CENTS.map(([quantity, expected]) => {
      const terms = baselineTerms(quantity);
      const { take, rest } = solveOneVenue(terms, poisson(2200));
      const cents = centsPerShare({ ...terms, outflow }, Float64Array.of(take, rest));
      return about(`W(X*), S = ${quantity}`, expected, cents, LAST_DIGIT.cents);
    });
    return [...shares, ...costs, ...plainExample()];
  },
};

/** Section 4.2: (M*, L*) = (730, 270), which holds for some λ_u that is not printed. */
function plainExample(): Check[] {
  const outflow = poisson(2200);
  const terms = baselineTerms(1000);
  const restAt = (lambdaUnder: number): number => solveOneVenue({ ...terms, lambdaUnder }, outflow).rest;
  const { halfSpread, takeFee, thetaQueue } = terms;
  const rebate = terms.addRebate[0]!;
  const lambdaFor = (shares: number): number =>
    (2 * halfSpread + takeFee + rebate) / outflow.cdf(shares) - halfSpread - rebate - thetaQueue;
  return [
    about("least λ_u with L* = 270", 0.02573, lambdaFor(2270), 5e-6),
    about("λ_u from which on L* < 270", 0.02587, lambdaFor(2269), 5e-6),
    exactly("L* at λ_u = .0258", 270, restAt(0.0258)),
  ];
}
