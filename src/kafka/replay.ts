/** A tape sent into a topic as one run. @module */

import { tapeDigest } from "../market/digest.ts";
import type { Tape } from "../market/tape.ts";
import type { KafkaClient } from "./client.ts";
import { KafkaFailure } from "./failure.ts";
import { isWhole } from "./find_runs.ts";
import type { ReplayOptions } from "./replay_options.ts";
import { planRun } from "./replay_plan.ts";
import { partitionOf } from "./replay_messages.ts";
import { RunSender } from "./run_sender.ts";
import { Sender } from "./sender.ts";
import { ensureTopic, topicLimits } from "./topic.ts";

/** How a replay ended. */
export interface ReplayResult {
  readonly topic: string;
  readonly partition: number;
  readonly runId: string;
  readonly tapeDigest: string;
  /** Messages of the whole run. */
  readonly messages: number;
  /** Messages of it in the topic. */
  readonly acknowledged: number;
  /** Messages sent this time. */
  readonly sent: number;
  /** Messages that were in the topic before. */
  readonly resumedFrom: number;
  readonly outcome: "complete" | "interrupted" | "already there";
  readonly takeovers: number;
  readonly largestLagMs: number;
}

/**
 * Sends a tape, sorted by event time, as one run: start marker, a message an event, end marker.
 *
 * @throws {KafkaFailure} saying how much was acknowledged and how to go on, if the broker fails; or that
 *   the run is not whole in the topic, though it was acknowledged.
 */
export async function replay(client: KafkaClient, tape: Tape, options: ReplayOptions): Promise<ReplayResult> {
  const { topic } = options;
  const partitions = await ensureTopic(client, topic, options.partitions);
  const partition = partitionOf(tape.symbol, partitions);
  const digest = tapeDigest(tape);
  const plan = await planRun(client, { tape, digest, partition, options });
  const result = {
    topic,
    partition,
    runId: plan.start.run_id,
    tapeDigest: digest,
    messages: plan.start.messages,
    resumedFrom: plan.present,
  };
  if (plan.ended) {
    return {
      ...result,
      acknowledged: plan.present,
      sent: 0,
      outcome: "already there",
      takeovers: 0,
      largestLagMs: 0,
    };
  }
  const { acks, compression, onTrouble } = options;
  const sender = await Sender.open(client, { topic, partition, acks, compression, onTrouble });
  const run = new RunSender({ tape, plan, partition, sender, options });
  try {
    const { batchBytes, isCompacted } = await topicLimits(client, topic);
    if (isCompacted) {
      onTrouble?.(
        `warning: topic ${topic} is compacted, so that it will lose the run: all its messages are of one key`,
      );
    }
    await run.play(batchBytes);
    if (run.ended) await verify(client, sender, { topic, partition, runId: plan.start.run_id });
  } catch (error) {
    throw run.explain(error);
  } finally {
    await sender.close();
  }
  return {
    ...result,
    acknowledged: run.acknowledged,
    sent: run.acknowledged - plan.present,
    outcome: run.ended ? "complete" : "interrupted",
    takeovers: sender.takeovers,
    largestLagMs: run.largestLagMs,
  };
}

/**
 * Looks whether what was acknowledged is in the topic.
 *
 * @throws {KafkaFailure} if it is not, or lies there as no reader can use it.
 */
async function verify(
  client: KafkaClient,
  sender: Sender,
  run: { topic: string; partition: number; runId: string },
): Promise<void> {
  await sender.verify();
  if (sender.strangers === 0 || await isWhole(client, run)) return;
  throw new KafkaFailure(
    "incomplete",
    `${sender.strangers} other messages came between those of the run, which is torn: somebody else writes to ` +
      `partition ${run.partition} of topic ${run.topic}; send it all again when that is over`,
  );
}
