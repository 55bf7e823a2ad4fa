/** The functions of kafkajs that are replaced; everything else of it is used as it is. @module */

import { replaceCodecs } from "./codecs.ts";
import { replaceConnection } from "./connection.ts";
import { replaceDecoder } from "./decoder.ts";
import { replaceEncoder } from "./encoder.ts";
import { replaceFetchResponse } from "./fetch_response.ts";
import { replaceRequestQueue } from "./request_queue.ts";

let replaced = false;

/**
 * Replaces, for the whole process, what kafkajs 2.2.4 (its last release) leaves no other way to change:
 *
 * - `Encoder.prototype.writeUVarInt` (`encoder.ts`), which makes a buffer of every number: a fifth of the
 *   time that sending takes;
 * - `decode` of the answer to Fetch 11 (`fetch_response.ts`), which makes a dozen objects of every record,
 *   most of the time and memory that reading takes, and does not look at checksums;
 * - `readArray` and `readArrayAsync` of `Decoder.prototype` (`decoder.ts`), which believe every count;
 * - the codecs (`codecs.ts`), of which it has gzip alone;
 * - `connect` and `send` of `Connection.prototype` (`connection.ts`), which take a cut answer for the begin of
 *   the next connection's first, and keep a connection that has fallen silent;
 * - `RequestQueue.prototype.scheduleCheckPendingRequests` (`request_queue.ts`), which sets timers of a
 *   negative time: Deno warns of each.
 *
 * What each does otherwise stays the same. `tests/kafka/_kafkajs/replace_test.ts` fails once kafkajs does not call one
 * of them any more, or speaks a newer version of Fetch.
 */
export function replaceInKafkajs(): void {
  if (replaced) return;
  replaced = true;
  replaceCodecs();
  replaceConnection();
  replaceDecoder();
  replaceEncoder();
  replaceFetchResponse();
  replaceRequestQueue();
}
