/** Strategies by name: read, written, compared, and what is known of them. @module */

import { type NamedRouter, namedRouter, type OwnRouter, type ProgramRouter } from "./external/router.ts";
import { modelParameters, type Parameter } from "../model/parameters.ts";
import {
  PLACEMENT_NAMES,
  type PlacementName,
  PLACEMENTS,
  SCHEDULE_NAMES,
  type ScheduleName,
} from "./strategies.ts";

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
  return PLACEMENTS[placement].rests === true;
}
