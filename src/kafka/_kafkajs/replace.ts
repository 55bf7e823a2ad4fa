/** The three functions of kafkajs that are replaced; everything else of it is used as it is. */

import { replaceEncoder } from "./encoder.ts";
import { replaceFetchResponse } from "./fetch_response.ts";
import { replaceRequestQueue } from "./request_queue.ts";

let replaced = false;

/**
 * Replaces, for the whole process, what kafkajs 2.2.4 (its last release) leaves no other way to change:
 *
 * | function | why | file |
 * |---|---|---|
 * | `Encoder.prototype.writeUVarInt` | makes a buffer of every number: a fifth of the time of sending | `encoder.ts` |
 * | `decode` of the response to Fetch 11 | a dozen objects a record: most of the time and memory of reading | `fetch_response.ts` |
 * | `RequestQueue.prototype.scheduleCheckPendingRequests` | a timer of a negative time, of which Deno warns | `request_queue.ts` |
 *
 * What each does stays the same. `tests/kafka/_kafkajs/replace_test.ts` fails once kafkajs does not call one of
 * them any more, or speaks a newer version of Fetch.
 */
export function replaceInKafkajs(): void {
  if (replaced) return;
  replaced = true;
  replaceEncoder();
  replaceFetchResponse();
  replaceRequestQueue();
}
