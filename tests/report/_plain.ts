import { assert } from "@std/assert";

/** Throws for whatever JSON would drop, or turn into something else. */
export function assertPlain(value: unknown, path = "artefact"): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") return assert(Number.isFinite(value), `${path} is ${value}`);
  assert(typeof value === "object", `${path} is ${typeof value}`);
  assert(
    Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype,
    `${path} is no plain object`,
  );
  for (const [key, inner] of Object.entries(value as object)) assertPlain(inner, `${path}.${key}`);
}
