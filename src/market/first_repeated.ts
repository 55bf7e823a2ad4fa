/** What stands twice in a list. @module */

/** The first of the values that has stood before it already; `undefined` if each stands once. */
export function firstRepeated<T>(values: Iterable<T>): T | undefined {
  const seen = new Set<T>();
  for (const value of values) {
    if (seen.has(value)) return value;
    seen.add(value);
  }
  return undefined;
}
