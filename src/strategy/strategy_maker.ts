/** Strategies made from their names. @module */

import type { Market } from "../execution/market.ts";
import { alone, type PlacementFamily, type Schedule, type Strategy } from "../execution/strategy.ts";
import { modelPoint, type Point } from "../model/point.ts";
import { modulePlacements } from "./external/module_placement.ts";
import { moduleSchedule } from "./external/module_schedule.ts";
import type { ModuleRouter, OwnRouter } from "./external/router.ts";
import type { Watch } from "./external/watch.ts";
import { ImpactHistory } from "./placement/cont_kukanov/impact_history.ts";
import { OutflowHistory } from "./placement/cont_kukanov/outflow_history.ts";
import { PLACEMENTS, SCHEDULES, type StrategySettings } from "./strategies.ts";
import type { StrategyName } from "./strategy_name.ts";

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
    const outflow = (): OutflowHistory => this.#outflow ??= this.#makeOutflow();
    const impact = (): ImpactHistory => this.#impact ??= new ImpactHistory(this.#market, outflow());
    return PLACEMENTS[placement].make(
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
