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
import { moduleSchedule } from "./external/module_schedule.ts";
import { modulePlacements } from "./external/module_placement.ts";
import {
  type ModuleRouter,
  type NamedRouter,
  namedRouter,
  type OwnRouter,
  type ProgramRouter,
} from "./external/router.ts";
import type { Watch } from "./external/watch.ts";
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

/**
 * A strategy by name: plain data, for workers. A part that is no name is a user's own router, as it was read, or
 * before that only named.
 */
export interface StrategyName<Own extends NamedRouter = OwnRouter> {
  /** When and how much; no program. */
  readonly schedule: ScheduleName | Own;
  /** Where and how. */
  readonly placement: PlacementName | Own;
}

/**
 * Reads `SCHEDULE+PLACEMENT` of schedules and placements that are built in.
 *
 * @throws {SyntaxError} naming what is wrong with it.
 */
export function parseStrategy(text: string): StrategyName {
  const { schedule, placement } = parseNamed(text);
  for (const part of [schedule, placement]) {
    if (typeof part === "object") {
      throw new SyntaxError(`${part.text} is a router of your own, which cannot be used here`);
    }
  }
  return { schedule, placement } as StrategyName;
}

const NOT_TWO_PARTS = "not a schedule, a plus and a placement, such as twap+sweep";

/**
 * Reads `SCHEDULE+PLACEMENT`, where either may be the file of a user's own.
 *
 * @throws {SyntaxError} naming what is wrong with it.
 */
export function parseNamed(text: string): StrategyName<NamedRouter> {
  const parts = text.split("+");
  if (parts.length < 2) throw new SyntaxError(NOT_TWO_PARTS);
  // A file's name may have a plus in it.
  const cuts = parts.slice(1).map((_, i) =>
    [parts.slice(0, i + 1).join("+"), parts.slice(i + 1).join("+")] as const
  );
  const found = cuts.find(([before, after]) => isSchedule(before) && isPlacement(after));
  if (found === undefined && cuts.length > 1) throw new SyntaxError(NOT_TWO_PARTS);
  const [schedule, placement] = found ?? cuts[0]!;
  return { schedule: parseSchedule(schedule), placement: parsePlacement(placement) };
}

/**
 * A schedule that is built in, or the file of one.
 *
 * @throws {SyntaxError} if it is neither.
 */
export function parseSchedule(text: string): ScheduleName | NamedRouter {
  return namedRouter(text) ?? oneOf("schedule", text, SCHEDULE_NAMES);
}

/**
 * A placement that is built in, or a router of one's own.
 *
 * @throws {SyntaxError} if it is neither.
 */
export function parsePlacement(text: string): PlacementName | NamedRouter {
  return namedRouter(text) ?? oneOf("placement", text, PLACEMENT_NAMES);
}

function isSchedule(text: string): boolean {
  return namedRouter(text) !== undefined || (SCHEDULE_NAMES as readonly string[]).includes(text);
}

function isPlacement(text: string): boolean {
  return namedRouter(text) !== undefined || (PLACEMENT_NAMES as readonly string[]).includes(text);
}

function oneOf<Name extends string>(what: string, given: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === given);
  if (found === undefined) {
    throw new SyntaxError(
      `no ${what} ${JSON.stringify(given)}: use ${
        names.join(", ")
      }, or a file of your own that ends in .js or .ts`,
    );
  }
  return found;
}

/** `SCHEDULE+PLACEMENT`. */
export function strategyText({ schedule, placement }: StrategyName<NamedRouter>): string {
  return `${partText(schedule)}+${partText(placement)}`;
}

function partText(part: string | NamedRouter): string {
  return typeof part === "string" ? part : part.text;
}

/** Whether two strategies have the same schedule. */
export function sameSchedule(a: StrategyName<NamedRouter>, b: StrategyName<NamedRouter>): boolean {
  return partText(a.schedule) === partText(b.schedule);
}

/** Whether two strategies have the same placement. */
export function samePlacement(a: StrategyName<NamedRouter>, b: StrategyName<NamedRouter>): boolean {
  return partText(a.placement) === partText(b.placement);
}

/** Whether all routers of a user's own were read that a strategy names. */
export function isOpen(strategy: StrategyName<NamedRouter>): strategy is StrategyName {
  return ownRouters(strategy).every((router) => "kind" in router);
}

/** The routers of a user's own that a strategy consists of. */
export function ownRouters<Own extends NamedRouter>({ schedule, placement }: StrategyName<Own>): Own[] {
  return [schedule, placement].filter((part) => typeof part === "object");
}

/** The program that a strategy's placement is; `undefined` where it is none. */
export function programOf({ placement }: StrategyName): ProgramRouter | undefined {
  return typeof placement === "object" && placement.kind === "program" ? placement : undefined;
}

/** The parameters that a strategy reads, by name; of a grid, the first changes slowest. */
export function parametersOf({ schedule, placement }: StrategyName): Readonly<Record<string, Parameter>> {
  return {
    ...(typeof schedule === "string" ? {} : schedule.parameters),
    ...(typeof placement === "string"
      ? modelParameters(PLACEMENTS[placement].parameters)
      : placement.parameters),
  };
}

/** Whether a strategy's child orders may rest, which takes quotes between trades. */
export function rests({ placement }: StrategyName): boolean {
  if (typeof placement !== "string") return placement.traits.rests;
  const kind: PlacementKind = PLACEMENTS[placement];
  return kind.rests === true;
}

/** One strategy at several points that have a schedule in common. */
export interface StrategyFamily {
  readonly schedule: Schedule;
  /** A member for each point. */
  readonly placements: PlacementFamily;
  /** Indices of the points, in the order of the members. */
  readonly points: readonly number[];
}

/** Makes strategies, and keeps what they share. */
export class StrategyMaker {
  #market: Market;
  #settings: StrategySettings;
  #outflow: OutflowHistory | undefined;
  #impact: ImpactHistory | undefined;

  #watch: Watch | undefined;

  /** @param watch told whenever a router of a user's own is asked. */
  constructor(market: Market, settings: StrategySettings, watch?: Watch) {
    this.#market = market;
    this.#settings = settings;
    this.#watch = watch;
  }

  /** A strategy at a point of its parameters. */
  make(name: StrategyName, point: Point): Strategy {
    const [family] = this.makeFamilies(name, [point]);
    return { schedule: family!.schedule, placement: alone(family!.placements) };
  }

  /** A strategy at each of these points: those at which its schedule is the same together. */
  makeFamilies({ schedule, placement }: StrategyName, points: readonly Point[]): StrategyFamily[] {
    return bySchedule(schedule, points).map((indices) => {
      const members = indices.map((index) => points[index]!);
      return {
        schedule: this.makeSchedule(schedule, members[0]!),
        placements: this.#placements(placement, members),
        points: indices,
      };
    });
  }

  /** A schedule at a point. */
  makeSchedule(schedule: StrategyName["schedule"], point: Point): Schedule {
    return typeof schedule === "string"
      ? SCHEDULES[schedule](this.#settings)
      : moduleSchedule(asModule(schedule), this.#market, point, this.#watch);
  }

  #placements(placement: StrategyName["placement"], points: readonly Point[]): PlacementFamily {
    if (typeof placement !== "string") {
      return modulePlacements(asModule(placement), this.#market, points, this.#watch);
    }
    const kind: PlacementKind = PLACEMENTS[placement];
    const outflow = (): OutflowHistory => this.#outflow ??= this.#makeOutflow();
    const impact = (): ImpactHistory => this.#impact ??= new ImpactHistory(this.#market, outflow());
    return kind.make(
      { market: this.#market, settings: this.#settings, outflow, impact },
      points.map(modelPoint),
    );
  }

  #makeOutflow(): OutflowHistory {
    const { intervalNs, depthTicks, queue } = this.#settings;
    return new OutflowHistory(this.#market, { lengthNs: intervalNs, depthTicks, queue });
  }
}

/** @throws {Error} for a program, which answers elsewhere: see `ProgramRun`. */
function asModule(router: OwnRouter): ModuleRouter {
  if (router.kind === "module") return router;
  throw new Error(`${router.text} is no module`);
}

/** Indices of points, those at which a schedule reads the same values together, in order of the first. */
function bySchedule(schedule: StrategyName["schedule"], points: readonly Point[]): number[][] {
  const read = typeof schedule === "string" ? [] : Object.keys(schedule.parameters);
  const groups = new Map<string, number[]>();
  for (const [index, point] of points.entries()) {
    const key = read.map((name) => point[name]).join(" ");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return [...groups.values()];
}
