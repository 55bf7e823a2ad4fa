/** Parts put together: every task exactly once, in an order that nothing but the tapes decides. @module */

import { DataError } from "../market/data_error.ts";
import { MissingPartsError } from "./errors.ts";
import type { FailedPart, MeasuredPart } from "./part.ts";
import type { FoundPart } from "./part_store.ts";
import { type Study, type StudyTask, taskName } from "./study.ts";

/** Tasks that a message names. */
const MOST_NAMED = 3;

/** The parts of a study, each task's once. */
interface MergedParts {
  /** Of tapes that were measured, by day, symbol, feed and task. */
  readonly measured: readonly MeasuredPart[];
  /** Of tapes that could not be, by task. */
  readonly failed: readonly FailedPart[];
  /** Tasks that have no part, by id. */
  readonly missing: readonly StudyTask[];
}

/**
 * Puts the parts of a study together. The same parts give the same, in whatever order and from wherever they come.
 *
 * @param parts in any order; the same part may come more than once, as of a task that was done twice.
 * @param isPartial whether tasks may be missing.
 * @throws {DataError} naming a part of another study or another version, two parts of one task that differ, or two
 *   that were not asked the same.
 * @throws {MissingPartsError} naming the tasks that have none.
 */
export async function mergeParts(
  study: Study,
  parts: AsyncIterable<FoundPart>,
  { isPartial }: { readonly isPartial: boolean },
): Promise<MergedParts> {
  const tasks = new Map(study.tasks.map((task) => [task.id, task]));
  const found = new Map<string, FoundPart>();
  for await (const next of parts) {
    const { part, path } = next;
    if (!tasks.has(part.task)) {
      throw new DataError(`is a part of another study: no task of this one is ${part.task}`, { file: path });
    }
    if (part.version !== study.version) {
      throw new DataError(`was made by sorlab ${part.version}, and the study is of ${study.version}`, {
        file: path,
      });
    }
    const other = found.get(part.task);
    if (other !== undefined && JSON.stringify(other.part) !== JSON.stringify(part)) {
      throw new DataError(`and ${other.path} are parts of one task, and differ`, { file: path });
    }
    if (other === undefined) found.set(part.task, next);
  }
  const missing = study.tasks.filter(({ id }) => !found.has(id)).toSorted(byId);
  if (missing.length > 0 && !isPartial) throw new MissingPartsError(missingText(study, missing));
  const all = [...found.values()].map(({ part }) => part);
  const measured = all.filter((part) => part.status === "measured").toSorted(byTape);
  checkAskedTheSame(measured);
  return {
    measured,
    failed: all.filter((part) => part.status === "failed").toSorted((a, b) => a.task < b.task ? -1 : 1),
    missing,
  };
}

function byId(a: StudyTask, b: StudyTask): number {
  return a.id < b.id ? -1 : 1;
}

function byTape(a: MeasuredPart, b: MeasuredPart): number {
  const keys = ({ tape, task }: MeasuredPart): string[] => [tape.day, tape.symbol, tape.dataset, task];
  const others = keys(b);
  const differing = keys(a).findIndex((key, i) => key !== others[i]);
  return differing < 0 ? 0 : keys(a)[differing]! < others[differing]! ? -1 : 1;
}

function missingText(study: Study, missing: readonly StudyTask[]): string {
  const named = missing.slice(0, MOST_NAMED).map((task) =>
    `${task.id.slice(0, 12)} (${taskName(study, task)})`
  );
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : "";
  return `${missing.length} of ${study.tasks.length} tasks have no part: ${named.join(", ")}${more}; ` +
    "sorlab study run does them, and --partial pools what is there";
}

/** @throws {DataError} if what the tapes are like made one question two: their sums cannot be pooled. */
function checkAskedTheSame(measured: readonly MeasuredPart[]): void {
  const first = measured[0];
  if (first === undefined) return;
  const asked = JSON.stringify(first.measured);
  const other = measured.find((part) => JSON.stringify(part.measured) !== asked);
  if (other === undefined) return;
  const [a, b] = [first, other].map(({ tape: { day, symbol }, measured: { strategy, comparisons } }) =>
    `on ${symbol} of ${day} ${strategy} with ${Object.keys(comparisons).join(", ")}`
  );
  throw new DataError(
    `the tapes are too unlike to be pooled: measured was ${a}, and ${b}; plan with a --strategy that needs no ` +
      "quotes between trades, or the two kinds of tapes as two studies",
  );
}
