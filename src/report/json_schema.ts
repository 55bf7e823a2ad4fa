/**
 * JSON Schemas (draft 2020-12) that know the TypeScript type of what they describe, so that one text gives both:
 * a field is written once, with its description and unit.
 *
 * @module
 */

declare const TYPE: unique symbol;

/** Types of JSON. A number that is whole is an `integer` too. */
export type JsonType = "null" | "boolean" | "integer" | "number" | "string" | "array" | "object";

/** As much of JSON Schema as is used here. */
export interface JsonSchema {
  readonly description?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly (string | number | null)[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** Of properties that are not named. */
  readonly additionalProperties?: JsonSchema;
  /** Of a list, after those of `prefixItems`; `false`: there are no more. */
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
}

/** A JSON Schema, and the type of what it allows: plain data but for the type, which only the compiler sees. */
export type Schema<T> = JsonSchema & { readonly [TYPE]?: T };

/** A field that may be missing. */
export interface Optional<T> {
  readonly optional: Schema<T>;
}

type Fields = Readonly<Record<string, Schema<unknown> | Optional<unknown>>>;

/**
 * The type of what a schema allows.
 *
 * @example
 * ```ts
 * import { array, type Infer, nullable, number, object, optional, text } from "./json_schema.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = object("What was filled.", {
 *   prices: array("By venue.", nullable(number("Average price.", "$"))),
 *   note: optional(text("What else there is to say.")),
 * });
 * // { readonly prices: readonly (number | null)[]; readonly note?: string }
 * const filled: Infer<typeof fills> = { prices: [9.99, null] };
 * assertEquals([filled.prices.length, fills.required], [2, ["prices"]]);
 * ```
 */
export type Infer<S> = S extends Optional<infer T> ? T : S extends { readonly [TYPE]?: infer T } ? T : never;

type OptionalKey<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F];

/** The type of an object with these fields. */
export type ObjectOf<F> =
  & { readonly [K in keyof F as K extends OptionalKey<F> ? never : K]: Infer<F[K]> }
  & { readonly [K in keyof F as K extends OptionalKey<F> ? K : never]?: Infer<F[K]> };

/** A number, in a unit. */
export function number(description: string, unit?: string): Schema<number> {
  return { type: "number", description: withUnit(description, unit) };
}

/** A whole number, in a unit. */
export function integer(description: string, unit?: string): Schema<number> {
  return { type: "integer", description: withUnit(description, unit) };
}

function withUnit(description: string, unit: string | undefined): string {
  return unit === undefined ? description : `${description} Unit: ${unit}.`;
}

/** A text. */
export function text(description: string): Schema<string> {
  return { type: "string", description };
}

/** True or false. */
export function truth(description: string): Schema<boolean> {
  return { type: "boolean", description };
}

/** One of these values, all of one type. */
export function choice<const T extends string | number>(
  description: string,
  values: readonly T[],
): Schema<T> {
  return { type: typeof values[0] === "number" ? "integer" : "string", enum: values, description };
}

/** Whatever JSON may hold. */
export function anything(description: string): Schema<unknown> {
  return { description };
}

/** The same, or `null`. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  const types = typeof schema.type === "string" ? [schema.type] : schema.type ?? [];
  const values = schema.enum === undefined ? {} : { enum: [...schema.enum, null] };
  return { ...schema as JsonSchema, type: [...types, "null"], ...values };
}

/** A field that may be missing. */
export function optional<T>(schema: Schema<T>): Optional<T> {
  return { optional: schema };
}

/** An object with these fields. Others may be added to it one day. */
export function object<const F extends Fields>(description: string, fields: F): Schema<ObjectOf<F>> {
  return objectSchema(description, fields);
}

/** An object with these fields, and others that only the data tell. */
export function openObject<const F extends Fields, T>(
  description: string,
  fields: F,
  others: Schema<T>,
): Schema<ObjectOf<F> & Readonly<Record<string, T>>> {
  return { ...objectSchema(description, fields), additionalProperties: others };
}

function objectSchema(description: string, fields: Fields): JsonSchema {
  const properties = Object.entries(fields).map(([name, field]) =>
    [name, "optional" in field ? field.optional as JsonSchema : field] as const
  );
  const required = Object.entries(fields).filter(([, field]) => !("optional" in field)).map(([name]) => name);
  return { type: "object", description, properties: Object.fromEntries(properties), required };
}

/** An object with a field of these names, all alike. */
export function fieldsOf<const K extends string, T>(
  description: string,
  names: readonly K[],
  schema: Schema<T>,
): Schema<Readonly<Record<K, T>>> {
  const properties = Object.fromEntries(names.map((name) => [name, schema]));
  return { type: "object", description, properties, required: names };
}

/** An object whose fields have names that only the data tell. */
export function record<T>(description: string, schema: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return { type: "object", description, additionalProperties: schema };
}

/** A list. */
export function array<T>(description: string, items: Schema<T>): Schema<readonly T[]> {
  return { type: "array", description, items };
}

/** Two of a kind, such as the ends of a range. */
export function pair<T>(description: string, item: Schema<T>): Schema<readonly [T, T]> {
  return { type: "array", description, prefixItems: [item, item], items: false, minItems: 2 };
}

/** A schema as a document of its own. */
export function documentOf(title: string, schema: JsonSchema): Readonly<Record<string, unknown>> {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title, ...schema };
}
