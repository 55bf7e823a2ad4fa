/** The options of `sorlab backtest` as its help shows them. @module */

import type { OptionGroup } from "./command.ts";
import type { backtestOptions } from "./backtest_options.ts";

type Name = keyof typeof backtestOptions;

/** All options, what belongs together side by side; of each group, those first that matter most. */
export const BACKTEST_GROUPS = [
  {
    title: "Data",
    common: ["data", "kafka"],
    others: [
      ...["config", "symbol", "instrumentId", "rtype", "layout", "date", "timeUnit", "from", "to"],
      ...["keepBadBooks", "skipBadRows"],
      ...["maxQuoteAge", "bootstrap", "topic", "kafkaConfig", "verbose", "timeout", "runId", "follow"],
      ...["group", "spool", "foreign", "foreignMap", "skipBad"],
    ],
  },
  {
    title: "Parent orders",
    common: ["orders", "side", "orderSize"],
    others: ["every", "horizon", "session", "limit"],
  },
  {
    title: "Strategy",
    common: ["strategy", "compare"],
    others: [
      ...["schedule", "placement", "decisionTimeout", "allowExec"],
      ...["primary", "interval", "volumeProfile", "participation", "riskAversion", "depthTicks", "impact"],
      ...["adverseSelection", "shortfall", "overfill", "step"],
    ],
  },
  {
    title: "Market",
    common: ["rules", "fees"],
    others: [
      ...["latency", "levels", "queue", "refresh", "residual", "referenceVenue", "collar", "maxPrint"],
      ...["fee", "rebate", "whatIfFees"],
    ],
  },
  {
    title: "Search",
    common: ["folds"],
    others: [
      ...["search", "grid", "evaluations", "lambdaOver", "lambdaUnder", "thetaQueue", "workers"],
      ...["maxMemory", "checkpoint", "stability", "seed"],
    ],
  },
  {
    title: "Trial rules",
    common: [],
    others: ["allocator", "cost", "infeasible", "snapshot", "snapshots", "vwapProfile", "skipBaselines"],
  },
  {
    title: "Output",
    common: [],
    others: ["out", "format", "noFile", "html", "open", "perOrder", "fills", "quiet"],
  },
] as const satisfies readonly OptionGroup<Name>[];
