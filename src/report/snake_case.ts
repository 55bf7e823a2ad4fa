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

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type IsSmall<C extends string> = C extends Uppercase<C> ? false : true;
type IsCapitalOrDigit<C extends string> = C extends Digit ? true : C extends Lowercase<C> ? false : true;

/** The type of {@linkcode snakeCase}: `Before` is the letter before. */
type Snake<Name extends string, Before extends string = ""> = Name extends `${infer First}${infer Rest}`
  ? IsSmall<Before> extends true
    ? IsCapitalOrDigit<First> extends true ? `_${Lowercase<First>}${Snake<Rest, First>}`
    : `${First}${Snake<Rest, First>}`
  : `${First}${Snake<Rest, First>}`
  : Name;

/** Plain data with all its keys in snake case. */
type SnakeKeys<T> = T extends readonly (infer Item)[] ? readonly SnakeKeys<Item>[]
  : T extends object ? { readonly [K in keyof T as K extends string ? Snake<K> : K]: SnakeKeys<T[K]> }
  : T;

/** Plain data with all its keys in snake case, as JSON has them; what JSON cannot hold is `null`. */
export function snakeKeys<T>(value: T): SnakeKeys<T> {
  return renamed(value) as SnakeKeys<T>;
}

function renamed(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== undefined).map((
      [key, each],
    ) => [snakeCase(key), renamed(each)]),
  );
}
