/** How far savings differ from day to day and from symbol to symbol. @module */

import type { Ends } from "../../analysis/statistics/clustered_mean.ts";
import { type Crossed, transposed } from "../../analysis/statistics/crossed.ts";
import { crossedEffects } from "../../analysis/statistics/crossed_effects.ts";
import { heterogeneity } from "../../analysis/statistics/heterogeneity.ts";
import { BPS } from "../../market/price.ts";
import { counted } from "../../market/counted.ts";
import { precisionsOf } from "./precision.ts";
import type { TapeSaving } from "./tape_saving.ts";

/** Below this many days, or symbols, an interval of how far they differ would say nothing. */
const LEAST_LEVELS = 10;

/** Why it is not known how far days or symbols differ, or how sure that is. */
export const NO_VARIATION_CODES = [
  "too-few-levels",
  "not-apart-from-the-rest",
  "not-connected",
  "all-the-same",
  "too-many-left-out",
] as const;

/** One of {@linkcode NO_VARIATION_CODES}. */
type NoVariationCode = (typeof NO_VARIATION_CODES)[number];

/** How far days, or symbols, differ from each other. */
interface LevelVariation {
  /** Days, or symbols. */
  readonly levels: number;
  /** τ: the standard deviation of what is common to all tapes of one; `null` with the reason. */
  readonly bps: number | null;
  /** The 95 % interval of τ; `null` with the reason. */
  readonly intervalBps: Ends | null;
  /** Cochran's Q, with `freedom` degrees; `null` where it cannot be had. */
  readonly q: number | null;
  readonly freedom: number | null;
  /** I²: of what they seem to differ by, the part that is not the luck of their tapes, 0 to 1. */
  readonly share: number | null;
  readonly reason?: string;
  readonly reasonCode?: NoVariationCode;
}

/** What savings differ by. */
export interface Variation {
  readonly day: LevelVariation;
  readonly symbol: LevelVariation;
  /** Standard deviation of what is left of a tape of the mean precision; `null` as for days. */
  readonly restBps: number | null;
}

/**
 * Fits saving = mean + day + symbol + rest by REML. The rest of a tape is taken to have a variance in inverse proportion
 * to its precision (`precisionsOf`): symbols differ in what the luck of an order is by a hundred times.
 *
 * @param unfair why the tapes are no fair sample, if they are none: then there are no intervals.
 */
export function variationOf(savings: readonly TapeSaving[], unfair?: string): Variation {
  const [tapes, days, symbols] = crossed(savings);
  const unknown = (reasonCode: NoVariationCode, reason: string): Variation => ({
    day: without(days, reasonCode, reason),
    symbol: without(symbols, reasonCode, reason),
    restBps: null,
  });
  const { value } = tapes;
  if (value.length < days + symbols) {
    const all = `${counted(value.length, "tape")} of ${counted(days, "day")} and ${
      counted(symbols, "symbol")
    }`;
    return unknown(
      "not-apart-from-the-rest",
      `${all}: days and symbols cannot be told from the luck of a tape`,
    );
  }
  if (value.every((each) => each === value[0])) {
    return unknown("all-the-same", "all tapes saved the same");
  }
  const { row, column, rest } = crossedEffects(tapes);
  const fair = (level: LevelVariation): LevelVariation =>
    unfair === undefined || level.intervalBps === null
      ? level
      : { ...level, intervalBps: null, reason: unfair, reasonCode: "too-many-left-out" };
  return {
    day: fair(levelVariation("days", days, row, rest, tapes)),
    symbol: fair(levelVariation("symbols", symbols, column, rest, transposed(tapes))),
    restBps: Math.sqrt(rest),
  };
}

function levelVariation(
  what: string,
  levels: number,
  variance: number,
  rest: number,
  tapes: Crossed,
): LevelVariation {
  if (levels < 2) {
    return without(levels, "too-few-levels", `there is one of ${what}, which differs from none`);
  }
  const found = heterogeneity(tapes, rest);
  if (found === null) {
    return without(levels, "not-connected", `${what} have too little in common to be told apart`);
  }
  const { q, freedom, share, interval } = found;
  const known = { levels, bps: Math.sqrt(variance), q, freedom, share };
  if (levels < LEAST_LEVELS) {
    const reason = `${levels} ${what}, where an interval of how far they differ takes ${LEAST_LEVELS}`;
    return { ...known, intervalBps: null, reason, reasonCode: "too-few-levels" };
  }
  return {
    ...known,
    intervalBps: { lower: Math.sqrt(interval.lower), upper: Math.sqrt(interval.upper) },
  };
}

function without(levels: number, reasonCode: NoVariationCode, reason: string): LevelVariation {
  return { levels, bps: null, intervalBps: null, q: null, freedom: null, share: null, reason, reasonCode };
}

/** Tapes by day and symbol, and how many there are of these; precision is over the mean tape's. */
function crossed(savings: readonly TapeSaving[]): [Crossed, days: number, symbols: number] {
  const indexOf = (names: readonly string[]): Map<string, number> =>
    new Map([...new Set(names)].sort().map((name, i) => [name, i]));
  const days = indexOf(savings.map(({ part }) => part.tape.day));
  const symbols = indexOf(savings.map(({ part }) => part.tape.symbol));
  const precision = precisionsOf(savings);
  const mean = precision.reduce((sum, each) => sum + each, 0) / precision.length;
  const tapes: Crossed = {
    rows: days.size,
    columns: symbols.size,
    value: Float64Array.from(savings, (each) => BPS * each.savedDollars / each.notionalDollars),
    row: Int32Array.from(savings, ({ part }) => days.get(part.tape.day)!),
    column: Int32Array.from(savings, ({ part }) => symbols.get(part.tape.symbol)!),
    precision: precision.map((each) => each / mean),
  };
  return [tapes, days.size, symbols.size];
}
