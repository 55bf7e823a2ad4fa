/** How far the workers of a queue are, as their group's offsets tell it. @module */

import type { KafkaClient } from "../../kafka/client.ts";
import { groupOffsets } from "../../kafka/group_offsets.ts";
import { type Begun, readBegun } from "./messages.ts";
import { type QueueNames, queueRanges } from "./topics.ts";

/** How far a queue is. */
export interface QueueProgress {
  /** Tasks in it. */
  readonly tasks: number;
  /** Tasks that are done with, set aside or not. */
  readonly done: number;
  /** What was begun and is not done. */
  readonly running: readonly RunningTask[];
}

/** A task that somebody has begun. */
export interface RunningTask extends Begun {
  /** Where it lies. */
  readonly partition: number;
  /** Its offset there. */
  readonly offset: number;
}

/**
 * Asks the group how far it is.
 *
 * @throws {KafkaFailure} if there is no topic of tasks: the study was cancelled, or never was.
 */
export async function queueProgress(client: KafkaClient, names: QueueNames): Promise<QueueProgress> {
  const ranges = await queueRanges(client, names.tasks);
  const offsets = await groupOffsets(client, names.group, names.tasks);
  let [tasks, done] = [0, 0];
  const running: RunningTask[] = [];
  for (const { partition, end } of ranges) {
    const { offset, note } = offsets.get(partition) ?? { offset: 0n, note: "" };
    const begun = readBegun(note);
    tasks += Number(end);
    done += Number(offset);
    if (begun !== undefined && offset < end) running.push({ ...begun, partition, offset: Number(offset) });
  }
  return { tasks, done, running };
}
