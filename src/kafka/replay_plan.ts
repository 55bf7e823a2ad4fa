/** Which run a replay sends, or goes on with. @module */

import type { Tape } from "../market/tape.ts";
import { CODEC_VERSION } from "../source/snapshot_codec.ts";
import { eventsOf } from "../source/tape_events.ts";
import type { KafkaClient } from "./client.ts";
import { findRuns, type FoundRun } from "./find_runs.ts";
import type { ReplayOptions } from "./replay_options.ts";
import { newRunId, type StartMarker } from "./replay_messages.ts";

/** The run to send, or to go on with. */
export interface ReplayPlan {
  readonly start: StartMarker;
  /** Messages that are in the topic. */
  readonly present: number;
  /** The start marker is in the topic. */
  readonly begun: boolean;
  readonly ended: boolean;
}

/** Looks in the topic where that is asked for; elsewhere the run is a new one. */
export async function planRun(
  client: KafkaClient,
  { tape, digest, partition, options }: {
    tape: Tape;
    digest: string;
    partition: number;
    options: ReplayOptions;
  },
): Promise<ReplayPlan> {
  const start: StartMarker = {
    run_id: newRunId(digest),
    codec: CODEC_VERSION,
    tape_digest: digest,
    messages: countMessages(tape),
    rows: tape.length,
    origin_ns: tape.originNs.toString(),
    symbol: tape.symbol,
    skipped_rows: tape.skippedRows,
    notes: tape.notes,
    started: new Date().toISOString(),
    arguments: options.arguments,
  };
  if (options.resume || options.once) {
    const runs = await findRuns(client, options.topic, partition);
    const same = (run: FoundRun) =>
      run.start.tape_digest === digest && run.start.codec === CODEC_VERSION &&
      run.start.messages === start.messages;
    const whole = runs.filter(same).findLast((run) => run.ended && run.messages === run.start.messages);
    // Only the newest run can be resumed: readers count the others as torn.
    const newest = runs.at(-1);
    if (options.resume && newest !== undefined && !newest.ended && same(newest)) {
      return { start: newest.start, present: newest.messages, begun: true, ended: false };
    }
    if (whole !== undefined && (options.once || whole === newest)) {
      return { start: whole.start, present: whole.messages, begun: true, ended: true };
    }
  }
  return { start, present: 0, begun: false, ended: false };
}

function countMessages(tape: Tape): number {
  let messages = 0;
  for (const _ of eventsOf(tape)) messages++;
  return messages;
}
