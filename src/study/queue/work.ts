/** A worker: it does tasks of a queue beside others, until none is left. @module */

import type { KafkaClient } from "../../kafka/client.ts";
import { seconds, sleep, withDeadline } from "../../kafka/deadline.ts";
import { KafkaFailure, reasonOf } from "../../kafka/failure.ts";
import { type TakenMessage, workAsMember } from "../../kafka/group_member.ts";
import { Sender } from "../../kafka/sender.ts";
import { type Part, partText } from "../part.ts";
import type { Asked, Unit } from "../task.ts";
import type { Located } from "../task_pool.ts";
import { TaskThread } from "../task_thread.ts";
import {
  type Announcement,
  type Begun,
  begunText,
  type QueuedTask,
  readBegun,
  readTask,
  setAsideText,
} from "./messages.ts";
import { type QueueProgress, queueProgress } from "./progress.ts";
import { announcementIn, ID_HEADER, TIME_HEADER } from "./read_parts.ts";
import type { QueueNames } from "./topics.ts";

/** How a worker works. */
interface WorkOptions {
  /** Who it is, for those who ask how far the study is. */
  readonly name: string;
  /** Version of sorlab that it is. */
  readonly version: string;
  /** Threads, each of them a member of the group. */
  readonly threads: number;
  /** How often a task is begun before it is set aside. */
  readonly mostAttempts: number;
  /** Longest that a task may take. */
  readonly longestTaskMs: number;
  /** Where an input lies on this machine, fetched if need be. */
  readonly locate: (unit: Unit) => Promise<Located>;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Told of each part that this worker made. */
  readonly onPart?: ((part: Part) => void) | undefined;
  /** Told of each task that this worker set aside, and why. */
  readonly onSetAside?: ((task: QueuedTask, reason: string) => void) | undefined;
  /** Told how far the study is, now and then. */
  readonly onProgress?: ((progress: QueueProgress) => void) | undefined;
}

const ASK_AGAIN_MS = 1_000;
/** Long enough to give tasks back and to leave the group. */
const GOODBYE_MS = 5_000;

/**
 * Works until the study is done.
 *
 * @param signal ends it when it rejects: its tasks are given back, and others do them.
 * @returns how far the study is then.
 * @throws {KafkaFailure} if there is none, it is cancelled, the broker does not answer in time or refuses.
 */
export async function workStudy(
  client: KafkaClient,
  names: QueueNames,
  options: WorkOptions,
  signal: Promise<never>,
): Promise<QueueProgress> {
  const announced = await announcementIn(client, names);
  if (announced === undefined) {
    throw new KafkaFailure("incomplete", `topic ${names.parts} announces no study; sorlab study submit does`);
  }
  checkVersion(announced, options.version);
  const sender = await Sender.open(client, {
    topic: names.parts,
    partition: 0,
    acks: "all",
    compression: "none",
  });
  const ending = new AbortController();
  const desk = new Desk(announced, sender, options, ending.signal);
  const members = Promise.all(
    Array.from({ length: options.threads }, () =>
      workAsMember(client, {
        topic: names.tasks,
        groupId: names.group,
        longestMs: options.longestTaskMs,
        signal: ending.signal,
        onMessage: desk.seat(),
      })),
  );
  members.catch(() => {}); // awaited below
  try {
    return await Promise.race([signal, members.then(() => never()), untilDone(client, names, options)]);
  } finally {
    ending.abort();
    desk.close();
    // What ended the work is thrown above; a broker that does not answer must not hold the end up.
    await withDeadline(members, GOODBYE_MS).catch(() => {});
    await sender.close();
  }
}

/** @throws {KafkaFailure} if another version of sorlab planned the study: parts of two are not pooled. */
function checkVersion({ version }: Announcement, own: string): void {
  if (version === own) return;
  throw new KafkaFailure("incomplete", `the study was planned by sorlab ${version}, and this is ${own}`);
}

async function untilDone(
  client: KafkaClient,
  names: QueueNames,
  { onProgress }: WorkOptions,
): Promise<QueueProgress> {
  while (true) {
    const progress = await queueProgress(client, names);
    onProgress?.(progress);
    if (progress.done >= progress.tasks) return progress;
    await sleep(ASK_AGAIN_MS);
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}

/** Given up because the worker ends: no fault of the task's. */
class GivenUp extends Error {
  override readonly name = "GivenUp";
}

/** Where the members of a worker have their tasks done, and the parts leave from. */
class Desk {
  #asked: Asked;
  #sender: Sender;
  #options: WorkOptions;
  #signal: AbortSignal;
  #threads = new Set<TaskThread>();
  /** What is being sent: the sender takes one batch after the other. */
  #sending: Promise<void> = Promise.resolve();
  #givenUp = Promise.withResolvers<never>();

  constructor(asked: Asked, sender: Sender, options: WorkOptions, signal: AbortSignal) {
    this.#asked = asked;
    this.#sender = sender;
    this.#options = options;
    this.#signal = signal;
    this.#givenUp.promise.catch(() => {}); // nobody may be at work
  }

  /** What a member has its tasks done by: a thread of its own. */
  seat(): (message: TakenMessage) => Promise<void> {
    let thread: TaskThread | undefined;
    const renew = (): TaskThread => {
      if (thread !== undefined) {
        this.#threads.delete(thread);
        thread[Symbol.dispose]();
      }
      thread = new TaskThread(this.#asked);
      this.#threads.add(thread);
      return thread;
    };
    return async ({ value, noted, note }) => {
      const { mostAttempts, nowMs, name: worker } = this.#options;
      const task = readTask(value);
      let begun = readBegun(noted);
      if (begun !== undefined) begun = { reason: `its worker ${begun.worker} was gone`, ...begun };
      while ((begun?.attempt ?? 0) < mostAttempts) {
        const before: Begun | undefined = begun;
        begun = { ...before, attempt: (before?.attempt ?? 0) + 1, worker, atMs: nowMs() };
        await note(begunText(begun));
        try {
          return await this.#do(task, thread ?? renew());
        } catch (error) {
          if (error instanceof KafkaFailure) throw error;
          if (error instanceof GivenUp || this.#signal.aborted) {
            // It was no attempt. If the broker cannot be told so any more, it counts as one.
            return await note(begunText(before)).catch(() => {});
          }
          begun = { ...begun, reason: reasonOf(error) };
          renew();
        }
      }
      await this.#setAside(task, begun!);
    };
  }

  async #do({ input, task }: QueuedTask, thread: TaskThread): Promise<void> {
    const unit = { input, tasks: [task] };
    const { path, release } = await this.#options.locate(unit);
    try {
      const { longestTaskMs } = this.#options;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`it took longer than ${seconds(longestTaskMs)}`)),
          longestTaskMs,
        );
      });
      const done = thread.run(unit, path, async (part) => {
        await this.#send(part.task, partText(part));
        this.#options.onPart?.(part);
      });
      done.catch(() => {}); // awaited below, unless it is given up
      await Promise.race([done, late, this.#givenUp.promise]).finally(() => clearTimeout(timer));
    } finally {
      release();
    }
  }

  async #setAside(task: QueuedTask, { attempt, reason = "" }: Begun): Promise<void> {
    await this.#send(task.task.id, setAsideText(task.task.id, attempt, reason));
    this.#options.onSetAside?.(task, reason);
  }

  #send(id: string, value: string): Promise<void> {
    const headers = { [ID_HEADER]: id, [TIME_HEADER]: String(this.#options.nowMs()) };
    const sent = this.#sending.then(() => this.#sender.send([{ key: id, headers, value }]));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  /** Ends the threads, whatever they are at. */
  close(): void {
    this.#givenUp.reject(new GivenUp());
    for (const thread of this.#threads) thread[Symbol.dispose]();
    this.#threads.clear();
  }
}
