/** SHA-256, hexadecimal. @module */

import { createHash } from "node:crypto";

/**
 * Digest of a text or of bytes.
 *
 * @example
 * ```ts
 * import { sha256 } from "./sha256.ts";
 * import { assert } from "@std/assert";
 * assert(sha256("abc").startsWith("ba7816bf8f01cfea"));
 * ```
 */
export function sha256(contents: string | Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}
