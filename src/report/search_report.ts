/** What an artefact says of the search for parameters. @module */

import { type Parameter, PARAMETER_NAMES, PARAMETERS } from "../model/parameters.ts";
import type { Point } from "../model/point.ts";
import { costSurfaces } from "../search/cost_surface.ts";
import type { Identifiability } from "../search/identifiability.ts";
import type { Measured } from "../search/lab.ts";
import type { Outcome } from "../search/outcome.ts";
import type { Axis } from "../search/parameters.ts";
import { parametersOf, strategyText } from "../strategy/strategy_name.ts";
import { millionths } from "./millionths.ts";
import type { SearchReport } from "./schema.ts";
import { clockOf } from "./tape_report.ts";

/** A point by the trial's names; parameters that the strategy does not read are `null`. */
export function namedPoint(point: Point, { strategy }: Measured): Record<string, number | null> {
  const rows = { ...PARAMETERS, ...parametersOf(strategy) };
  const read = parametersOf(strategy);
  return Object.fromEntries(
    Object.entries(rows).map(([name, { key }]) => [key, Object.hasOwn(read, name) ? point[name]! : null]),
  );
}

/** How parameters were found, and whether they mean anything. */
export function describeSearch(outcome: Outcome): SearchReport {
  const { lab, axes, settings, market } = outcome;
  const { walked } = lab;
  const timeOf = clockOf(market);
  return {
    strategy: strategyText(lab.tuned.strategy),
    method: axes.length === 0 ? null : settings.method,
    evaluations: walked.evaluations,
    in_sample: walked.inSample,
    distinct_executions: walked.identifiability?.distinctExecutions ?? 1,
    plateau_points: walked.identifiability?.plateauPoints ?? null,
    parameters: describeParameters(axes, parametersOf(lab.tuned.strategy), walked.identifiability),
    surfaces: describeSurfaces(outcome),
    folds: walked.folds.map(({ fold, tuned }) => ({
      from: timeOf(fold.fromNs),
      to: timeOf(fold.toNs),
      orders_tuned_on: fold.trained,
      orders_scored: fold.end - fold.first,
      best_parameters: namedPoint(tuned.best, lab.tuned),
      in_sample_cost_bps: tuned.bestBps,
      stopped: tuned.stopped,
    })),
    note: searchNote(outcome),
  };
}

function describeSurfaces({ lab: { walked, tuned }, axes }: Outcome): SearchReport["surfaces"] {
  const last = walked.folds.at(-1);
  if (last === undefined) return [];
  const keys = parametersOf(tuned.strategy);
  return costSurfaces(last.tuned.tried, axes).map(({ parameters, values, leastBps, plateau }) => ({
    parameters: parameters.map((name) => keys[name]!.key),
    values,
    least_cost_bps: leastBps.map((cost) => cost && millionths(cost)),
    plateau,
  }));
}

function describeParameters(
  axes: readonly Axis[],
  parameters: Readonly<Record<string, Parameter>>,
  identifiability: Identifiability | undefined,
): SearchReport["parameters"] {
  return Object.fromEntries(axes.map(({ name, low, high }, i) => {
    const { identified, sensitivity, plateau, plateauShare } = identifiability!.parameters[i]!;
    const { key, unit } = parameters[name]!;
    return [key, {
      unit,
      searched: [low, high],
      identified,
      sensitivity,
      as_good: [plateau.low, plateau.high],
      as_good_share: plateauShare,
    }];
  }));
}

function searchNote({ lab: { walked, tuned }, axes }: Outcome): string {
  const read = parametersOf(tuned.strategy);
  const unread = PARAMETER_NAMES.filter((name) => !Object.hasOwn(read, name)).map((name) =>
    PARAMETERS[name].key
  );
  const notIdentified = unread.length > 0
    ? ` ${unread.join(", ")} cannot change an execution of ${strategyText(tuned.strategy)}: not identified.`
    : "";
  if (axes.length === 0) return `Nothing was tuned.${notIdentified}`;
  const { distinctExecutions } = walked.identifiability!;
  if (distinctExecutions === 1) {
    return `No parameter changed any fill: best_parameters is merely the first point tried.${notIdentified}`;
  }
  const scored = walked.inSample
    ? "Tuned and scored on the same orders: the saving is in-sample, and no evidence; add --folds."
    : "Tuned on the past, scored on what followed.";
  return `${distinctExecutions} distinct executions in the last search. ${scored}${notIdentified}`;
}
