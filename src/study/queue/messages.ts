/** What the messages of a study's queue say. @module */

import * as v from "valibot";
import { checkedJson } from "../../kafka/checked_json.ts";
import { isObject, type Study, studyId, type StudyInput, type StudyTask } from "../study.ts";
import type { Asked } from "../task.ts";
import { DataError } from "../../market/data_error.ts";

/** Key of the message, first among the parts, that tells workers what is asked. */
export const STUDY_KEY = "study";

/** What the first key of a task that is set aside says. */
const SET_ASIDE_FORMAT = "sorlab-set-aside-1";

/** What all tasks of a queue have in common. */
export interface Announcement extends Asked {
  /** The study's. */
  readonly id: string;
  /** Tasks that it has. */
  readonly tasks: number;
}

/** A task with its input, as a worker takes it. */
export interface QueuedTask {
  readonly input: StudyInput;
  readonly task: StudyTask;
}

/** A task that nobody could do, and that nobody is to try again. */
export interface SetAside {
  readonly format: typeof SET_ASIDE_FORMAT;
  /** Id of the task. */
  readonly task: string;
  /** How often it was begun. */
  readonly attempts: number;
  /** Why it failed, the last time. */
  readonly reason: string;
}

const text = v.string();
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const announcementSchema = v.object({
  id: text,
  tasks: count,
  version: text,
  question: v.custom<Asked["question"]>(isObject),
  reading: v.custom<Asked["reading"]>(isObject),
  perOrder: v.boolean(),
});

const taskSchema = v.object({
  input: v.object({ name: text, bytes: count, identity: text }),
  task: v.object({
    id: v.pipe(text, v.regex(/^[0-9a-f]{64}$/)),
    input: count,
    symbol: v.optional(text),
    from: v.optional(text),
    to: v.optional(text),
    bytes: v.number(),
  }),
});

const setAsideSchema = v.object({
  format: v.literal(SET_ASIDE_FORMAT),
  task: text,
  attempts: count,
  reason: text,
});

/** The message that announces a study. */
export function announcementText(study: Study): string {
  const { version, question, reading, perOrder, tasks } = study;
  const announcement: Announcement = {
    id: studyId(study),
    tasks: tasks.length,
    version,
    question,
    reading,
    perOrder,
  };
  return JSON.stringify(announcement);
}

/** @throws {DataError} if it is none. */
export function readAnnouncement(message: Uint8Array): Announcement {
  return checkedJson(announcementSchema, textOf(message), "an announcement of a study");
}

/** The message of a task. */
export function taskText(task: QueuedTask): string {
  return JSON.stringify(task);
}

/** @throws {DataError} if it is none. */
export function readTask(message: Uint8Array | null): QueuedTask {
  if (message === null) throw new DataError("a task without a text");
  return checkedJson(taskSchema, textOf(message), "a task");
}

/** The message of a task that is set aside. */
export function setAsideText(task: string, attempts: number, reason: string): string {
  return JSON.stringify({ format: SET_ASIDE_FORMAT, task, attempts, reason } satisfies SetAside);
}

/** What a message among the parts says of a task that is set aside; `undefined` if it is a part. */
export function readSetAside(message: string): SetAside | undefined {
  if (!message.startsWith(`{"format":"${SET_ASIDE_FORMAT}"`)) return undefined;
  return checkedJson(setAsideSchema, message, "a task that is set aside");
}

/** How a task was begun: kept with the group's offset, which stays at the task until it is done. */
export interface Begun {
  /** How often it was, this time included. */
  readonly attempt: number;
  /** Who did, last. */
  readonly worker: string;
  /** When, milliseconds since 1970. */
  readonly atMs: number;
  /** Why it failed before, if it did and that is known. */
  readonly reason?: string | undefined;
}

const begunSchema = v.object({ attempt: count, worker: text, atMs: v.number(), reason: v.optional(text) });

/** How a task was begun, as the group's note of it says; `undefined` where it was not. */
export function readBegun(note: string): Begun | undefined {
  return note === "" ? undefined : checkedJson(begunSchema, note, "the state of a task");
}

/** The note of a task that is begun, or that is not any more. */
export function begunText(begun: Begun | undefined): string {
  return begun === undefined ? "" : JSON.stringify(begun);
}

/** Text of a message. */
export function textOf(message: Uint8Array): string {
  return new TextDecoder().decode(message);
}
