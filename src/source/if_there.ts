/** Files that may not be there. @module */

/**
 * What is asked of a file; `undefined` where there is no such file.
 *
 * @example
 * ```ts
 * import { ifThere } from "./if_there.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await ifThere(Deno.stat("./no/such/file")), undefined);
 * ```
 */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
