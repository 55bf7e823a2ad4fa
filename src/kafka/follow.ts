/** The newest run of a topic, followed while it is sent. @module */

import type { TapeColumns } from "../market/tape.ts";
import type { KafkaClient } from "./client.ts";
import { sleep } from "./deadline.ts";
import { KafkaFailure } from "./failure.ts";
import { readTopic } from "./read_topic.ts";
import type { StartMarker } from "./replay_messages.ts";
import { newest, RunCollector, wanted, type WantedRuns } from "./run_collector.ts";
import { type PartitionRange, partitionRanges } from "./topic.ts";

/** Which runs to follow, the newest and each that begins later, and who is told. */
interface FollowOptions extends WantedRuns {
  readonly topic: string;
  readonly signal: AbortSignal;
  /** Told whenever more of the run is there, and when it has ended. */
  readonly onRows: (run: FollowedRun) => void;
  /** Told, for people, what is wrong while it goes on. */
  readonly onTrouble: (message: string) => void;
}

/** How often to look whether a topic is there. */
const LOOK_EVERY_MS = 1000;

/** A run as far as it has come. */
export interface FollowedRun {
  readonly start: StartMarker;
  /** Its rows in the order they were sent, which is by event time. They stay as they are. */
  readonly rows: TapeColumns;
  /** Whether its end is there. */
  readonly isComplete: boolean;
  /** What is wrong with it; empty where nothing is. */
  readonly fault: string;
}

/**
 * Follows a topic until the signal: the run that is being sent, else the newest that is complete, else the next to
 * begin. Silence is no failure here, since a producer may pause; nor is a topic that is not there yet, or a broker that
 * is away for a while.
 *
 * @throws {KafkaFailure} if the broker refuses, or what it gives cannot be read.
 */
export async function followTopic(client: KafkaClient, options: FollowOptions): Promise<void> {
  const { topic, signal, onTrouble } = options;
  const ranges = await rangesOnceThere(client, options);
  const positions = new Map(ranges.map(({ partition, low }) => [partition, low]));
  const ends = new Map(ranges.map(({ partition, end }) => [partition, end]));
  const collectors = new Map(
    ranges.map(({ partition }) => [partition, new RunCollector(partition, wanted(options))]),
  );
  let troubled = "";
  while (!signal.aborted) {
    try {
      await readTopic(client, {
        topic,
        from: positions,
        signal,
        waitingFor: () => "more of a run",
        onBatch({ partition, messages, nextOffset }) {
          const collector = collectors.get(partition)!;
          for (const message of messages) collector.take(message);
          positions.set(partition, nextOffset);
          // Nothing is shown before all that was in the topic at the beginning has been read.
          const hasCaughtUp = [...positions].every(([each, next]) => next >= ends.get(each)!);
          const run = newestOf([...collectors.values()]);
          if (run !== undefined && hasCaughtUp) options.onRows(run);
          troubled = "";
          return false;
        },
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof KafkaFailure) || error.kind !== "unreachable") throw error;
      if (error.message !== troubled && !error.message.startsWith("nothing from")) onTrouble(error.message);
      troubled = error.message;
    }
  }
}

/** What the topic's partitions hold, once the topic is there. */
async function rangesOnceThere(
  client: KafkaClient,
  { topic, signal, onTrouble }: FollowOptions,
): Promise<PartitionRange[]> {
  let isTold = false;
  while (true) {
    try {
      return await partitionRanges(client, topic);
    } catch (error) {
      if (!(error instanceof KafkaFailure) || error.kind !== "incomplete") throw error;
      if (!isTold) onTrouble(`${error.message}: waiting for it`);
      isTold = true;
      await sleep(LOOK_EVERY_MS, signal);
    }
  }
}

function newestOf(collectors: readonly RunCollector[]): FollowedRun | undefined {
  const runs = collectors.flatMap(({ open, complete }): FollowedRun[] => [
    ...complete === undefined ? [] : [{ ...complete, rows: complete.tape.columns, isComplete: true }],
    ...open === undefined ? [] : [{
      start: open.start,
      rows: open.rows(),
      isComplete: false,
      fault: open.fault,
    }],
  ]);
  return newest(runs);
}
