/** `sorlab inspect`: what is in files of market data. @module */

import { alignColumns, dropColumns } from "../report/terminal/align_columns.ts";
import { wrapWords } from "../report/terminal/wrap_words.ts";
import { surveyFiles } from "../source/open_tape.ts";
import type { SurveyReport } from "../source/survey.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError } from "./errors.ts";
import { flag, quiet } from "./options.ts";
import { checkRead, readArguments, refuseMore, splitOperands } from "./read_arguments.ts";
import { fitted, printable, printResult, stdoutColumns } from "./output.ts";
import { showReading } from "./progress.ts";
import { readingOf, tapeOptions } from "./tape_options.ts";

const { timeUnit, layout, date } = tapeOptions;

const options = {
  json: flag("JSON instead of tables: an array with an object a file"),
  ...{ timeUnit, layout, date },
  quiet,
};

/** `sorlab inspect`. */
export const command: Command = {
  help: helpText({
    summary:
      "Tells what is in files of market data, of any format that sorlab reads: format, dataset, schema, span,\n" +
      "instruments with their rows, venues, resolution of the clock, and rows that are odd. The files are\n" +
      "streamed, and rows that cannot be read are counted.",
    examples: [
      ["sorlab inspect day.dbn.zst", "tables for people"],
      ["sorlab inspect 'days/*.dbn.zst' --json", "for programs: an array with an object a file"],
    ],
    options,
    operands: [{ placeholder: "FILE" }],
    notes:
      "sorlab inspect FILE [OPTIONS]: a file, a zip archive, a folder, a pattern, or - for standard input.",
  }),
  async run(args) {
    const { operands: [path, ...more], others } = splitOperands(args, options);
    const read = readArguments(others, options);
    checkRead(options, read);
    if (path === undefined) throw new UsageError("name a file: sorlab inspect FILE");
    refuseMore(more);
    const { values } = read;
    const how = await readingOf({ ...values, keepBadBooks: true, skipBadRows: true });
    const reports = await showReading(
      path,
      values,
      (onProgress) => surveyFiles(path, { ...how, onProgress }),
    );
    await printResult(
      values.json ? `${JSON.stringify(reports, null, 2)}\n` : reports.map(textOf).join("\n"),
    );
  },
};

function textOf(report: SurveyReport & { readonly file: string }): string {
  const { format, version, dataset, schema, rows, span, clock_resolution, instruments, publishers } = report;
  const lines = [
    ["format", format + (version === undefined ? "" : ` ${version}`)],
    ...(dataset ? [["dataset", dataset]] : []),
    ...(schema === undefined ? [] : [["schema", schema]]),
    ["rows", String(rows)],
    ...(span === null ? [] : [["first", span.from], ["last", span.to]]),
    ["clock", clock_resolution ?? "no times of receipt"],
    ["record types", countsText(report.record_types)],
    ["odd rows", countsText(report.odd_rows)],
    ...(report.first_unreadable === undefined ? [] : [["unreadable", firstUnreadableText(report)]]),
  ];
  const venues = publishers.map((one) => [
    one.venue,
    String(one.publisher_id),
    one.kind,
    one.dataset,
    String(one.rows),
  ]);
  const held = instruments.map(({ symbol, instrument_id, rows: count, from, to }) => [
    symbol || "none",
    String(instrument_id),
    String(count),
    from,
    to,
  ]);
  const columns = stdoutColumns() - INDENT.length;
  const tables = [
    [["venue", "publisher_id", "kind", "dataset", "rows"], ...venues],
    [["symbol", "instrument_id", "rows", "first", "last"], ...held],
  ].filter((rows) => rows.length > 1);
  return [
    fitted(report.file),
    indented(lines.map(([name, value]) => wrapWords(`${name!.padEnd(14)}${value}`, columns, 2)).join("\n")),
    ...tables.map((rows) => "\n" + indented(alignColumns(dropColumns(rows, columns, DISPENSABLE), columns))),
    "",
  ].join("\n");
}

/** Columns that go where the terminal is too narrow, the first of them first. */
const DISPENSABLE = ["instrument_id", "dataset", "last", "first"];

/** Why rows cannot be read: the first of them, or all. */
function firstUnreadableText({ rows, odd_rows, first_unreadable }: SurveyReport): string {
  const count = odd_rows["unreadable"]!;
  const which = rows > 0 || count === 1 ? "the first" : `all ${count}; the first`;
  return `${which}: ${printable(first_unreadable!)}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(", ") || "none";
}

const INDENT = "  ";

function indented(text: string): string {
  return text.trimEnd().split("\n").map((line) => `${INDENT}${line}`).join("\n");
}
