/** Options of a back-test by market rules. @module */

import { comparedWith } from "../backtest/compared.ts";
import { LIMITS } from "../backtest/limits.ts";
import { DEFAULTS, USUAL_STRATEGY, WITHOUT_RESTING } from "../backtest/question.ts";
import { DECISION_TIMEOUT_NS } from "../backtest/run.ts";
import { isProgram, type NamedRouter } from "../strategy/external/router.ts";
import { PLACEMENT_NAMES, SCHEDULE_NAMES } from "../strategy/strategies.ts";
import {
  isOpen,
  ownRouters,
  parsePlacement,
  parseSchedule,
  type StrategyName,
  strategyText,
} from "../strategy/strategy_name.ts";
import { choice, type Condition, decimal, duration, flag, integer, onlyWith, text } from "./options.ts";
import { at } from "./question_options.ts";
import {
  collar,
  files,
  latencies,
  namedPart,
  names,
  orderLimit,
  session,
  strategies,
  strategy,
} from "./question_values.ts";
import { queueByName, queueOption } from "./queue.ts";

/** What only market rules read. */
const MARKET_RULES: Condition = {
  option: "rules",
  values: ["market"],
  otherwise: "only market rules have it; leave --rules trial out",
};

/**
 * Whether any strategy of a back-test by market rules is of a kind: the measured one, or one that it is compared
 * with.
 *
 * @param values of the options.
 */
export function anyStrategy(
  values: Readonly<Record<string, unknown>>,
  isOfKind: (strategy: StrategyName<NamedRouter>) => boolean,
): boolean {
  const measured = (values["strategy"] ?? USUAL_STRATEGY) as StrategyName<NamedRouter>;
  const others = comparedWith(measured, (values["compare"] ?? []) as readonly StrategyName<NamedRouter>[]);
  return [measured, ...Object.values(others)].some(isOfKind);
}

function ofStrategies(which: string, isOfKind: (strategy: StrategyName<NamedRouter>) => boolean): Condition {
  return {
    holds: (values) => anyStrategy(values, isOfKind),
    otherwise: `no strategy here reads it; it is of ${which}, for --strategy or --compare`,
  };
}

const POV = ofStrategies("pov", ({ schedule }) => schedule === "pov");
const ALMGREN_CHRISS = ofStrategies("almgren-chriss", ({ schedule }) => schedule === "almgren-chriss");
const CONT_KUKANOV = ofStrategies(
  "cont-kukanov",
  ({ placement }) => placement === "cont-kukanov" || placement === "cont-kukanov-adaptive",
);
const SEARCHED_IMPACT = ofStrategies("cont-kukanov", ({ placement }) => placement === "cont-kukanov");

const OWN_ROUTER = ofStrategies("routers of your own", (strategy) => ownRouters(strategy).length > 0);

const PROGRAM = ofStrategies(
  "routers that are programs, exec:python3 my_router.py",
  (strategy) => ownRouters(strategy).some(isProgram),
);

const DRAWN_SEARCH: Condition = {
  option: "search",
  values: ["random", "cma-es"],
  otherwise: "a grid tries all its points; it is of --search random and cma-es",
};

/** Where the number of orders is not what the time makes it. */
const EVENLY: Condition = {
  option: "every",
  values: [undefined],
  otherwise: "--every starts as many as fit; leave one of both out",
};

/** Options of a back-test by market rules. */
export const marketOptions = onlyWith(MARKET_RULES, {
  strategy: at(
    "strategy.name",
    strategy(
      `SCHEDULE+PLACEMENT to measure (${strategyText(USUAL_STRATEGY)}, or where nothing can rest ${
        strategyText(WITHOUT_RESTING)
      }); schedules: ${SCHEDULE_NAMES.join(", ")}; placements: ${
        PLACEMENT_NAMES.join(", ")
      }; or a file of your own, ./mine.js: see sorlab help router`,
    ),
    asOpened,
  ),
  schedule: namedPart("schedule", parseSchedule),
  placement: namedPart("placement", parsePlacement),
  compare: at(
    "strategy.compare",
    strategies("further strategies to measure it against, not tuned: pov+sweep,immediate+home"),
    (compare) => compare.map(asOpened),
  ),
  ...onlyWith(OWN_ROUTER, {
    decisionTimeout: duration(
      DECISION_TIMEOUT_NS,
      "how long a router of your own may take for a decision (5s)",
      { min: 1e6, max: 3600e9 },
    ),
  }),
  ...onlyWith(PROGRAM, {
    allowExec: names(
      "programs that may be run as routers: --allow-exec python3 for exec:python3 my_router.py",
    ),
  }),
  primary: at(
    "strategy.primary",
    text("NAME", "the comparison that the verdict is about (the best quote under the same schedule)"),
  ),
  stability: flag("repeat the run in ten set-ups as good on the same tape: does the saving keep its sign?"),
  ...onlyWith(EVENLY, {
    orders: at(
      "orders.count",
      integer(
        DEFAULTS.orders.count,
        LIMITS["orders.count"],
        "parent orders, their starts evenly over the time in session",
      ),
    ),
  }),
  every: at(
    "orders.everyNs",
    duration(
      undefined,
      "instead of --orders: start one so often from the first mid on, as many as fit (sorlab serve's way)",
      LIMITS["orders.everyNs"],
    ),
  ),
  horizon: at(
    "orders.horizonNs",
    duration(
      undefined,
      "length of each order (--every's time; one start: all the time, of several days the longest; several: 10m, at most half a fold)",
    ),
  ),
  session: at(
    "orders.session",
    session(
      "when orders start and end: regular, that of US stock exchanges (elsewhere all); all; or hours of every " +
        "day, New York's for US stocks, else UTC: 10:00-15:30, 08:00-16:30@Europe/London",
    ),
  ),
  limit: at(
    "orders.limit",
    orderLimit("worst price of an order: dollars, or 20bps worse than the mid when it arrives (none)"),
  ),
  folds: at(
    "search.folds",
    integer(
      DEFAULTS.search.folds,
      LIMITS["search.folds"],
      "walk forward over so many parts of the time: tune on the past, score what follows; 1 does both on all",
    ),
  ),
  latency: at(
    "rules.latency",
    latencies(
      "from a decision until it acts, and until its answer is back: 500us, or 500us,XNYS=2ms",
    ),
  ),
  queue: at(
    "rules.queue",
    queueOption(
      "what advances a resting order: prints alone; cancels too, spread evenly; or cancels that stand ahead X times " +
        "as often, 0 to 1, which sorlab judge --calibrate queue fits: FILE is its artefact",
    ),
    queueByName,
  ),
  refresh: at(
    "rules.refreshNs",
    duration(
      DEFAULTS.rules.refreshNs,
      "what was taken is there again after its venue showed another price for this long",
    ),
  ),
  residual: at(
    "rules.residual",
    choice(
      ["cross", "opportunity"],
      "what is left at the horizon: crossed, or left and priced at the mid",
    ),
  ),
  referenceVenue: at(
    "rules.quotes.referenceVenue",
    text(
      "MIC",
      "venue that home and join trade on, prices are held against and whose quotes do not expire (most quotes)",
    ),
  ),
  collar: at(
    "rules.quotes.collarBps",
    collar(
      "how far beyond the reference venue's touch orders take, and better than it quotes are believed; five " +
        "ticks at least, none is no limit",
    ),
  ),
  maxPrint: at(
    "rules.quotes.maxPrint",
    integer(
      DEFAULTS.rules.quotes.maxPrint,
      LIMITS["rules.quotes.maxPrint"],
      "larger prints, auctions mostly, never count",
    ),
  ),
  ...onlyWith(POV, {
    participation: at(
      "strategy.participation",
      decimal(
        DEFAULTS.strategy.participation,
        LIMITS["strategy.participation"],
        "of pov: part of what others trade",
      ),
    ),
  }),
  ...onlyWith(ALMGREN_CHRISS, {
    riskAversion: at(
      "strategy.riskAversion",
      decimal(
        DEFAULTS.strategy.riskAversion,
        LIMITS["strategy.riskAversion"],
        "of almgren-chriss: λ, per dollar; 0.001 trades about twice as fast at first as twap",
      ),
    ),
  }),
  ...onlyWith(CONT_KUKANOV, {
    depthTicks: at(
      "strategy.depthTicks",
      integer(
        DEFAULTS.strategy.depthTicks,
        LIMITS["strategy.depthTicks"],
        "of cont-kukanov: how far from the best price it posts, ticks",
      ),
    ),
    adverseSelection: at(
      "strategy.adverseSelection",
      flag("of cont-kukanov: trailing moves against resting orders come off the rebate"),
    ),
    shortfall: at(
      "strategy.shortfall",
      choice(
        ["roll", "cross"],
        "of cont-kukanov: what a slice left is decided on again, or crossed",
      ),
    ),
    overfill: at(
      "strategy.overfill",
      choice(
        ["refuse", "allow"],
        "of cont-kukanov: may it send more than is left; what fills too much is unwound",
      ),
    ),
  }),
  ...onlyWith(SEARCHED_IMPACT, {
    impact: at(
      "strategy.impact",
      choice(
        ["fixed", "adaptive"],
        "of cont-kukanov: θ is searched, or learnt by venue from the tape: cont-kukanov-adaptive",
      ),
    ),
  }),
  volumeProfile: at(
    "strategy.volumeProfile",
    text("FILE", "of vwap-learnt: an earlier day's CSV to learn the profile on"),
  ),
  search: at("search.method", choice(["grid", "random", "cma-es"], "how parameters are searched")),
  ...onlyWith(DRAWN_SEARCH, {
    evaluations: at(
      "search.evaluations",
      integer(
        DEFAULTS.search.evaluations,
        LIMITS["search.evaluations"],
        "points that random or cma-es may try, each fold",
      ),
    ),
  }),
  whatIfFees: files("other fee files: what would each have made of the savings?"),
  perOrder: text("FILE", "write every order's figures here: .parquet is Parquet, other names CSV"),
  fills: text("FILE", "write every fill here, with what it cost: .parquet is Parquet, other names CSV"),
});

/** @throws {Error} if a router is only named: the command is to open it first. */
function asOpened<Name extends StrategyName<NamedRouter> | undefined>(strategy: Name): StrategyName & Name {
  if (strategy !== undefined && !isOpen(strategy)) {
    throw new Error(`${strategyText(strategy)} was not opened`);
  }
  return strategy as StrategyName & Name;
}
