/** The artefact of a study, made from what its parts say together. @module */

import { mapValues } from "../../market/map_values.ts";
import type { FailedPart, MeasuredPart } from "../../study/part.ts";
import type { PooledComparison } from "../../study/pool/pooled_comparison.ts";
import { type PooledStudy, sortParts } from "../../study/pool/pool_study.ts";
import { snakeKeys } from "../snake_case.ts";
import { STUDY_SCHEMA_VERSION, type StudyArtefact, type StudyComparison } from "./schema.ts";

/** What became of a study's tasks. */
interface StudyTasks {
  /** What was studied. */
  readonly study: Pick<StudyArtefact["study"], "id" | "version" | "question">;
  readonly measured: readonly MeasuredPart[];
  readonly failed: readonly FailedPart[];
  readonly missing: StudyArtefact["missing"];
}

/**
 * Makes the artefact. It holds nothing of the clock, the machine or the way the tasks were dealt: the same parts give
 * the same bytes, in whatever order they come.
 *
 * @param pooled what the measured parts say together.
 */
export function studyArtefact(
  pooled: PooledStudy,
  { study, measured, failed, missing }: StudyTasks,
): StudyArtefact {
  const tapes = sortParts(measured);
  return {
    schema_version: STUDY_SCHEMA_VERSION,
    verdict: pooled.verdict,
    main_comparison: pooled.mainComparison,
    strategy: pooled.strategy,
    study: {
      ...study,
      tasks: measured.length + failed.length + missing.length,
      measured: measured.length,
      failed: failed.length,
      missing: missing.length,
    },
    sample: snakeKeys(pooled.sample),
    tuned: snakeKeys(pooled.tuned),
    comparisons: mapValues(pooled.comparisons, (each) => describeComparison(each, tapes)),
    tapes: tapes.map(describeTape),
    failed: failed.toSorted(byTask).map(({ task, input, exitCode, reason }) => ({
      task,
      input,
      exit_code: exitCode,
      reason,
    })),
    missing: missing.toSorted(byTask),
    warnings: pooled.warnings.map(({ text }) => text),
    warning_codes: pooled.warnings.map(({ code }) => code),
  };
}

function byTask(a: { readonly task: string }, b: { readonly task: string }): number {
  return a.task < b.task ? -1 : a.task > b.task ? 1 : 0;
}

function describeTape({ task, tape, orders }: MeasuredPart): StudyArtefact["tapes"][number] {
  const { day, symbol, dataset, digest, rows, session, venues, spreadBps, volatilityBps } = tape;
  return {
    task,
    day,
    symbol,
    dataset,
    digest,
    rows,
    windows: session.map(({ from, to }) => [from, to]),
    venues: venues.length,
    spread_bps: spreadBps,
    volatility_bps: volatilityBps,
    orders: orders.count,
    notional_dollars: orders.notionalDollars,
  };
}

function describeComparison(
  { byTape, slopes, ...pooled }: PooledComparison,
  tapes: readonly MeasuredPart[],
): StudyComparison {
  const found = new Map(byTape.map((each) => [each.task, each]));
  const figures = tapes.map(({ task }) => found.get(task));
  return {
    ...snakeKeys(pooled),
    slopes: slopes.map(({ slopeBps, leavingOne, ...same }) => ({
      ...same,
      slope_bps: slopeBps,
      leaving_one: leavingOne,
    })),
    by_tape: {
      saving_bps: figures.map((each) => each?.savingBps ?? null),
      lower_bps: figures.map((each) => each?.intervalBps?.lower ?? null),
      upper_bps: figures.map((each) => each?.intervalBps?.upper ?? null),
    },
  };
}
