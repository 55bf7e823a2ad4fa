/** What a command may do: all else is given up before it reads anything. @module */

/** What the program as a whole is granted, beside environment variables by name. */
export type Permission = "read" | "write" | "net" | "run";

const ALL: readonly Permission[] = ["read", "write", "net", "run"];

/**
 * Gives up every permission that is not needed, for good and for all threads: whatever a file or a message then
 * makes the program do, it is not that. What was not granted stays so.
 */
export function keepOnly(needs: readonly Permission[]): void {
  for (const name of ALL) if (!needs.includes(name)) Deno.permissions.revokeSync({ name });
}
