import { type Cell, type Column, csvLine } from "../src/report/table.ts";

/** The rows of a CSV without quotes, by the names of its columns. */
export function csvRows(csv: string): Record<string, string>[] {
  const [header, ...lines] = csv.trimEnd().split("\n").map((line) => line.split(","));
  return lines.map((line) => Object.fromEntries(header!.map((name, column) => [name, line[column]!])));
}

/** A table as the CSV that sorlab writes of it. */
export function tableCsv(
  { columns, rows }: { readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[] },
): string {
  return [columns.map(({ name }) => name), ...rows].map(csvLine).join("");
}
