/** A part to test with. @module */

import type { Parts } from "../../src/analysis/attribution.ts";
import type { MeasuredPart } from "../../src/study/part.ts";

function parts(some: Partial<Parts<number>>): Parts<number> {
  return { drift: 0, spread: 0, venue: 0, passive: 0, residual: 0, fees: 0, opportunity: 0, ...some };
}

/** Two points, two runs, one comparison; two blocks of a start each. */
export function measuredPart(): MeasuredPart {
  return {
    format: "sorlab-part-1",
    version: "1.0.0",
    task: "7".repeat(64),
    status: "measured",
    tape: {
      day: "2024-07-01",
      symbol: "AAPL",
      dataset: "DBEQ.BASIC",
      digest: "ab",
      rows: 100,
      session: [{ from: "2024-07-01T13:30:00Z", to: "2024-07-01T20:00:00Z" }],
      venues: ["XNAS", "EPRL"],
      spreadBps: 1.5,
      volatilityBps: 80,
    },
    measured: {
      strategy: "twap+static-relative",
      residual: "cross",
      parameters: ["lambdaUnder"],
      points: [[1], [2]],
      comparisons: { twap: { strategy: "twap+best-quote", kind: "routing" } },
      main: "twap",
    },
    orders: {
      count: 4,
      starts: 2,
      horizonNs: 600e9,
      spacingNs: 3600e9,
      shares: 40,
      notionalDollars: 3000,
    },
    blocks: [1, 1],
    runs: [
      {
        tuningDollars: 5,
        compared: 0,
        ownShares: 40,
        costDollars: [2, 3],
        parts: parts({ spread: 4, fees: 1 }),
      },
      {
        tuningDollars: 4,
        compared: 0,
        ownShares: 40,
        costDollars: [1, 3],
        parts: parts({ spread: 3, fees: 1 }),
      },
    ],
    runAt: [0, 1],
    compared: [{
      orders: 4,
      leftOut: {},
      shares: 40,
      notionalDollars: [1000, 2000],
      others: { twap: { ownShares: 40, costDollars: [4, 6], parts: parts({ spread: 9, fees: 1 }) } },
    }],
  };
}
