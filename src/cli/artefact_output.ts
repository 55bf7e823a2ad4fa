/** Where an artefact goes: standard output and a file; its table and its warnings go to standard error. @module */

import type { Terminal } from "../report/terminal/bar_table.ts";
import { reportPage } from "../report/html/report_page.ts";
import { Interrupted, withFile } from "./errors.ts";
import { openPage } from "./open_page.ts";
import { jsonText, printable, printableLines, printResult, tell, tellAsIs, terminal } from "./output.ts";
import { claimName, writeFile } from "./written_file.ts";
import type { Destination } from "./page_options.ts";
import { PAGES } from "./pages.ts";

/** What comes of a run. */
export interface RunResult {
  /** Plain data, ready for JSON. */
  readonly artefact: unknown;
  /** The same for people to read. */
  readonly summary: (terminal: Terminal) => string;
  readonly warnings: readonly string[];
}

/** `--format`: JSON, tables, or `auto`, which is tables on a terminal. */
type OutputFormat = "auto" | "json" | "table";

/** Where to put it, and how. */
interface OutputValues extends Destination {
  readonly format: OutputFormat;
  readonly quiet: boolean;
}

/** Whether standard output gets tables. */
export function isPrintedAsTable(format: OutputFormat): boolean {
  return format === "table" || (format === "auto" && Deno.stdout.isTerminal());
}

/** Prints an artefact or its summary, writes it to its file and says on standard error what people should know. */
export async function deliver(
  { artefact, summary, warnings }: RunResult,
  values: OutputValues,
): Promise<void> {
  const json = `${jsonText(artefact, 2)}\n`;
  const printsTable = isPrintedAsTable(values.format);
  const table = printableLines(summary(terminal()));
  const isLookedAt = printsTable && !values.quiet && Deno.stdout.isTerminal() && Deno.stderr.isTerminal();
  // One empty line parts the result from what was told before it, and one below from what is told after it.
  if (isLookedAt) tell("");
  // Printed first: a disk that is full costs no result. A reader that has enough costs no file.
  const printed = printResult(printsTable && values.out !== "-" ? `${table}\n` : json);
  await printed.catch(() => {}); // thrown below
  const path = await writeArtefact(values, json);
  await writePage(values, json);
  if (!values.quiet) {
    if (!printsTable && Deno.stderr.isTerminal()) tellAsIs(table);
    if (isLookedAt && (warnings.length > 0 || path !== undefined)) tell("");
    for (const warning of warnings) tell(`warning: ${printable(warning)}`);
    if (path !== undefined) tell(`artefact in ${path}`);
    if (values.html !== undefined) tell(`page in ${values.html}`);
    if (path !== undefined && printsTable && values.html === undefined) {
      tell(`sorlab report ${path} makes it a page to look at`);
    }
  }
  await printed;
  if (values.open && values.html !== undefined) await openPage(values.html);
}

async function writePage({ html }: OutputValues, json: string): Promise<void> {
  if (html !== undefined) await writeFile(html, reportPage(JSON.parse(json), html, PAGES));
}

/** @returns the file's path, if it was to be written. */
async function writeArtefact({ noFile, out }: OutputValues, json: string): Promise<string | undefined> {
  if (noFile || out === "-") return undefined;
  if (out !== undefined) {
    await writeFile(out, json);
    return out;
  }
  const name = await withFile(`write ${reportName()(1)}`, () => claimName(reportName()));
  try {
    await writeFile(name, json);
  } catch (error) {
    if (!(error instanceof Interrupted)) await Deno.remove(name).catch(() => {}); // the failure counts
    throw error;
  }
  return name;
}

/** `report_YYYYMMDD_HHMMSS.json`, UTC; with a number behind it where a run of this second is there already. */
export function reportName(): (n: number) => string {
  const [date, time] = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").split("T");
  return (n) => `report_${date}_${time}${n === 1 ? "" : `_${n}`}.json`;
}
