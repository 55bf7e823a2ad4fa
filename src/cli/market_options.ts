/** Options of a back-test by market rules. @module */

import { comparedWith } from "../backtest/compared.ts";
import { LIMITS, MOST_PART, ORDER_LIMITS } from "../backtest/limits.ts";
import {
  DEFAULTS,
  type Latencies,
  type QuotesQuestion,
  USUAL_STRATEGY,
  WITHOUT_RESTING,
} from "../backtest/question.ts";
import { DECISION_TIMEOUT_NS } from "../backtest/run.ts";
import type { OrderLimit, OrderSize } from "../execution/parent_orders.ts";
import { durationText } from "../market/duration.ts";
import { parseSession, sessionText } from "../market/session.ts";
import { EXEC, isProgram, type NamedRouter, type StrategyPart } from "../strategy/external/router.ts";
import {
  isOpen,
  ownRouters,
  parseNamed,
  parsePlacement,
  parseSchedule,
  PLACEMENT_NAMES,
  SCHEDULE_NAMES,
  type StrategyName,
  strategyText,
} from "../strategy/strategies.ts";
import {
  choice,
  type Condition,
  decimal,
  duration,
  flag,
  integer,
  onlyWith,
  type Option,
  parseDuration,
  parseNumber,
  text,
} from "./options.ts";
import { at } from "./question_options.ts";
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

/** Strategies of the parts that are built in. */
const STRATEGIES = SCHEDULE_NAMES.flatMap((schedule) =>
  PLACEMENT_NAMES.map((placement) => `${schedule}+${placement}`)
);

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

/** `--order-size`: shares, or a part of what is displayed or traded. */
export function orderSize(help: string): Option<OrderSize> {
  return {
    placeholder: "N|X%displayed|X%traded",
    help,
    fallback: DEFAULTS.orders.size,
    shown: orderSizeText,
    alias: "max-shares",
    read(given) {
      const part = /^(\d+(?:\.\d+)?|\.\d+)%(displayed|traded)$/.exec(given);
      if (part) {
        const percent = Number(part[1]);
        if (!(percent > 0 && percent <= 100 * MOST_PART)) {
          throw new Error(`must be more than 0% and at most ${100 * MOST_PART}%`);
        }
        return { kind: part[2] as "displayed" | "traded", part: percent / 100 };
      }
      if (!/^[+-]?\d+$/.test(given)) {
        throw new Error("not a whole number, nor a part such as 5%traded or 50%displayed");
      }
      const shares = Number(given);
      const { min, max } = LIMITS["orders.size"];
      if (shares < min) throw new Error(`must be at least ${min}`);
      if (shares > max) throw new Error(`must be at most ${max}`);
      return { kind: "shares", shares };
    },
  };
}

/** The size as it is written. */
export function orderSizeText(size: OrderSize): string {
  if (size.kind === "shares") return String(size.shares);
  // 7 % of something is .07 of it, which times 100 is a little more than 7.
  return `${Number((size.part * 100).toPrecision(12))}%${size.kind}`;
}

function session(help: string): Option<string> {
  return {
    placeholder: "regular|all|HH:MM-HH:MM[@ZONE]",
    help,
    fallback: DEFAULTS.orders.session,
    read: (given) => sessionText(parseSession(given)),
  };
}

/** `--limit`: a price, or basis points. */
function orderLimit(help: string): Option<OrderLimit | undefined> {
  return {
    placeholder: "PRICE|Xbps",
    help,
    fallback: undefined,
    read(given) {
      const bps = bpsOf(given);
      if (bps !== undefined) return { kind: "bps", bps: parseNumber(bps, ORDER_LIMITS.bps) };
      if (!/\d/.test(given)) throw new Error("not a price such as 157.50, nor basis points such as 20bps");
      return { kind: "price", dollars: parseNumber(given, ORDER_LIMITS.price) };
    },
  };
}

/** The limit as it is written. */
export function orderLimitText(limit: OrderLimit): string {
  return limit.kind === "bps" ? `${limit.bps}bps` : String(limit.dollars);
}

type Collar = QuotesQuestion["collarBps"];

/** `--collar`: basis points, or none. */
function collar(help: string): Option<Collar> {
  return {
    placeholder: "Xbps|none",
    help,
    fallback: DEFAULTS.rules.quotes.collarBps,
    shown: collarText,
    read(given) {
      if (given === "none") return given;
      const bps = bpsOf(given);
      if (bps === undefined) throw new Error("not basis points such as 20bps, nor none");
      return parseNumber(bps, LIMITS["rules.quotes.collarBps"]);
    },
  };
}

/** The collar as it is written. */
export function collarText(collarBps: Collar): string {
  return collarBps === "none" ? collarBps : `${collarBps}bps`;
}

/** What stands before `bps`; `undefined` where that is not there. */
function bpsOf(given: string): string | undefined {
  return given.endsWith("bps") ? given.slice(0, -"bps".length) : undefined;
}

function strategy(help: string): Option<StrategyName<NamedRouter> | undefined> {
  return { placeholder: "S+P", words: STRATEGIES, help, fallback: undefined, read: parseNamed };
}

function strategies(help: string): Option<readonly StrategyName<NamedRouter>[]> {
  return {
    placeholder: "S+P,…",
    words: STRATEGIES,
    help,
    fallback: [],
    read: (given) => strategyTexts(given).map((text) => parseNamed(text.trim())),
  };
}

/** Cuts a list of strategies at its commas, but for those within the command of a program. */
function strategyTexts(given: string): string[] {
  const texts: string[] = [];
  for (const part of given.split(",")) {
    const last = texts.at(-1);
    const isWithin = last?.includes(`+${EXEC}`) === true && !/^\s*[^\s+]+\+/.test(part);
    if (isWithin) texts[texts.length - 1] = `${last},${part}`;
    else texts.push(part);
  }
  return texts;
}

function names(help: string): Option<readonly string[]> {
  return {
    placeholder: "NAME,…",
    help,
    fallback: [],
    read: (given) => given.split(",").map((name) => name.trim()),
  };
}

/** `--schedule`, `--placement`: one part of the strategy, beside the usual other one. */
function namedPart<Part extends StrategyPart>(
  part: Part,
  read: (text: string) => StrategyName<NamedRouter>[Part],
): Option<StrategyName<NamedRouter>[Part] | undefined> {
  const other = part === "schedule" ? USUAL_STRATEGY.placement : USUAL_STRATEGY.schedule;
  const help =
    `the strategy's ${part}, a name or a file of your own; the other part is ${other} or given likewise`;
  const words = part === "schedule" ? SCHEDULE_NAMES : PLACEMENT_NAMES;
  return { placeholder: "NAME|FILE", words, help, fallback: undefined, read };
}

/** @throws {Error} if a router is only named: the command is to open it first. */
function asOpened<Name extends StrategyName<NamedRouter> | undefined>(strategy: Name): StrategyName & Name {
  if (strategy !== undefined && !isOpen(strategy)) {
    throw new Error(`${strategyText(strategy)} was not opened`);
  }
  return strategy as StrategyName & Name;
}

function files(help: string): Option<readonly string[]> {
  return {
    placeholder: "FILE,…",
    help,
    fallback: [],
    read(given) {
      const paths = given.split(",").map((path) => path.trim());
      if (paths.includes("")) throw new Error("names a file that has no name");
      if (new Set(paths).size < paths.length) throw new Error("names a file twice");
      return paths;
    },
  };
}

function latencies(help: string): Option<Latencies> {
  return {
    placeholder: "TIME,MIC=TIME,…",
    help,
    fallback: DEFAULTS.rules.latency,
    shown: latencyText,
    read(given) {
      let usualNs: number | undefined;
      const byVenue: Record<string, number> = {};
      for (const part of given.split(",")) {
        const [value = "", venue, ...more] = part.split("=").map((text) => text.trim()).toReversed();
        if (venue === "" || more.length > 0) throw new Error(`${JSON.stringify(part)} is no MIC=TIME`);
        if (/^(\d+(\.\d+)?|\.\d+)$/.test(value) && Number(value) > 0) {
          throw new Error(`has no unit: ${value}us or ${value}ms?`);
        }
        const ns = parseDuration(value, LIMITS["rules.latency"]);
        const there = venue === undefined ? usualNs : byVenue[venue];
        if (there !== undefined) throw new Error(`has two latencies of ${venue ?? "all venues"}`);
        if (venue === undefined) usualNs = ns;
        else byVenue[venue] = ns;
      }
      return { usualNs: usualNs ?? DEFAULTS.rules.latency.usualNs, byVenue };
    },
  };
}

/** The latencies as they are written. */
export function latencyText({ usualNs, byVenue }: Latencies): string {
  const some = Object.entries(byVenue).map(([venue, ns]) => `,${venue}=${durationText(ns)}`);
  return `${durationText(usualNs)}${some.join("")}`;
}
