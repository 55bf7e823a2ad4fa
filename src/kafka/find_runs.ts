/** The runs that a partition holds, as their producer looks for them. @module */

import { DataError } from "../market/data_error.ts";
import type { KafkaClient } from "./client.ts";
import { readTopic, type StoredMessage } from "./read_topic.ts";
import { envelopeOf, parseStart, type StartMarker } from "./replay_messages.ts";
import { RunCollector, wanted } from "./run_collector.ts";
import { partitionRanges } from "./topic.ts";

/** A run as its producer finds it in a partition. */
export interface FoundRun {
  readonly start: StartMarker;
  /** Messages without a gap from the first. */
  readonly messages: number;
  /** Its end marker is there. */
  readonly ended: boolean;
}

/** The runs of one partition, in the order they began. Their messages are counted, not read. */
export async function findRuns(client: KafkaClient, topic: string, partition: number): Promise<FoundRun[]> {
  const runs = new Map<string, { start: StartMarker; messages: number; ended: boolean }>();
  await readPartition(client, topic, partition, (message) => note(runs, message));
  return [...runs.values()];
}

/** Whether a reader of the partition finds a run complete and as it was sent. */
export async function isWhole(
  client: KafkaClient,
  { topic, partition, runId }: { topic: string; partition: number; runId: string },
): Promise<boolean> {
  const collector = new RunCollector(partition, wanted({ runId }));
  await readPartition(client, topic, partition, (message) => collector.take(message));
  return collector.complete?.fault === "";
}

/** Reads a partition from its beginning to its end as of now. */
async function readPartition(
  client: KafkaClient,
  topic: string,
  partition: number,
  take: (message: StoredMessage) => void,
): Promise<void> {
  const range = (await partitionRanges(client, topic)).find((each) => each.partition === partition);
  if (range === undefined || range.low === range.end) return;
  await readTopic(client, {
    topic,
    from: new Map([[partition, range.low]]),
    waitingFor: () => "what it holds",
    onBatch(batch) {
      if (batch.partition !== partition) return false;
      for (const message of batch.messages) take(message);
      return batch.nextOffset >= range.end;
    },
  });
}

function note(
  runs: Map<string, { start: StartMarker; messages: number; ended: boolean }>,
  { headers, value }: StoredMessage,
): void {
  const envelope = envelopeOf(headers);
  if (envelope === undefined) return;
  const run = runs.get(envelope.runId);
  if (envelope.kind === "start" && run === undefined && value !== null) {
    try {
      const start = parseStart(value);
      runs.set(envelope.runId, { start, messages: 0, ended: false });
    } catch (error) {
      // A run that cannot be told from another can be neither resumed nor found whole.
      if (!(error instanceof DataError)) throw error;
    }
  } else if (run !== undefined && envelope.kind === "data") {
    if (envelope.sequence === run.messages) run.messages++;
  } else if (run !== undefined && envelope.kind === "end") {
    run.ended = true;
  }
}
