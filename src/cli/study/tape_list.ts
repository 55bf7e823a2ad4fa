/** The tapes of a study: what `--data` names, or a list of them. @module */

import { parse } from "@std/csv";
import { DataError } from "../../market/data_error.ts";
import { parseTimeBound } from "../../market/time.ts";
import { isAddress } from "../../study/address.ts";
import type { TapesWanted } from "../../study/find_inputs.ts";
import { UsageError, withFile } from "../errors.ts";
import { readText } from "../read_text.ts";
import type { PlanValues } from "./options.ts";

const COLUMNS = ["tape", "symbol", "from", "to"] as const;

/**
 * The tapes that are asked for; where a list names no symbols, those of `--symbol`.
 *
 * @throws {UsageError} if none are, or an address with a signature stands on the command line, where others see it.
 * @throws {DataError} naming the line of a list that is none.
 */
export async function tapesWanted(
  { data, list, symbol }: Pick<PlanValues, "data" | "list" | "symbol">,
): Promise<TapesWanted[]> {
  if (data !== undefined && list !== undefined) throw new UsageError("--data and --list exclude each other");
  const wanted = list === undefined ? [{ tape: named(data) }] : await readList(list);
  return wanted.flatMap((each) =>
    each.symbol !== undefined || symbol === undefined
      ? [each]
      : symbol.map((name) => ({ ...each, symbol: name }))
  );
}

function named(data: string | undefined): string {
  if (data === undefined) throw new UsageError("--data TAPES or --list FILE is missing: the tapes to ask");
  if (data === "-") throw new UsageError("--data -: a study reads its tapes more than once; name files");
  if (isAddress(data) && data.includes("?")) {
    throw new UsageError(
      "--data: what stands behind the ? of an address may be a secret, and everybody on this machine can see it; " +
        "put the address into a file, and name it by --list",
    );
  }
  return data;
}

async function readList(path: string): Promise<TapesWanted[]> {
  const name = path === "-" ? "standard input" : path;
  const text = await withFile(
    `read ${name}`,
    () => readText(path, name),
  );
  let rows: string[][];
  try {
    rows = parse(text.trim() === "" ? "tape" : text, { lazyQuotes: true });
  } catch (error) {
    throw new DataError(`is no CSV: ${(error as Error).message.split("\n")[0]}`, { file: name });
  }
  const [header, ...lines] = rows;
  const columns = header!.map((column) => column.trim());
  const unknown = columns.find((column) => !COLUMNS.includes(column as typeof COLUMNS[number]));
  if (unknown !== undefined || !columns.includes("tape")) {
    throw new DataError(
      `its first line has to name its columns, tape and if wanted ${COLUMNS.slice(1).join(", ")}`,
      {
        file: name,
        line: 1,
      },
    );
  }
  if (lines.length === 0) throw new DataError("names no tape", { file: name });
  return lines.map((fields, i) => readLine(columns, fields, name, i + 2));
}

function readLine(
  columns: readonly string[],
  fields: readonly string[],
  file: string,
  line: number,
): TapesWanted {
  if (fields.length !== columns.length) {
    throw new DataError(`has ${fields.length} fields, and the first line ${columns.length}`, { file, line });
  }
  const given = Object.fromEntries(columns.map((column, i) => [column, fields[i]!.trim() || undefined]));
  if (given["tape"] === undefined) throw new DataError("names no tape", { file, line });
  for (const name of ["from", "to"] as const) {
    try {
      if (given[name] !== undefined) parseTimeBound(given[name]);
    } catch (error) {
      throw new DataError(`${name}: ${(error as Error).message}`, { file, line });
    }
  }
  return { tape: given["tape"], symbol: given["symbol"], from: given["from"], to: given["to"] };
}
