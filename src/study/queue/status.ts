/** How far a study in a queue is, for people. @module */

import type { KafkaClient } from "../../kafka/client.ts";
import type { Part } from "../part.ts";
import type { SetAside } from "./messages.ts";
import { queueProgress, type RunningTask } from "./progress.ts";
import { announcementIn, outcomesIn } from "./read_parts.ts";
import type { QueueNames } from "./topics.ts";

/** How far a study is. */
export interface QueueStatus {
  /** The study's id. */
  readonly study: string;
  /** Tasks of the study. */
  readonly tasks: number;
  /** Tasks whose tape was measured. */
  readonly measured: number;
  /** Tasks whose tape could not be measured. */
  readonly failed: number;
  /** Tasks that nobody is to try again. */
  readonly setAside: readonly SetAside[];
  /** What is being done now. */
  readonly running: readonly RunningTask[];
  /** Whether its tasks were taken back. */
  readonly isCancelled: boolean;
  /** Tasks an hour, lately; `null` where too few are done. */
  readonly perHour: number | null;
  /** What is left will take so long, seconds. */
  readonly leftSeconds: number | null;
}

/** The pace is that of the parts sent in the last ten minutes. */
const LATELY_MS = 10 * 60_000;

/**
 * Looks how far a study is; reads all its parts.
 *
 * @param nowMs milliseconds since 1970.
 * @throws {KafkaFailure} if there is none.
 */
export async function queueStatus(
  client: KafkaClient,
  names: QueueNames,
  nowMs: number,
  isCancelled: boolean,
): Promise<QueueStatus> {
  const announced = await announcementIn(client, names);
  const progress = isCancelled ? undefined : await queueProgress(client, names);
  const parts = new Map<string, Part["status"]>();
  const setAside = new Map<string, SetAside>();
  const times: number[] = [];
  await outcomesIn(client, names, ({ task, part, setAside: aside, atMs }) => {
    times.push(atMs);
    if (part !== undefined) parts.set(task, part.status);
    else setAside.set(task, aside!);
  });
  for (const task of parts.keys()) setAside.delete(task);
  const failed = [...parts.values()].filter((status) => status === "failed").length;
  const tasks = announced?.tasks ?? 0;
  const perHour = rate(times, nowMs);
  const left = tasks - parts.size - setAside.size;
  return {
    study: announced?.id ?? "",
    tasks,
    measured: parts.size - failed,
    failed,
    setAside: [...setAside.values()].toSorted((a, b) => a.task < b.task ? -1 : 1),
    running: progress?.running ?? [],
    isCancelled,
    perHour,
    leftSeconds: perHour === null ? null : left / perHour * 3600,
  };
}

/** Parts an hour over the last ten minutes, or since the first if that is later. */
function rate(timesMs: readonly number[], nowMs: number): number | null {
  const lately = timesMs.filter((ms) => ms >= nowMs - LATELY_MS);
  if (lately.length < 2) return null;
  const spanMs = Math.max(1, nowMs - Math.min(...lately));
  return (lately.length - 1) / spanMs * 3_600_000;
}
