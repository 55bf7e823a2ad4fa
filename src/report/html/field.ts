import { DataError } from "../../market/data_error.ts";

/** What JSON may hold. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Longest piece of a value that a message shows. */
const SHOWN = 40;

/**
 * A field of an artefact, and the way to those in it. The file may be anybody's: what is missing or `null`
 * reads as `null` or as empty, and what is of another type than asked for is an error that names it.
 *
 * @example
 * ```ts
 * import { Field } from "./field.ts";
 * import { DataError } from "../../market/data_error.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 * const root = new Field({ fees: { assumed: ["XCHI"], total: null } }, "day.json");
 * assertEquals(root.at("fees", "assumed").list().map((venue) => venue.text()), ["XCHI"]);
 * assertEquals([root.at("fees", "total").number(), root.at("orders", "count").number()], [null, null]);
 * assertThrows(() => root.at("fees").number(), DataError, "day.json: fees is {");
 * ```
 */
export class Field {
  readonly #value: unknown;
  readonly #file: string;
  readonly #path: string;

  /**
   * @param value as `JSON.parse` gave it.
   * @param file its name, for messages.
   */
  constructor(value: unknown, file: string, path = "") {
    this.#value = value ?? null;
    this.#file = file;
    this.#path = path;
  }

  /** The field that the keys lead to. */
  at(...keys: readonly string[]): Field {
    return keys.reduce<Field>((field, key) => field.#child(key), this);
  }

  #child(key: string): Field {
    const object = this.#object();
    const path = this.#path === "" ? keyText(key) : `${this.#path}.${keyText(key)}`;
    return new Field(Object.hasOwn(object, key) ? object[key] : null, this.#file, path);
  }

  get isMissing(): boolean {
    return this.#value === null;
  }

  /** @throws {DataError} if it is no number that doubles count exactly up to. */
  number(): number | null {
    const value = this.#value;
    if (value === null) return null;
    if (typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
    throw this.#mismatch("not a number of this report's");
  }

  /** @throws {DataError} if it is no text. */
  text(): string | null {
    const value = this.#value;
    if (value === null || typeof value === "string") return value;
    throw this.#mismatch("not a text");
  }

  /** @throws {DataError} if it is neither true nor false. */
  truth(): boolean | null {
    const value = this.#value;
    if (value === null || typeof value === "boolean") return value;
    throw this.#mismatch("neither true nor false");
  }

  /** @throws {DataError} if it is no list. */
  list(): readonly Field[] {
    const value = this.#value;
    if (value === null) return [];
    if (!Array.isArray(value)) throw this.#mismatch("not a list");
    return value.map((each, i) => new Field(each, this.#file, `${this.#path}[${i}]`));
  }

  /** Its fields by name. @throws {DataError} if it is no object. */
  entries(): readonly (readonly [name: string, field: Field])[] {
    return Object.keys(this.#object()).map((key) => [key, this.#child(key)]);
  }

  /** Whatever it is. */
  json(): Json {
    return this.#value as Json;
  }

  #object(): Readonly<Record<string, unknown>> {
    const value = this.#value;
    if (value === null) return {};
    if (typeof value === "object" && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
    throw this.#mismatch("not an object");
  }

  #mismatch(why: string): DataError {
    const text = JSON.stringify(this.#value);
    const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
    const what = this.#path === "" ? "the whole" : this.#path;
    return new DataError(`${what} is ${shown}: ${why}`, { file: this.#file, value: text });
  }
}

/** A key as a message may show it: whatever is unusual is quoted, and so harmless to a terminal. */
function keyText(key: string): string {
  return /^[\w+-]+$/.test(key) ? key : JSON.stringify(key);
}
