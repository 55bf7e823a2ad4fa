/** One task of a study: a tape is read and measured, and what comes of it is a part, come what may of the tape. @module */

import { DataError } from "../market/data_error.ts";
import type { Tape } from "../market/tape.ts";
import { parseTimeBound, type TimeBound } from "../market/time.ts";
import { QuestionError } from "../search/question_error.ts";
import { openTape, openTapes } from "../source/open_tape.ts";
import { isAddress } from "./address.ts";
import { checkFile } from "./find_inputs.ts";
import { measureTape } from "./measure.ts";
import { type Part, PART_FORMAT } from "./part.ts";
import { readOptionsOf, type Study, type StudyInput, type StudyTask } from "./study.ts";

/** What all tasks of a study have in common. */
export type Asked = Pick<Study, "version" | "question" | "reading" | "perOrder">;

/** Tasks of one input, worked one after the other by one thread. */
export interface Unit {
  /** The input. */
  readonly input: StudyInput;
  readonly tasks: readonly StudyTask[];
}

/**
 * Does the tasks of an input, one after the other.
 *
 * @param path of the input here.
 * @throws {DataError} if it is a file that has changed since the study was planned.
 */
export async function* runUnit(asked: Asked, { input, tasks }: Unit, path: string): AsyncGenerator<Part> {
  if (!isAddress(input.name)) await checkFile(path, input);
  const shared = await openShared(asked, tasks, path);
  for (const task of tasks) {
    const tape = shared.get(task.symbol ?? "");
    shared.delete(task.symbol ?? ""); // it is done with
    yield await runTask(asked, task, input, path, tape);
  }
}

/** The tapes of tasks that share their input, read in one go, by symbol; none where they do not want the same time. */
async function openShared(
  { question: { orders }, reading }: Asked,
  tasks: readonly StudyTask[],
  path: string,
): Promise<Map<string, Tape>> {
  if (tasks.some(({ from, to }) => from !== undefined || to !== undefined)) return new Map();
  const symbols = tasks.flatMap(({ symbol }) => symbol ?? []);
  const window = { from: boundOf(orders.from), to: boundOf(orders.to) };
  return await openTapes(path, symbols, { ...readOptionsOf(reading), ...window, order: "receipt" });
}

/** Exit codes of a back-test that its tape makes fail: the question does not fit it, or it is bad data. */
const QUESTION_EXIT = 2;
const DATA_EXIT = 3;

/**
 * Reads a task's tape and measures it. What its input makes fail would fail again, and becomes a part as well.
 *
 * @param path of the input here; nothing of it is in the part, which is the same wherever it is made.
 * @param read the tape, where it has been read already.
 * @throws whatever is not the input's fault, such as an `Error` of the operating system.
 */
async function runTask(
  { question: asked, reading, perOrder, version }: Asked,
  task: StudyTask,
  input: StudyInput,
  path: string,
  read: Tape | undefined,
): Promise<Part> {
  const head = { format: PART_FORMAT, version, task: task.id } as const;
  const { from = asked.orders.from, to = asked.orders.to, symbol } = task;
  try {
    const tape = read ?? await openTape(path, {
      ...readOptionsOf(reading),
      symbol,
      from: boundOf(from),
      to: boundOf(to),
      order: "receipt",
    });
    const question = { ...asked, orders: { ...asked.orders, from, to } };
    return { ...head, status: "measured", ...await measureTape(tape, question, { perOrder }) };
  } catch (error) {
    return { ...head, status: "failed", input: input.name, ...failureOf(error) };
  }
}

function boundOf(time: string | undefined): TimeBound | undefined {
  return time === undefined ? undefined : parseTimeBound(time);
}

function failureOf(error: unknown): { readonly exitCode: number; readonly reason: string } {
  if (error instanceof QuestionError) return { exitCode: QUESTION_EXIT, reason: error.message };
  if (!(error instanceof DataError)) throw error;
  // Without the file's path, which is another one on another machine.
  const { reason, line, column, value } = error;
  return { exitCode: DATA_EXIT, reason: new DataError(reason, { line, column, value }).message };
}
