/** All schedules and placements by name, and what makes them. @module */

import type { Market } from "../execution/market.ts";
import type { QueueName } from "../execution/queue/models.ts";
import {
  alone,
  type Placement,
  type PlacementFamily,
  type Schedule,
  type Strategy,
  taking,
} from "../execution/strategy.ts";
import { ImpactHistory } from "./placement/cont_kukanov/impact_history.ts";
import { OutflowHistory } from "./placement/cont_kukanov/outflow_history.ts";
import { contKukanovFamily, type ContKukanovOptions } from "./placement/cont_kukanov/placement.ts";
import { home } from "./placement/home.ts";
import { join } from "./placement/join.ts";
import { bestQuote } from "./placement/best_quote.ts";
import { staticRelative } from "./placement/static_relative.ts";
import { exactAllocator } from "./placement/static_split/exact.ts";
import { staticSplit } from "./placement/static_split/static_split.ts";
import { sweep } from "./placement/sweep.ts";
import { almgrenChriss } from "./schedule/almgren_chriss.ts";
import { immediate } from "./schedule/immediate.ts";
import { twap } from "./schedule/twap.ts";
import { vwap } from "./schedule/vwap.ts";
import { pov } from "./schedule/pov.ts";
import { profiledVwap } from "./schedule/profiled_vwap.ts";
import type { VolumeProfile } from "./schedule/volume_profile.ts";
import { modelParameters, type Parameter, type ParameterName } from "../model/parameters.ts";
import { type ModelPoint, modelPoint, type Point } from "../model/point.ts";

/** What schedules and placements are made with, beside the parameters searched: plain data, for workers. */
export interface StrategySettings extends ContKukanovOptions {
  /** Length of a slice, ns. */
  readonly intervalNs: number;
  /** What stands ahead of what rests. */
  readonly queue: QueueName;
  /** Of `pov`. */
  readonly participation: number;
  /** Of `almgren-chriss`: λ, one over dollars. */
  readonly riskAversion: number;
  /** Of `vwap-learnt`. */
  readonly profile?: VolumeProfile | undefined;
  /** Of `static-split`: shares in a step of the lattice. */
  readonly step: number;
}

type MakeSchedule = (settings: StrategySettings) => Schedule;

/** Schedules by the names that users give. */
export type ScheduleName = "immediate" | "twap" | "vwap" | "vwap-learnt" | "pov" | "almgren-chriss";

const SCHEDULES: Readonly<Record<ScheduleName, MakeSchedule>> = {
  "immediate": ({ intervalNs }) => immediate(intervalNs),
  "twap": ({ intervalNs }) => twap(intervalNs),
  "vwap": ({ intervalNs }) => vwap(intervalNs),
  "vwap-learnt": ({ intervalNs, profile }) => {
    if (profile === undefined) throw new RangeError("vwap-learnt has no volume profile");
    return profiledVwap(intervalNs, profile);
  },
  "pov": ({ intervalNs, participation }) => pov(intervalNs, participation),
  "almgren-chriss": ({ intervalNs, riskAversion }) => almgrenChriss(intervalNs, riskAversion),
};

/** What a placement is made from. */
interface Ingredients {
  readonly market: Market;
  readonly settings: StrategySettings;
  // Made when they are first asked for: each takes a walk over the tape.
  outflow(): OutflowHistory;
  impact(): ImpactHistory;
}

interface PlacementKind {
  /** The parameters that it reads. */
  readonly parameters: readonly ParameterName[];
  /** Whether its child orders may rest. */
  readonly rests?: boolean;
  /** Makes one for each point. */
  make(from: Ingredients, points: readonly ModelPoint[]): PlacementFamily;
}

/** Placements that share nothing. */
function eachAlone(make: (from: Ingredients, point: ModelPoint) => Placement): PlacementKind["make"] {
  return (from, points) => ({ members: points.map((point) => make(from, point)), look() {} });
}

/** Placements by the names that users give. */
export type PlacementName =
  | "cont-kukanov"
  | "cont-kukanov-adaptive"
  | "best-quote"
  | "sweep"
  | "home"
  | "join"
  | "static-relative"
  | "static-split";

const PLACEMENTS: Readonly<Record<PlacementName, PlacementKind>> = {
  "cont-kukanov": {
    parameters: ["lambdaOver", "lambdaUnder", "thetaQueue"],
    rests: true,
    make: ({ market, settings, outflow }, points) =>
      contKukanovFamily(market, { outflow: outflow() }, points, settings),
  },
  // The same, with a θ that is learnt instead of searched.
  "cont-kukanov-adaptive": {
    parameters: ["lambdaOver", "lambdaUnder"],
    rests: true,
    make: ({ market, settings, outflow, impact }, points) =>
      contKukanovFamily(market, { outflow: outflow(), impact: impact() }, points, settings),
  },
  "best-quote": { parameters: [], make: eachAlone(() => bestQuote) },
  "sweep": { parameters: [], make: eachAlone(() => sweep) },
  "home": { parameters: [], make: eachAlone(({ market: { live } }) => home(live.referenceVenue)) },
  "static-relative": {
    parameters: ["lambdaUnder"],
    make: eachAlone((_from, { lambdaUnder }) => staticRelative(lambdaUnder)),
  },
  "join": {
    parameters: [],
    rests: true,
    make: eachAlone(({ market: { live } }) => join(live.referenceVenue)),
  },
  "static-split": {
    parameters: [],
    make: eachAlone(({ settings: { step } }) => taking(staticSplit(exactAllocator({ step }), "wait"))),
  },
};

/** Names of all schedules. */
export const SCHEDULE_NAMES = Object.keys(SCHEDULES) as readonly ScheduleName[];
/** Names of all placements. */
export const PLACEMENT_NAMES = Object.keys(PLACEMENTS) as readonly PlacementName[];

/** A strategy by name: plain data, for workers. */
export interface StrategyName {
  /** When and how much. */
  readonly schedule: ScheduleName;
  /** Where and how. */
  readonly placement: PlacementName;
}

/**
 * Reads `SCHEDULE+PLACEMENT`.
 *
 * @throws {SyntaxError} naming what is wrong with it.
 */
export function parseStrategy(text: string): StrategyName {
  const [schedule = "", placement, ...more] = text.split("+");
  if (placement === undefined || more.length > 0) {
    throw new SyntaxError("not a schedule, a plus and a placement, such as twap+sweep");
  }
  return {
    schedule: oneOf("schedule", schedule, SCHEDULE_NAMES),
    placement: oneOf("placement", placement, PLACEMENT_NAMES),
  };
}

function oneOf<Name extends string>(what: string, given: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === given);
  if (found === undefined) {
    throw new SyntaxError(`no ${what} ${JSON.stringify(given)}: use ${names.join(", ")}`);
  }
  return found;
}

/** `SCHEDULE+PLACEMENT`. */
export function strategyText({ schedule, placement }: StrategyName): string {
  return `${schedule}+${placement}`;
}

/** The parameters that a strategy reads, by name; of a grid, the first changes slowest. */
export function parametersOf({ placement }: StrategyName): Readonly<Record<string, Parameter>> {
  return modelParameters(PLACEMENTS[placement].parameters);
}

/** Whether a strategy's child orders may rest, which takes quotes between trades. */
export function rests({ placement }: StrategyName): boolean {
  const kind: PlacementKind = PLACEMENTS[placement];
  return kind.rests === true;
}

/** One strategy at several points. */
export interface StrategyFamily {
  readonly schedule: Schedule;
  /** A member for each point. */
  readonly placements: PlacementFamily;
}

/** Makes strategies, and keeps what they share. */
export class StrategyMaker {
  #market: Market;
  #settings: StrategySettings;
  #outflow: OutflowHistory | undefined;
  #impact: ImpactHistory | undefined;

  constructor(market: Market, settings: StrategySettings) {
    this.#market = market;
    this.#settings = settings;
  }

  /** A strategy at a point of its parameters. */
  make(name: StrategyName, point: Point): Strategy {
    const { schedule, placements } = this.makeFamily(name, [point]);
    return { schedule, placement: alone(placements) };
  }

  /** A strategy at each of these points. */
  makeFamily({ schedule, placement }: StrategyName, points: readonly Point[]): StrategyFamily {
    const kind: PlacementKind = PLACEMENTS[placement];
    const outflow = (): OutflowHistory => this.#outflow ??= this.#makeOutflow();
    const impact = (): ImpactHistory => this.#impact ??= new ImpactHistory(this.#market, outflow());
    return {
      schedule: SCHEDULES[schedule](this.#settings),
      placements: kind.make(
        { market: this.#market, settings: this.#settings, outflow, impact },
        points.map(modelPoint),
      ),
    };
  }

  #makeOutflow(): OutflowHistory {
    const { intervalNs, depthTicks, queue } = this.#settings;
    return new OutflowHistory(this.#market, { lengthNs: intervalNs, depthTicks, queue });
  }
}
