/** Records of DBN without their metadata, told by what they look like. @module */

import { LITTLE_ENDIAN } from "./metadata.ts";
import { isRecordType } from "./schemas.ts";

const HEADER_BYTES = 16;
/** Upper words of the times from 1990 to 2100: ns since the Unix epoch over 2^32. */
const FIRST_HIGH = 146_000_000;
const LAST_HIGH = 956_000_000;
const NULL_HIGH = 0xffffffff;

/** Whether bytes that are no known format begin with records, each of a known type and of a time of our days. */
export function areRecords(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let at = 0;
  for (; at + HEADER_BYTES <= head.length;) {
    const length = head[at]! << 2;
    const timeHigh = view.getUint32(at + 12, LITTLE_ENDIAN);
    const isTime = timeHigh === NULL_HIGH || (timeHigh >= FIRST_HIGH && timeHigh <= LAST_HIGH);
    if (length < HEADER_BYTES || !isRecordType(head[at + 1]!) || !isTime) return false;
    at += length;
  }
  return at > 0;
}
