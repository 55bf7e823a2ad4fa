/** The rows of a CSV without quotes, by the names of its columns. */
export function csvRows(csv: string): Record<string, string>[] {
  const [header, ...lines] = csv.trimEnd().split("\n").map((line) => line.split(","));
  return lines.map((line) => Object.fromEntries(header!.map((name, column) => [name, line[column]!])));
}
