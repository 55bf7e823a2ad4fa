/** How a tape is replayed into a topic, and how far that is. @module */

import type { PaceOptions } from "./pace.ts";
import type { StartMarker } from "./replay_messages.ts";
import type { SenderOptions } from "./sender.ts";

/** How to replay a tape into a topic. */
export interface ReplayOptions
  extends PaceOptions, Pick<SenderOptions, "acks" | "compression" | "onTrouble"> {
  readonly topic: string;
  /** Partitions of the topic, if it has to be made. */
  readonly partitions: number;
  /** The most messages in one send; fewer where they are more bytes than the topic takes. */
  readonly batch: number;
  /** Wait so long for more messages of a batch, ms. */
  readonly lingerMs: number;
  /** Go on with the newest run of this tape, if it was interrupted. */
  readonly resume: boolean;
  /** Send nothing if this tape is there whole. */
  readonly once: boolean;
  /** What was asked for, for the start marker. */
  readonly arguments: StartMarker["arguments"];
  /** Ends the replay once the batch in flight is acknowledged. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
}

/** How far a replay is: told when a batch is sent, and when it is acknowledged. */
export interface ReplayProgress {
  /** Messages of the run in the topic. */
  readonly acknowledged: number;
  /** Those, and the ones on their way. */
  readonly sent: number;
  /** Messages of the whole run. */
  readonly messages: number;
  /** Bytes of the messages acknowledged this time, as they lie in a batch before compression. */
  readonly bytes: number;
  /** When the oldest message on its way was due, by `performance.now()`; without a pace, when it was sent. */
  readonly waitingSinceMs: number | undefined;
  /** How long the last batch's first message was sent after it was due, ms. */
  readonly lagMs: number;
}
