/** Which column of a table holds what: found by name, or as a layout says. @module */

import { DataError } from "../../market/data_error.ts";

/** Names of a column, as files have them: in small letters, without what is no letter or digit. */
type Synonyms = readonly string[];

/** The columns that a table may have, each with the names that it goes by. */
export type Columns<Name extends string> = Readonly<Record<Name, Synonyms>>;

/** What a user's file calls things that it does not call by a usual name. */
export interface TableLayout {
  /** The file's name of a column, by what the column holds. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Market identifiers by what the file calls a venue. */
  readonly venues?: Readonly<Record<string, string>>;
  /** `taken`, `rested` or `crossed` by what the file calls a kind of fill. */
  readonly kinds?: Readonly<Record<string, string>>;
}

/** Where the columns of a file stand. */
interface TableColumns<Name extends string> {
  /** The place of each column that is there. */
  readonly index: ReadonlyMap<Name, number>;
  /** As the file calls them. */
  readonly names: readonly string[];
}

const SEPARATORS = [",", ";", "\t", "|"] as const;

/**
 * Finds columns by their names in a header of text.
 *
 * @param needed those that a table cannot do without.
 * @throws {DataError} if one of them is missing, one stands twice, or the layout names one that is not there.
 *
 * @example
 * ```ts
 * import { findColumns } from "./table_layout.ts";
 * import { assertEquals } from "@std/assert";
 * const { index } = findColumns("Last Px;Qty", { price: ["price", "lastpx"], shares: ["shares", "qty"] }, ["price"]);
 * assertEquals([...index], [["price", 0], ["shares", 1]]);
 * ```
 */
export function findColumns<Name extends string>(
  header: string,
  columns: Columns<Name>,
  needed: readonly NoInfer<Name>[],
  layout: TableLayout = {},
): TableColumns<Name> & { readonly separator: string } {
  const found = SEPARATORS.map((separator) => {
    const names = header.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
    return { separator, ...columnsAmong(names, columns, layout) };
  });
  return withNeeded(found.reduce((a, b) => b.index.size > a.index.size ? b : a), columns, needed);
}

/**
 * Finds columns among names.
 *
 * @throws {DataError} if one stands twice.
 */
export function columnsAmong<Name extends string>(
  names: readonly string[],
  columns: Columns<Name>,
  { columns: given = {} }: TableLayout = {},
): TableColumns<Name> {
  const plain = names.map(plainName);
  const index = new Map<Name, number>();
  for (const [name, synonyms] of Object.entries(columns) as [Name, Synonyms][]) {
    const asked = given[name];
    const at = asked === undefined ? firstOf(synonyms, plain) : names.indexOf(asked);
    if (at < 0) continue;
    if (plain.lastIndexOf(plain[at]!) !== at) {
      throw new DataError(`column ${names[at]} stands twice`, { line: 1, column: at + 1 });
    }
    index.set(name, at);
  }
  return { index, names };
}

/**
 * The same columns, once all that a table cannot do without are among them.
 *
 * @throws {DataError} if one is missing.
 */
export function withNeeded<Name extends string, Found extends TableColumns<Name>>(
  found: Found,
  columns: Columns<Name>,
  needed: readonly Name[],
): Found {
  for (const name of needed) {
    if (found.index.has(name)) continue;
    const shown = found.names.slice(0, 20).join(", ");
    throw new DataError(
      `no column of ${name} (${columns[name].slice(0, 4).join(", ")}, …): the file has ${shown}; ` +
        `a layout file can name it: {"columns": {"${name}": "…"}}`,
      { line: 1 },
    );
  }
  return found;
}

/** The first of some names that a header has, in the names' order; -1 for none. */
function firstOf(synonyms: Synonyms, plain: readonly string[]): number {
  for (const synonym of synonyms) {
    const at = plain.indexOf(synonym);
    if (at >= 0) return at;
  }
  return -1;
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** What a layout file may say, for {@linkcode checkLayout}. */
const GROUPS = ["columns", "venues", "kinds"] as const;

/**
 * A layout from a file.
 *
 * @param value as `JSON.parse` gave it.
 * @param known what the columns may hold.
 * @throws {DataError} naming what is none.
 */
export function checkLayout(value: unknown, known: readonly string[]): TableLayout {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DataError('no layout: use {"columns": {"price": "Px"}, "venues": {"NSDQ": "XNAS"}}');
  }
  for (const [group, names] of Object.entries(value)) {
    if (!GROUPS.some((each) => each === group)) {
      throw new DataError(`${JSON.stringify(group)} is no part of a layout: use ${GROUPS.join(", ")}`);
    }
    if (typeof names !== "object" || names === null || Array.isArray(names)) {
      throw new DataError(`${group} is no object of names`);
    }
    for (const [key, name] of Object.entries(names)) {
      if (typeof name !== "string") throw new DataError(`${group}.${key} is no text`);
      if (group === "columns" && !known.includes(key)) {
        throw new DataError(`columns.${key}: no such column; there are ${known.join(", ")}`);
      }
    }
  }
  return value as TableLayout;
}
