/** Options of `sorlab backtest`, and what its two sets of rules have in common. @module */

import type { FeeChoice } from "../execution/fee_choice.ts";
import type { Tape } from "../market/tape.ts";
import { formatBound, type TimeBound } from "../market/time.ts";
import { USUAL_STRATEGY } from "../backtest/question.ts";
import { PARAMETER_NAMES } from "../model/parameters.ts";
import { isOpen, parametersOf, type StrategyName } from "../strategy/strategy_name.ts";
import type { Run } from "../report/schema.ts";
import type { RunResult } from "./artefact_output.ts";
import { dataOptions } from "./data.ts";
import { feeOptions } from "./fees.ts";
import { kafkaSourceOptions } from "./kafka_source.ts";
import { anyStrategy, marketOptions } from "./market_options.ts";
import { orderSize } from "./question_values.ts";
import { maxMemory, type Workload } from "./memory.ts";
import {
  choice,
  type Condition,
  duration,
  flag,
  integer,
  onlyWith,
  type Options,
  quiet,
  text,
  type Values,
} from "./options.ts";
import { pageOptions } from "./page_options.ts";
import { at } from "./question_options.ts";
import { routerOptions } from "./router.ts";
import { parameterOptions, searchOptions } from "./search.ts";

/** What only trial rules read. */
const TRIAL_RULES: Condition = {
  option: "rules",
  values: ["trial"],
  otherwise: "only trial rules have it; add --rules trial",
};

const WITH_BASELINES: Condition = {
  option: "skipBaselines",
  values: [false],
  otherwise: "it is of TWAP and VWAP, which --skip-baselines leaves out",
};

/** Whose splits have a lattice, and may not exist. */
const ON_A_LATTICE: Condition = {
  holds: ({ rules, allocator }) => rules !== "trial" || allocator !== "greedy",
  otherwise: "--allocator greedy takes any number of shares",
};

/** Options of the trial's rules alone. */
const trialOptions = onlyWith(TRIAL_RULES, {
  allocator: routerOptions.allocator,
  cost: routerOptions.cost,
  ...onlyWith(ON_A_LATTICE, {
    infeasible: choice(
      ["wait", "greedy"],
      "where no exact split exists: wait, or take the cheapest",
    ),
  }),
  snapshot: dataOptions.snapshot,
  snapshots: dataOptions.snapshots,
  ...onlyWith(WITH_BASELINES, {
    vwapProfile: choice(
      ["trailing", "hindsight"],
      "what VWAP knows: the past, or as published the whole window",
    ),
  }),
  skipBaselines: flag("run the router alone, without best ask, TWAP and VWAP"),
});

/** What only rows and messages have that others have written. */
const OF_OTHERS: Condition = {
  holds: ({ kafka, foreign }) => kafka !== true || foreign === true,
  otherwise: "it is of files and of --foreign; sorlab produce has it, and what is in a topic is past that",
};

/** What only files are read by. */
export const FROM_FILE: Condition = {
  option: "kafka",
  values: [false],
  otherwise: "it is of files; sorlab produce has it, and what is in a topic is past that",
};

/** Whether a condition is of where the tape comes from, which may be the very same tape. */
export function isOfSource(condition: Condition): boolean {
  return condition === FROM_FILE || condition === OF_OTHERS ||
    ("option" in condition && condition.option === "kafka");
}

/** What a topic's messages do not carry. */
const NOT_IN_TOPICS: Condition = {
  option: "kafka",
  values: [false],
  otherwise: "messages of a topic have the first level alone; leave --kafka or this out",
};

/** The trial's snapshots have the best quotes alone. */
const OF_MARKET_RULES: Condition = {
  option: "rules",
  values: ["market"],
  otherwise: "the trial's snapshots have the first level alone; leave --rules trial or this out",
};

const WITH_NUMBERS_FOR_TIMES: Condition = {
  holds: ({ kafka, foreign }) => kafka !== true || foreign === true,
  otherwise: "sorlab's own messages tell their times as text; it is of files, and of --foreign",
};

const GRID_SEARCH: Condition = {
  option: "search",
  values: ["grid"],
  otherwise: "only --search grid has points on axes; others try as many points as --evaluations says",
};

/** What the strategy's search has: its parameters, or under the trial's rules all there are. */
function searched({ rules, strategy, impact }: Readonly<Record<string, unknown>>): readonly string[] {
  if (rules === "trial") return PARAMETER_NAMES;
  const name = (strategy ?? USUAL_STRATEGY) as StrategyName;
  // What a router of the user's own declares is known once it is open.
  if (!isOpen(name)) return [UNKNOWN_PARAMETER];
  const learns = impact === "adaptive" && name.placement === "cont-kukanov";
  return Object.keys(parametersOf(name)).filter((parameter) => !learns || parameter !== "thetaQueue");
}

/** Stands for what a router declares that is not open yet. */
const UNKNOWN_PARAMETER = "parameters of the router";

const WITH_PARAMETERS: Condition = {
  holds: (values) => searched(values).length > 0,
  otherwise: "the strategy has no parameter to search; leave it out",
};

const WITH_OPEN_AXES: Condition = {
  holds: (values) => searched(values).some((parameter) => values[parameter] === undefined),
  otherwise: "there is no axis left for it: the strategy has no parameter, or the values of all are given",
};

/** Under the trial's rules nothing is drawn but a synthetic tape. */
const DRAWN: Condition = {
  holds: ({ rules, data, kafka }) => rules !== "trial" || (data === undefined && kafka !== true),
  otherwise: "trial rules draw nothing but a synthetic tape; leave it out",
};

/** What moves in steps: the trial's router, and static-split. */
const STEPPING: Condition = {
  holds: (values) =>
    values["rules"] === "trial" || anyStrategy(values, ({ placement }) => placement === "static-split"),
  otherwise:
    "no strategy here reads it; it is of static-split, for --strategy or --compare, and of --rules trial",
};

/** Under the trial's rules what is sent is taken at once. */
const RESTING_RULES: Condition = {
  option: "rules",
  values: ["market"],
  otherwise: "under trial rules nothing rests, so that there is no rebate to earn; leave it out",
};

const boundText = (bound: TimeBound | undefined): string | undefined => bound && formatBound(bound);

/** Options of `sorlab backtest`. */
export const backtestOptions = {
  config: text(
    "FILE",
    "take from it what is not given here: JSON, an artefact or options as its run.arguments are",
  ),
  ...dataOptions,
  ...onlyWith(OF_OTHERS, { keepBadBooks: dataOptions.keepBadBooks }),
  ...onlyWith(FROM_FILE, {
    skipBadRows: dataOptions.skipBadRows,
    layout: dataOptions.layout,
    date: dataOptions.date,
  }),
  ...onlyWith(WITH_NUMBERS_FOR_TIMES, { timeUnit: dataOptions.timeUnit }),
  ...onlyWith(
    OF_MARKET_RULES,
    onlyWith(NOT_IN_TOPICS, {
      levels: integer(
        undefined,
        { min: 1, max: 10 },
        "levels of each venue's book that orders meet, where the data has them, as mbp-10 does (1)",
      ),
    }),
  ),
  from: at("orders.from", dataOptions.from, boundText),
  to: at("orders.to", dataOptions.to, boundText),
  maxQuoteAge: at("rules.quotes.maxAgeNs", {
    ...dataOptions.maxQuoteAge,
    help:
      "drop quotes older than this: 500ms, 2s, 1m (1s on all but the reference venue where carried books are " +
      "crossed for more than 1 % of the time, else never; trial rules: never)",
  }),
  ...onlyWith(DRAWN, {
    seed: at("search.seed", {
      ...dataOptions.seed,
      help: "number that a synthetic tape, random search and intervals are drawn from",
    }),
  }),
  ...kafkaSourceOptions,
  rules: choice(
    ["market", "trial"],
    "market: latency, live quotes, nothing bought twice; trial: as published, all of it fresh at every snapshot",
  ),
  side: at(
    "orders.sides",
    choice(["buy", "sell", "both"], "what to do; both: a buy and a sell at every start"),
  ),
  orderSize: at(
    "orders.size",
    orderSize("shares of a parent order, or a part of what is displayed or traded before it"),
  ),
  ...onlyWith(WITH_BASELINES, {
    interval: at("strategy.intervalNs", duration(undefined, "length of a slice (30s; trial rules 60s)")),
  }),
  ...marketOptions,
  ...onlyWith(WITH_PARAMETERS, { search: marketOptions.search }),
  ...searchOptions,
  ...onlyWith(GRID_SEARCH, onlyWith(WITH_OPEN_AXES, { grid: at("search.levels", searchOptions.grid) })),
  ...parameterOptions((name, option) => at(`search.axes.${name}`, option)),
  ...feeOptions,
  ...onlyWith(RESTING_RULES, { rebate: feeOptions.rebate }),
  ...onlyWith(STEPPING, onlyWith(ON_A_LATTICE, { step: at("strategy.step", routerOptions.step) })),
  ...helpOf("trial rules", trialOptions),
  out: text(
    "FILE",
    "write the artefact here too; - is standard output alone (report_YYYYMMDD_HHMMSS.json, UTC)",
  ),
  format: choice(
    ["auto", "json", "table"],
    "what goes to standard output: the artefact as JSON, or what it says as tables; auto: tables on a terminal, else JSON",
  ),
  noFile: flag("write no file"),
  ...pageOptions,
  maxMemory,
  quiet,
};

function helpOf<O extends Options>(where: string, options: O): O {
  const entries = Object.entries(options);
  return Object.fromEntries(
    entries.map(([name, option]) => [name, { ...option, help: `${where}: ${option.help}` }]),
  ) as O;
}

/** What the user asked for. */
export type BacktestValues = Values<typeof backtestOptions> & { readonly interval: number };

/** A back-test whose arguments are checked. */
export interface Backtest {
  /** Arguments that are files: what in them the result depends on. */
  readonly files: Readonly<Record<string, unknown>>;
  /** What it is going to be: for its memory. */
  readonly workload: Omit<Workload, "rows" | "workers">;
  run(input: BacktestInput): Promise<RunResult>;
}

/** What a back-test is given. */
export interface BacktestInput {
  readonly tape: Tape;
  readonly fees: FeeChoice;
  /** For the artefact: how the run can be repeated. */
  readonly run: Run;
  /** Of a checkpoint: what its results depend on. Where the tape came from changes nothing. */
  readonly identity: string;
}
