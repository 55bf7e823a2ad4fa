/** What is in the topic of a study's parts. @module */

import type { KafkaClient } from "../../kafka/client.ts";
import { KafkaFailure } from "../../kafka/failure.ts";
import { readTopic, type StoredMessage } from "../../kafka/read_topic.ts";
import { type Part, readPart } from "../part.ts";
import type { FoundPart } from "../part_store.ts";
import {
  type Announcement,
  readAnnouncement,
  readSetAside,
  type SetAside,
  STUDY_KEY,
  textOf,
} from "./messages.ts";
import { type QueueNames, queueRanges } from "./topics.ts";

/** What became of a task: its part, or why nobody is to try it again. */
interface TaskOutcome {
  /** Id of the task. */
  readonly task: string;
  readonly part?: Part | undefined;
  readonly setAside?: SetAside | undefined;
  /** When it was sent, milliseconds since 1970 by the worker's clock. */
  readonly atMs: number;
  /** Where it lies, for messages. */
  readonly path: string;
}

/** Header of a message among the parts: its key again, as the reader of topics hands out no keys. */
export const ID_HEADER = "id";

/** Header that says when it was sent, milliseconds since 1970. */
export const TIME_HEADER = "at_ms";

/**
 * What the first message of a study's parts announces.
 *
 * @returns `undefined` where the topic is empty.
 * @throws {KafkaFailure} if the topic is not there, or announces nothing.
 */
export async function announcementIn(
  client: KafkaClient,
  names: QueueNames,
): Promise<Announcement | undefined> {
  let found: Announcement | undefined;
  await readAll(client, names, (message) => {
    if (headerOf(message, ID_HEADER) !== STUDY_KEY || message.value === null) return false;
    found = readAnnouncement(message.value);
    return true;
  });
  return found;
}

/**
 * Reads what became of tasks, in the order in which it did: a task may come more than once.
 *
 * @throws {KafkaFailure} if the topic is not there.
 * @throws {DataError} for a message that is neither.
 */
export async function outcomesIn(
  client: KafkaClient,
  names: QueueNames,
  onOutcome: (outcome: TaskOutcome) => void,
): Promise<void> {
  await readAll(client, names, (message) => {
    const { value, offset } = message;
    if (value === null || headerOf(message, ID_HEADER) === STUDY_KEY) return false;
    const atMs = Number(headerOf(message, TIME_HEADER));
    const path = `topic ${names.parts}, offset ${offset}`;
    const text = textOf(value);
    const setAside = readSetAside(text);
    if (setAside !== undefined) onOutcome({ task: setAside.task, setAside, atMs, path });
    else {
      const part = readPart(text, path);
      onOutcome({ task: part.task, part, atMs, path });
    }
    return false;
  });
}

/** What a queue has of a study, to be merged. */
interface Collected {
  /** Every part, in the order in which it came. */
  readonly parts: readonly FoundPart[];
  /** Tasks that were set aside and have no part, by id. */
  readonly setAside: ReadonlyMap<string, SetAside>;
}

/** Reads all that a queue has of a study. */
export async function collectParts(client: KafkaClient, names: QueueNames): Promise<Collected> {
  const parts: FoundPart[] = [];
  const setAside = new Map<string, SetAside>();
  await outcomesIn(client, names, ({ task, part, setAside: aside, path }) => {
    if (part !== undefined) parts.push({ part, path });
    else setAside.set(task, aside!);
  });
  // A worker may have been gone before it could say that its part was sent.
  for (const { part } of parts) setAside.delete(part.task);
  return { parts, setAside };
}

/** Hands out all messages that there are now, until it is told that this is enough. */
async function readAll(
  client: KafkaClient,
  { parts: topic }: QueueNames,
  onMessage: (message: StoredMessage) => boolean,
): Promise<void> {
  const [range] = await queueRanges(client, topic);
  if (range === undefined) throw new KafkaFailure("incomplete", `topic ${topic} has no partition`);
  if (range.low >= range.end) return;
  await readTopic(client, {
    topic,
    from: new Map([[range.partition, range.low]]),
    waitingFor: () => `its end, offset ${range.end}`,
    onBatch: ({ messages, nextOffset }) => messages.some(onMessage) || nextOffset >= range.end,
  });
}

function headerOf({ headers }: StoredMessage, name: string): string {
  const value = headers?.[name];
  return value instanceof Uint8Array ? textOf(value) : "";
}
