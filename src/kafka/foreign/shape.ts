/** The shape of another producer's messages. @module */

import { DataError } from "../../market/data_error.ts";
import { type Field, known } from "./fields.ts";
import type { ForeignMap } from "./map.ts";
import { fieldsOf, type FoundFields, isObject } from "./record.ts";

/** Where a message's records are. */
type Container =
  | { readonly kind: "flat" }
  | { readonly kind: "list" }
  /** A list, or an object with a record for each venue's name, under names, one within the other. */
  | { readonly kind: "under" | "by venue"; readonly path: readonly string[] };

/** How the messages of a topic are read. */
export interface Shape {
  readonly container: Container;
  readonly map: ForeignMap;
  /** In a sentence: `records under "venues": timestamp, venue, ask, ask_size`. */
  readonly text: string;
}

/** What a record has of its message where it does not say so itself. */
const SHARED: readonly Field[] = ["ts_event", "ts_recv", "publisher_id", "symbol"];
const REQUIRED: readonly Field[] = ["ts_event", "publisher_id"];

/**
 * Recognises the shape of a message.
 *
 * @throws {DataError} saying what is missing, and which keys there are.
 */
export function recognise(message: unknown, map: ForeignMap): Shape {
  const container = containerOf(message, map);
  const [record] = recordsOf(message, { container, map });
  const fields = record ?? {};
  const missing = REQUIRED.filter((field) => fields[field] === undefined);
  const hasQuote = fields.ask_px !== undefined || fields.bid_px !== undefined;
  if (missing.length > 0 || !hasQuote) {
    const absent = [...missing, ...(hasQuote ? [] : ["ask_px or bid_px"])];
    throw new DataError(
      `no known shape: nothing is known as ${absent.join(", ")}; its keys are ${keysOf(message)}; ` +
        "say what they mean by --foreign-map",
    );
  }
  const names = Object.values(fields).map(({ name }) => name).join(", ");
  return { container, map, text: `${describe(container)}: ${names}` };
}

function describe(container: Container): string {
  switch (container.kind) {
    case "flat":
      return "one flat record a message";
    case "list":
      return "a list of records a message";
    case "under":
      return `records under "${container.path.join(".")}"`;
    case "by venue":
      return container.path.length === 0
        ? "records by venue"
        : `records by venue under "${container.path.join(".")}"`;
  }
}

function containerOf(message: unknown, { records }: ForeignMap): Container {
  if (records !== undefined) {
    const path = pathIn(message, records);
    return { kind: Array.isArray(path.reduce(inner, message)) ? "under" : "by venue", path };
  }
  if (Array.isArray(message)) return { kind: "list" };
  return recordsIn(message, []) ?? { kind: "flat" };
}

function inner(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

const DEEPEST = 3;

/** Where the first records are that quote, each of a venue; other lists are levels of one book. */
function recordsIn(value: unknown, path: readonly string[]): Container | undefined {
  if (Array.isArray(value)) {
    const { publisher_id } = fieldsOf(value[0]);
    const isNamed = /^(records|snapshot|venues)$/i.test(path.at(-1) ?? "");
    return quotes(value[0]) && (publisher_id !== undefined || isNamed) ? { kind: "under", path } : undefined;
  }
  if (!isObject(value) || path.length > DEEPEST) return undefined;
  const entries = Object.entries(value);
  const isByVenue = entries.length > 0 &&
    entries.every(([name, each]) =>
      isObject(each) && quotes(each) && fieldsOf(each).publisher_id === undefined &&
      known(`${name}_px`) === undefined
    );
  if (isByVenue) return { kind: "by venue", path };
  for (const [name, each] of entries) {
    const found = recordsIn(each, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function quotes(record: unknown): boolean {
  const { ask_px, bid_px } = fieldsOf(record);
  return ask_px !== undefined || bid_px !== undefined;
}

/**
 * The fields of a message's records.
 *
 * @throws {DataError} if the message has no records where its shape says.
 */
export function recordsOf(
  message: unknown,
  { container, map }: Pick<Shape, "container" | "map">,
): FoundFields[] {
  const records = listOf(message, container);
  if (!Array.isArray(records) || records.length === 0 || !records.every(isObject)) {
    const expected = container.kind === "flat" ? "a record" : describe(container);
    throw new DataError(`not ${expected}; its keys are ${keysOf(message)}`);
  }
  const shared = container.kind === "under" || container.kind === "by venue"
    ? fieldsOf(without(message, container.path))
    : {};
  return records.map((record) => {
    const fields = fieldsOf(record);
    for (const field of SHARED) {
      if (fields[field] === undefined && shared[field] !== undefined) fields[field] = shared[field];
    }
    return mapped(fields, record, message, map);
  });
}

function listOf(message: unknown, container: Container): unknown {
  if (container.kind === "flat") return [message];
  if (container.kind === "list") return message;
  const records = container.path.reduce(inner, message);
  if (container.kind === "under" || !isObject(records)) return records;
  // The name comes last, so that a field `venue` of the record does not replace it.
  return Object.entries(records).map(([venue, record]) => isObject(record) ? { ...record, venue } : record);
}

/** The fields that the user's map names, found there and nowhere else. */
function mapped(fields: FoundFields, record: unknown, message: unknown, map: ForeignMap): FoundFields {
  for (const [name, path] of Object.entries(map)) {
    if (typeof path !== "string" || name === "records" || name === "date") continue;
    const field = name as Field;
    const value = at(record, path) ?? at(message, path);
    if (value === undefined) delete fields[field];
    else fields[field] = { name: path, value };
  }
  if (map.publisher !== undefined) fields.publisher_id ??= { name: "publisher", value: map.publisher };
  return fields;
}

/** What stands at a path, whose names are set apart by dots; names with dots go before. */
function at(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const names = value as Record<string, unknown>;
  if (Object.hasOwn(names, path)) return names[path];
  const [, first, rest] = /^([^.]+)\.(.+)$/.exec(path) ?? [];
  return first === undefined || !Object.hasOwn(names, first) ? undefined : at(names[first], rest!);
}

function pathIn(message: unknown, path: string): readonly string[] {
  return isObject(message) && Object.hasOwn(message, path) ? [path] : path.split(".");
}

function without(message: unknown, [name, ...rest]: readonly string[]): unknown {
  if (!isObject(message) || name === undefined) return message;
  const { [name]: inner, ...others } = message;
  return rest.length === 0 ? others : { ...others, [name]: without(inner, rest) };
}

const MOST_KEYS = 40;

/** The keys of a message, those within others behind a dot, for people. */
function keysOf(message: unknown): string {
  const keys = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    const inner = Array.isArray(value) ? value[0] : value;
    if (!isObject(inner)) return;
    for (const [name, each] of Object.entries(inner)) {
      if (keys.size >= MOST_KEYS) return;
      const full = path === "" ? name : `${path}.${name}`;
      const isInner = isObject(each) || (Array.isArray(each) && isObject(each[0]));
      if (isInner && full.length < 100) visit(each, full);
      else keys.add(JSON.stringify(full.slice(0, 100)));
    }
  };
  visit(message, "");
  return keys.size === 0 ? "none: it is no object" : [...keys].join(", ");
}
