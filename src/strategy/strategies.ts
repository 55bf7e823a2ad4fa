/** All schedules and placements by name, and what makes them. @module */

import type { Market } from "../execution/market.ts";
import type { QueueName } from "../execution/queue/models.ts";
import { type Placement, type Schedule, type Strategy, taking } from "../execution/strategy.ts";
import { ImpactHistory } from "./placement/cont_kukanov/impact_history.ts";
import { OutflowHistory } from "./placement/cont_kukanov/outflow_history.ts";
import { contKukanov, type ContKukanovOptions } from "./placement/cont_kukanov/placement.ts";
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
import type { Point } from "../model/point.ts";

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
  readonly point: Point;
  // Made when they are first asked for: each takes a walk over the tape.
  outflow(): OutflowHistory;
  impact(): ImpactHistory;
}

interface PlacementKind {
  /** The parameters that it reads. */
  readonly parameters: readonly ParameterName[];
  /** Whether its child orders may rest. */
  readonly rests?: boolean;
  make(from: Ingredients): Placement;
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
    make: ({ market, settings, point, outflow }) =>
      contKukanov(market, { outflow: outflow() }, point, settings),
  },
  // The same, with a θ that is learnt instead of searched.
  "cont-kukanov-adaptive": {
    parameters: ["lambdaOver", "lambdaUnder"],
    rests: true,
    make: ({ market, settings, point, outflow, impact }) =>
      contKukanov(market, { outflow: outflow(), impact: impact() }, point, settings),
  },
  "best-quote": { parameters: [], make: () => bestQuote },
  "sweep": { parameters: [], make: () => sweep },
  "home": { parameters: [], make: ({ market: { live } }) => home(live.referenceVenue) },
  "join": { parameters: [], rests: true, make: ({ market: { live } }) => join(live.referenceVenue) },
  "static-relative": { parameters: ["lambdaUnder"], make: ({ point }) => staticRelative(point.lambdaUnder) },
  "static-split": {
    parameters: [],
    make: ({ settings: { step } }) => taking(staticSplit(exactAllocator({ step }), "wait")),
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

/** The parameters that a strategy reads. */
export function parametersOf({ placement }: StrategyName): readonly ParameterName[] {
  return PLACEMENTS[placement].parameters;
}

/** Whether a strategy's child orders may rest, which takes quotes between trades. */
export function rests({ placement }: StrategyName): boolean {
  const kind: PlacementKind = PLACEMENTS[placement];
  return kind.rests === true;
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
  make({ schedule, placement }: StrategyName, point: Point): Strategy {
    const kind: PlacementKind = PLACEMENTS[placement];
    const outflow = (): OutflowHistory => this.#outflow ??= this.#makeOutflow();
    const impact = (): ImpactHistory => this.#impact ??= new ImpactHistory(this.#market, outflow());
    return {
      schedule: SCHEDULES[schedule](this.#settings),
      placement: kind.make({ market: this.#market, settings: this.#settings, point, outflow, impact }),
    };
  }

  #makeOutflow(): OutflowHistory {
    const { intervalNs, depthTicks, queue } = this.#settings;
    return new OutflowHistory(this.#market, { lengthNs: intervalNs, depthTicks, queue });
  }
}
