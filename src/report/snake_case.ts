/**
 * `lambdaOver` as `lambda_over`; names in capitals, such as a venue's, stay as they are.
 *
 * @example
 * ```ts
 * import { snakeCase } from "./snake_case.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(["meanBlock", "XNAS", "twap+sweep"].map(snakeCase), ["mean_block", "XNAS", "twap+sweep"]);
 * ```
 */
export function snakeCase(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z0-9]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Plain data with all its keys in snake case, as JSON has them; what JSON cannot hold is `null`. */
export function snakeKeys(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== undefined).map((
      [key, each],
    ) => [snakeCase(key), snakeKeys(each)]),
  );
}
