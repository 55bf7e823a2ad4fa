/** Strict reading of the objects of a JSON file. @module */

import { DataError } from "../../market/data_error.ts";
import type { Bounds } from "../options.ts";
import { suggestion } from "../suggestion.ts";

/**
 * An object of a JSON file, read strictly: what is wrong with it is a `DataError` that names the place
 * and the value, and so is a key that nobody asked for.
 */
export class JsonObject {
  readonly #where: string;
  readonly #members: Readonly<Record<string, unknown>>;

  /**
   * @param where what errors begin with, such as `order.json: venues[1]`.
   * @param keys the keys that it may have.
   */
  constructor(value: unknown, where: string, keys: readonly string[]) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new DataError(`${where} is ${JSON.stringify(value)}: not an object`);
    }
    this.#where = where;
    this.#members = value as Record<string, unknown>;
    const unknown = Object.keys(value).find((key) => !keys.includes(key));
    if (unknown === undefined) return;
    throw new DataError(
      `${where} has the unknown key ${JSON.stringify(unknown)}${
        suggestion(unknown, keys) || `; there is ${keys.join(", ")}`
      }`,
    );
  }

  /** Whether a key is there. */
  has(key: string): boolean {
    return this.#members[key] !== undefined;
  }

  /** Where a member stands, for errors. */
  place(key: string): string {
    return `${this.#where}: ${key}`;
  }

  /** Any member, or `undefined`. */
  any(key: string): unknown {
    return this.#members[key];
  }

  /** A number that has to be there. */
  number(key: string, bounds: Bounds): number {
    if (!this.has(key)) throw new DataError(`${this.#where} needs ${JSON.stringify(key)}, a number`);
    return numberOf(this.#members[key], this.place(key), bounds);
  }

  /** A number, or what stands for it. */
  numberOr<F>(key: string, bounds: Bounds, fallback: F): number | F {
    return this.has(key) ? this.number(key, bounds) : fallback;
  }

  /** A list that has to be there, with at least one member. */
  list(key: string): readonly unknown[] {
    const value = this.#members[key];
    if (!Array.isArray(value) || value.length === 0) {
      throw new DataError(`${this.#where} needs ${JSON.stringify(key)}, a list that is not empty`);
    }
    return value;
  }

  /** A text that has to be there, and not be empty. */
  text(key: string): string {
    const value = this.#members[key];
    if (typeof value === "string" && value !== "") return value;
    throw new DataError(`${this.#where} needs ${JSON.stringify(key)}, a text`);
  }

  /** `true` or `false`, or nothing. */
  flag(key: string): boolean | undefined {
    const value = this.#members[key];
    if (value === undefined || typeof value === "boolean") return value;
    throw new DataError(`${this.place(key)} is ${JSON.stringify(value)}: not true or false`);
  }
}

/** A number within bounds. */
export function numberOf(value: unknown, where: string, { min, max }: Bounds): number {
  if (typeof value === "number" && value >= min && value <= max) return value;
  throw new DataError(`${where} is ${JSON.stringify(value)}: not a number from ${min} to ${max}`);
}
