import type { LiveQuoteOptions } from "../market/live_quotes.ts";
import type { Venues } from "../market/venues.ts";
import type { OrderSize } from "../execution/parent_orders.ts";
import {
  parseStrategy,
  PLACEMENT_NAMES,
  SCHEDULE_NAMES,
  type StrategyName,
  strategyText,
} from "../strategy/strategies.ts";
import { UsageError } from "./errors.ts";
import {
  choice,
  decimal,
  duration,
  durationText,
  flag,
  integer,
  type Option,
  parseDuration,
  text,
  type Values,
} from "./options.ts";

const MOST_SHARES = 1e9;
/** Each takes some 10 kB of memory a strategy. */
const MOST_ORDERS = 50_000;
const LATENCY = { min: 0, max: 60e9 };
const USUAL_LATENCY_NS = 500e3;

/** The strategy that is measured where none is asked for. */
export const USUAL_STRATEGY: StrategyName = { schedule: "twap", placement: "cont-kukanov" };
/** The same on tapes on which nothing can rest. */
export const WITHOUT_RESTING: StrategyName = { schedule: "twap", placement: "static-relative" };

/** Latencies: one for all venues, and those of some. */
export interface Latencies {
  readonly usualNs: number;
  /** By market identifier. */
  readonly byVenue: Readonly<Record<string, number>>;
}

/** Options of a back-test by market rules. */
export const marketOptions = {
  strategy: strategy(
    `SCHEDULE+PLACEMENT to measure (${strategyText(USUAL_STRATEGY)}, or where nothing can rest ${
      strategyText(WITHOUT_RESTING)
    }); schedules: ${SCHEDULE_NAMES.join(", ")}; placements: ${PLACEMENT_NAMES.join(", ")}`,
  ),
  compare: strategies("further strategies to measure it against, not tuned: pov+sweep,immediate+home"),
  orders: integer(1, { min: 1, max: MOST_ORDERS }, "parent orders, their starts evenly over the window (1)"),
  horizon: duration(
    undefined,
    "length of each order's window (one start: all of it; several: 10m, at most half a fold)",
  ),
  folds: integer(
    1,
    { min: 1, max: 1000 },
    "walk forward over so many parts of the time: tune on the past, score what follows (1: both on all)",
  ),
  latency: latencies(
    "from a decision until it acts, and until its answer is back: 500us, or 500us,XNYS=2ms (500us)",
  ),
  queue: choice(
    ["risk-averse", "prorata"],
    "what advances a resting order: prints alone, or cancels too, spread evenly (risk-averse)",
  ),
  refresh: duration(
    1e9,
    "what was taken is there again after its venue showed another price for this long (1s)",
  ),
  residual: choice(
    ["cross", "opportunity"],
    "what is left at the horizon: crossed, or left and priced at the mid (cross)",
  ),
  referenceVenue: text("MIC", "venue whose quotes do not expire, and that home trades on (most quotes)"),
  maxPrint: integer(
    10_000,
    { min: 1, max: MOST_SHARES },
    "larger prints, auctions mostly, never count (10000)",
  ),
  participation: decimal(0.1, { min: 0.0001, max: 1 }, "of pov: part of what others trade (0.1)"),
  riskAversion: decimal(
    1e-3,
    { min: 0, max: 1e6 },
    "of almgren-chriss: λ, per dollar; .001 trades about twice as fast at first as twap (0.001)",
  ),
  depthTicks: integer(
    0,
    { min: 0, max: 1000 },
    "of cont-kukanov: how far from the best price it posts, ticks (0)",
  ),
  adverseSelection: flag("of cont-kukanov: trailing moves against resting orders come off the rebate"),
  shortfall: choice(
    ["roll", "cross"],
    "of cont-kukanov: what a slice left is decided on again, or crossed (roll)",
  ),
  overfill: choice(
    ["refuse", "allow"],
    "of cont-kukanov: may it send more than is left; what fills too much is unwound (refuse)",
  ),
  impact: choice(
    ["fixed", "adaptive"],
    "of cont-kukanov: θ is searched, or learnt by venue from the tape: cont-kukanov-adaptive (fixed)",
  ),
  volumeProfile: text("FILE", "of vwap-learnt: an earlier day's CSV to learn the profile on"),
  search: choice(["grid", "random", "cma-es"], "how parameters are searched (grid)"),
  evaluations: integer(125, { min: 1, max: 1e7 }, "points that random or cma-es may try, each fold (125)"),
  whatIfFees: files("other fee files: what would each have made of the savings?"),
  perOrder: text("FILE", "write every order's figures here, CSV"),
};

/** Values of {@linkcode marketOptions}. */
export type MarketValues = Values<typeof marketOptions>;

/** `--order-size`: shares, or a part of what is displayed or traded. */
export function orderSize(fallback: number, help: string): Option<OrderSize> {
  return {
    placeholder: "N|X%displayed|X%traded",
    help,
    fallback: { kind: "shares", shares: fallback },
    alias: "max-shares",
    read(given) {
      const part = /^(\d*\.?\d+)%(displayed|traded)$/.exec(given);
      if (part) {
        const percent = Number(part[1]);
        if (!(percent > 0 && percent <= 1e6)) throw new Error("must be more than 0% and at most 1000000%");
        return { kind: part[2] as "displayed" | "traded", part: percent / 100 };
      }
      if (!/^[+-]?\d+$/.test(given)) {
        throw new Error("not a whole number, nor a part such as 5%traded or 50%displayed");
      }
      const shares = Number(given);
      if (shares < 1) throw new Error("must be at least 1");
      if (shares > MOST_SHARES) throw new Error(`must be at most ${MOST_SHARES}`);
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

function strategy(help: string): Option<StrategyName | undefined> {
  return { placeholder: "S+P", help, fallback: undefined, read: parseStrategy };
}

function strategies(help: string): Option<readonly StrategyName[]> {
  return {
    placeholder: "S+P,…",
    help,
    fallback: [],
    read: (given) => given.split(",").map((part) => parseStrategy(part.trim())),
  };
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
    fallback: { usualNs: USUAL_LATENCY_NS, byVenue: {} },
    read(given) {
      let usualNs: number | undefined;
      const byVenue: Record<string, number> = {};
      for (const part of given.split(",")) {
        const [value = "", venue, ...more] = part.split("=").map((text) => text.trim()).toReversed();
        if (venue === "" || more.length > 0) throw new Error(`${JSON.stringify(part)} is no MIC=TIME`);
        const ns = parseDuration(value, LATENCY);
        const there = venue === undefined ? usualNs : byVenue[venue];
        if (there !== undefined) throw new Error(`has two latencies of ${venue ?? "all venues"}`);
        if (venue === undefined) usualNs = ns;
        else byVenue[venue] = ns;
      }
      return { usualNs: usualNs ?? USUAL_LATENCY_NS, byVenue };
    },
  };
}

/** The latencies as they are written. */
export function latencyText({ usualNs, byVenue }: Latencies): string {
  const some = Object.entries(byVenue).map(([venue, ns]) => `,${venue}=${durationText(ns)}`);
  return `${durationText(usualNs)}${some.join("")}`;
}

/**
 * Latency by venue index, ns.
 *
 * @throws {UsageError} if one is given for a venue that the tape does not have.
 */
export function latencyByVenue({ usualNs, byVenue }: Latencies, { names }: Venues): Float64Array {
  for (const venue of Object.keys(byVenue)) venueIndex("latency", venue, names);
  return Float64Array.from(names, (venue) => byVenue[venue] ?? usualNs);
}

/** How quotes die, as the options say. */
export function quoteOptions(
  { referenceVenue, maxPrint, maxQuoteAge }: MarketValues & { readonly maxQuoteAge: number | undefined },
  { names }: Venues,
): LiveQuoteOptions {
  return {
    maxQuoteAgeNs: maxQuoteAge,
    referenceVenue: referenceVenue === undefined
      ? undefined
      : venueIndex("reference-venue", referenceVenue, names),
    maxPrint,
  };
}

function venueIndex(option: string, venue: string, names: readonly string[]): number {
  const index = names.indexOf(venue);
  if (index < 0) throw new UsageError(`--${option} ${venue}: the tape has ${names.join(", ")}`);
  return index;
}

/** The strategy and those it is compared with, by the names the artefact gives them. */
export function namedStrategies(
  { strategy, compare }: { readonly strategy: StrategyName; readonly compare: readonly StrategyName[] },
): Record<string, StrategyName> {
  const { schedule } = strategy;
  const named: Record<string, StrategyName> = {
    best_ask: { schedule: "immediate", placement: "best-quote" },
    twap: { schedule: "twap", placement: "best-quote" },
    vwap: { schedule: "vwap", placement: "best-quote" },
  };
  const others = [
    { schedule, placement: "best-quote" },
    { schedule, placement: "home" },
    { schedule, placement: "sweep" },
    ...compare,
  ] as const;
  const there = new Set([strategy, ...Object.values(named)].map(strategyText));
  for (const other of others) {
    const text = strategyText(other);
    if (!there.has(text)) named[text] = other;
    there.add(text);
  }
  return named;
}
