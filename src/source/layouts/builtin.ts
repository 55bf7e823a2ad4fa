/** The layouts that sorlab brings along. @module */

import { DataError } from "../../market/data_error.ts";
import binanceBookTicker from "./binance-bookticker.json" with { type: "json" };
import { type ForeignLayout, parseLayout } from "./layout_file.ts";
import lobster from "./lobster.json" with { type: "json" };
import polygon from "./polygon.json" with { type: "json" };
import taq from "./taq.json" with { type: "json" };

/** The layout files by name, to be printed, copied and changed. */
export const LAYOUT_FILES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  lobster,
  "binance-bookticker": binanceBookTicker,
  taq,
  polygon,
};

/** A layout by its name; `undefined` if there is none of that name. */
export function builtInLayout(name: string): ForeignLayout | undefined {
  return Object.hasOwn(LAYOUT_FILES, name) ? parseLayout(LAYOUT_FILES[name], name) : undefined;
}

/**
 * The layout that a header is of, or that fits a first row without one: its name.
 *
 * @param fields of the first line.
 */
export function likelyLayout(fields: readonly string[]): string | undefined {
  for (const name of Object.keys(LAYOUT_FILES)) {
    const { columns } = builtInLayout(name)!;
    if (Object.values(columns).every((names) => fields.includes(names[0]!))) return name;
  }
  return isLobster(fields) ? "lobster" : undefined;
}

/** Six numbers of a message, the first a time of day; or of each level four, of which all are whole. */
function isLobster(fields: readonly string[]): boolean {
  if (!fields.every((field) => /^-?\d+(\.\d+)?$/.test(field))) return false;
  const isMessage = fields.length === 6 && Number(fields[0]) < 86_400 && /^[1-7]$/.test(fields[1]!);
  return isMessage || (fields.length % 4 === 0 && fields.every((field) => /^-?\d+$/.test(field)));
}

/**
 * Reads a user's layout.
 *
 * @param text the contents of the file.
 * @param path as messages call it.
 * @throws {DataError} if it is none.
 */
export function layoutOf(text: string, path: string): ForeignLayout {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new DataError(`is no JSON: ${error.message}`, { file: path }, { cause: error });
  }
  try {
    return parseLayout(json, path);
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: path }) : error;
  }
}
