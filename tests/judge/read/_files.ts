/** Texts as files, for the readers. @module */

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
