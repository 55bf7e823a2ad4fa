/** Reference numbers of Almgren & Chriss, and of the impact measured by Almgren et al. @module */

import { permanentImpact, realisedImpact } from "../model/market_impact.ts";
import { almgrenChrissTrajectory } from "../model/almgren_chriss.ts";
import { about, type Group } from "./check.ts";

/** x_1 … x_5 of the example of Almgren & Chriss. */
const HOLDINGS = [542380.7, 290295.1, 148216.1, 62303.2, 0];

/** Almgren & Chriss, "Optimal execution of portfolio transactions": their example. */
export const trajectory: Group = {
  title: "Almgren & Chriss: the trajectory of their example",
  run() {
    const { holdings, kappa, kappaTilde, expectedCost, variance } = almgrenChrissTrajectory({
      quantity: 1e6,
      horizon: 5,
      intervals: 5,
      volatility: 0.3 * 50 / Math.sqrt(250),
      permanentImpact: 2.5e-7,
      temporaryImpact: 2.5e-6,
      fixedCost: 0.0625,
      riskAversion: 1e-6,
    });
    return [
      ...HOLDINGS.map((shares, j) => about(`x_${j + 1}, shares`, shares, holdings[j + 1]!, 0.05)),
      about("κ", 0.6063, kappa, 0.00005),
      about("κ for short intervals", 0.6156, kappaTilde, 0.00005),
      about("E, dollars", 910_477.8, expectedCost, 0.05),
      about("Var, dollars squared", 3.63868e11, variance, 0.000005e11),
    ];
  },
};

/** Stock, σ in basis points a day, Θ/V, I and J at three lengths, basis points. */
const STOCKS: readonly (readonly [string, number, number, permanent: number, realised: readonly number[]])[] =
  [
    ["IBM", 157, 263.374, 19.86, [32, 25, 18]],
    ["DRI", 226, 87.092, 21.68, [43, 32, 23]],
  ];
const DAYS = [0.1, 0.2, 0.5];

/** Almgren et al., "Direct estimation of equity market impact": their examples, a tenth of a day's volume. */
export const impact: Group = {
  title: "Almgren et al. 2005: impact of a tenth of a day's volume, basis points",
  run: () =>
    STOCKS.flatMap(([stock, volatility, inverseTurnover, permanent, realised]) => {
      const order = { volatility, dayFraction: 0.1, inverseTurnover };
      return [
        about(`I, ${stock}`, permanent, permanentImpact({ ...order, days: 0.1 }), 0.005),
        ...DAYS.map((days, i) =>
          about(`J over ${days} days, ${stock}`, realised[i]!, realisedImpact({ ...order, days }), 0.5)
        ),
      ];
    }),
};
