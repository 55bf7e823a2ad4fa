/** Files for the readers, and what they promise. @module */

import { assert } from "@std/assert";
import type { Fills } from "../../../src/judge/fills.ts";
import { withFolder } from "../_sets.ts";

/** A midnight: 2024-08-01. */
export const ORIGIN_NS = 1722470400000000000n;

/** Does something with a file of this text. */
export function withText<T>(
  text: string | Uint8Array<ArrayBuffer>,
  action: (path: string) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    const path = `${folder}/file`;
    if (typeof text === "string") await Deno.writeTextFile(path, text);
    else await Deno.writeFile(path, text);
    return await action(path);
  });
}

/** What every reader promises of a fill. */
export function assertSound(fills: Fills): void {
  for (let i = 0; i < fills.length; i++) {
    assert(Number.isSafeInteger(fills.timeNs[i]!));
    assert(Number.isSafeInteger(fills.price[i]!) && fills.price[i]! > 0);
    assert(Number.isSafeInteger(fills.shares[i]!) && fills.shares[i]! > 0);
    assert(fills.side[i] === 1 || fills.side[i] === -1);
    assert(fills.venues.list[fills.venue[i]!]! !== "");
    assert(Number.isNaN(fills.fee[i]!) || Number.isSafeInteger(fills.fee[i]!));
  }
}
