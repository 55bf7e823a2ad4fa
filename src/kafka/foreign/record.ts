/** The fields of one record of another producer, whatever it calls them. @module */

import { type Field, known } from "./fields.ts";
import { Written } from "./lenient_json.ts";

/** A field's value, and the name it was found by. */
interface Found {
  readonly name: string;
  readonly value: unknown;
}

/** The fields that a record has. */
export type FoundFields = Partial<Record<Field, Found>>;

const DEEPEST = 4;

/**
 * Finds a record's fields. Those of objects within count as its own (`ask: {price, size}`, `hd: {ts_event}`), and of
 * a list within the first one's, the top of the book: of objects, or of pairs (`asks: [[price, size], …]`).
 */
export function fieldsOf(record: unknown): FoundFields {
  const fields: FoundFields = {};
  const ranks: Partial<Record<Field, number>> = {};
  const note = (name: string, value: unknown, path: string): void => {
    const { field, rank } = known(name) ?? {};
    if (field === undefined || rank === undefined || rank >= (ranks[field] ?? Infinity)) return;
    fields[field] = { name: path, value };
    ranks[field] = rank;
  };
  const visit = (object: object, path: string, depth: number): void => {
    for (const [name, value] of Object.entries(object)) {
      const full = path === "" ? name : `${path}.${name}`;
      const inner = Array.isArray(value) ? value[0] : value;
      if (isObject(inner)) {
        if (depth < DEEPEST) visit(inner, full, depth + 1);
        continue;
      }
      if (Array.isArray(inner)) {
        // `asks: [[price, size], …]`
        note(`${singular(name)}_px`, inner[0], `${full}.0.0`);
        note(`${singular(name)}_sz`, inner[1], `${full}.0.1`);
        continue;
      }
      // `ask: {price}` is an ask's price before it is a price.
      const outer = singular(/[^.]+$/.exec(path)?.[0] ?? "");
      if (outer !== "" && known(`${outer}_${name}`) !== undefined) note(`${outer}_${name}`, value, full);
      else note(name, value, full);
    }
  };
  if (isObject(record)) visit(record, "", 0);
  return fields;
}

function singular(name: string): string {
  return name.replace(/s$/i, "");
}

/** Whether a value is an object with names. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Written);
}
