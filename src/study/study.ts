/** A study: many tapes, one question, and the tasks that come of them. @module */

import * as v from "valibot";
import type { CompleteQuestion } from "../backtest/question.ts";
import { parseLayout } from "../source/layouts/layout_file.ts";
import type { ReadOptions } from "../source/tape_reader.ts";
import { canonicalDigest, sealed, unsealed } from "./sealed_json.ts";

const STUDY_FORMAT = "sorlab-study-1";

/** Far more than any plan takes, bytes. */
const MOST_STUDY_BYTES = 2 ** 29;

/** A study as its plan, `study.json`, holds it. */
export interface Study {
  readonly format: typeof STUDY_FORMAT;
  /** Version of sorlab that planned it, and that has to run it. */
  readonly version: string;
  /** The one question: plain data. */
  readonly question: CompleteQuestion;
  /** How the tapes are read. */
  readonly reading: StudyReading;
  /** Whether parts hold sums by start. */
  readonly perOrder: boolean;
  /** What tapes are read from. */
  readonly inputs: readonly StudyInput[];
  /** In the order in which they are dealt to shards: those of an input follow each other. */
  readonly tasks: readonly StudyTask[];
}

/** How files are read, as plain data: see {@linkcode ReadOptions}. */
export interface StudyReading extends Omit<ReadOptions, "layout" | "onProgress" | "symbol" | "from" | "to"> {
  /** What the columns of a CSV mean that is not Databento's: what its layout file says. */
  readonly layout?: { readonly name: string; readonly says: unknown } | undefined;
}

/** A file, or what an address gives. */
export interface StudyInput {
  /** Path as it was given, or address without its query. */
  readonly name: string;
  /** Bytes, compressed as they are. */
  readonly bytes: number;
  /** What tells it from any other: `sha256:…` of a file, `etag:…` or `modified:…` and the bytes of an address. */
  readonly identity: string;
}

/** One tape: what a part is made of. */
export interface StudyTask {
  /** Digest of the question and of what the tape is, whatever it is called and whoever works it. */
  readonly id: string;
  /** Index of its input. */
  readonly input: number;
  /** Instrument; where there is none, the input has only one. */
  readonly symbol?: string | undefined;
  /** Its window, instead of the question's. */
  readonly from?: string | undefined;
  /** The end of it. */
  readonly to?: string | undefined;
  /** Part of the input's bytes that it stands for: its size when tasks are dealt. */
  readonly bytes: number;
}

const text = v.string();
const count = v.pipe(v.number(), v.finite(), v.minValue(0));
/** Whether JSON is an object with names, and no list. */
export const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const studySchema = v.strictObject({
  format: v.literal(STUDY_FORMAT),
  version: text,
  // Checked in all its settings where it is planned, as one from the command line is.
  question: v.custom<CompleteQuestion>(isObject),
  reading: v.custom<StudyReading>(isObject),
  perOrder: v.boolean(),
  inputs: v.array(v.strictObject({ name: text, bytes: count, identity: text })),
  tasks: v.array(v.strictObject({
    id: v.pipe(text, v.regex(/^[0-9a-f]{64}$/)),
    input: v.pipe(count, v.safeInteger()),
    symbol: v.optional(text),
    from: v.optional(text),
    to: v.optional(text),
    bytes: count,
  })),
});

/** A study of these tasks; each gets its id. */
export function makeStudy(
  { version, question, reading, perOrder, inputs, tasks }: Omit<Study, "format" | "tasks"> & {
    readonly tasks: readonly Omit<StudyTask, "id">[];
  },
): Study {
  const asked = canonicalDigest(plain({ question, reading, perOrder }));
  return {
    format: STUDY_FORMAT,
    version,
    question,
    reading,
    perOrder,
    inputs,
    tasks: tasks.map(({ input, symbol, from, to, bytes }) => {
      const { identity } = inputs[input]!;
      const id = canonicalDigest(plain({ asked, identity, symbol, from, to }));
      return plain({ id, input, symbol, from, to, bytes });
    }),
  };
}

/** Data as JSON has it: what is not there is left out. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** What a study is known by: its tasks, whatever their order, so also its question and its tapes. */
export function studyId({ tasks }: Study): string {
  return canonicalDigest(tasks.map(({ id }) => id).toSorted());
}

/** A study as its file holds it. */
export function studyText(study: Study): string {
  return sealed(study);
}

/**
 * Reads a study.
 *
 * @param name of the file, for messages.
 * @throws {DataError} if it is none, of another version of the format, or broken.
 */
export function readStudy(given: string, name: string): Study {
  return unsealed<Study>(given, name, {
    what: "the plan of a study",
    format: STUDY_FORMAT,
    most: MOST_STUDY_BYTES,
    schema: studySchema,
    faultOf: ({ tasks, inputs }) =>
      tasks.every(({ input }) => input < inputs.length) ? undefined : "a task's input is unknown",
    remedy: "plan it again",
  });
}

/** How to read a tape of a study. */
export function readOptionsOf({ layout, ...reading }: StudyReading): ReadOptions {
  return { ...reading, layout: layout && parseLayout(layout.says, layout.name) };
}

/** What a task's tape is called in messages: its input, and which instrument of it. */
export function taskName({ inputs }: Study, { input, symbol }: StudyTask): string {
  return `${inputs[input]!.name}${symbol === undefined ? "" : ` ${symbol}`}`;
}
