/** All schedules and placements that are built in, by name: what they read, and what makes them. @module */

import type { Market } from "../execution/market.ts";
import type { QueueName } from "../execution/queue/models.ts";
import { type Placement, type PlacementFamily, type Schedule, taking } from "../execution/strategy.ts";
import type { ImpactHistory } from "./placement/cont_kukanov/impact_history.ts";
import type { OutflowHistory } from "./placement/cont_kukanov/outflow_history.ts";
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
import type { ParameterName } from "../model/parameters.ts";
import type { ModelPoint } from "../model/point.ts";

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

/** All schedules. */
export const SCHEDULES: Readonly<Record<ScheduleName, MakeSchedule>> = {
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

/** What there is to know of a placement, and what makes it. */
export interface PlacementKind {
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

/** All placements. */
export const PLACEMENTS: Readonly<Record<PlacementName, PlacementKind>> = {
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
