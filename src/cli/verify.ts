/** `sorlab verify`: the reference numbers, recomputed. @module */

import { alignColumns, dropColumns, tableWidth } from "../report/terminal/align_columns.ts";
import { type Command, helpText } from "./command.ts";
import { VerificationError } from "./errors.ts";
import { interruptible } from "./interrupt.ts";
import { choice, flag } from "./options.ts";
import { readOptions } from "./read_arguments.ts";
import { fitted, printResult, stdoutColumns } from "./output.ts";
import { Progress } from "./progress.ts";
import { impact, trajectory } from "../verify/almgren.ts";
import type { Check, Group } from "../verify/check.ts";
import { convexity } from "../verify/convexity.ts";
import { fixedPoints } from "../verify/fixed_points.ts";
import { interior } from "../verify/interior.ts";
import { closedForm, figure2 } from "../verify/one_venue.ts";
import { optima } from "../verify/optima.ts";
import { pseudocode } from "../verify/pseudocode.ts";

/** Those that there are. */
export const GROUPS: readonly Group[] = [
  fixedPoints,
  optima,
  figure2,
  closedForm,
  interior,
  convexity,
  pseudocode,
  trajectory,
  impact,
];

const options = {
  format: choice(["table", "json"], "how to print the figures"),
  quiet: flag("say nothing on standard error"),
};

/** `sorlab verify`. */
export const command: Command = {
  help: helpText({
    summary:
      "Computes the published and derived reference numbers of the models anew, offline, in some seconds:\n" +
      "Cont & Kukanov, the trial's pseudocode, Almgren & Chriss, Almgren et al. Fails if one is off.",
    examples: [
      ["sorlab verify", "each number beside its reference, with the tolerance and PASS or FAIL"],
      ["sorlab verify --quiet --format json", "the same for a program"],
    ],
    options,
    notes: "Exit code 1 where a number is off: the executable is not to be trusted then.",
  }),
  async run(args) {
    const { format, quiet } = readOptions(args, options);
    await verify(GROUPS, { format, quiet });
  },
};

/** The checks of a group. */
interface Checked {
  readonly title: string;
  readonly checks: readonly Check[];
}

/**
 * Runs the checks and prints them.
 *
 * @throws {VerificationError} if one fails.
 */
export async function verify(
  groups: readonly Group[],
  { format, quiet }: { readonly format: "table" | "json"; readonly quiet: boolean },
): Promise<void> {
  const progress = new Progress("verifying:", { quiet });
  const checked: Checked[] = [];
  await interruptible(async ({ check }) => {
    for (const group of groups) {
      const checks: Check[] = [];
      const heard = async (): Promise<void> => {
        progress.show(checked.length, groups.length, "groups");
        await new Promise((resolve) => setTimeout(resolve)); // a turn, in which a signal is heard
        check();
      };
      await heard();
      for (const each of group.run()) {
        checks.push(each);
        await heard();
      }
      checked.push({ title: group.title, checks });
    }
  }).finally(() => progress.finish());
  await printResult(format === "json" ? `${jsonOf(checked)}\n` : `${tableOf(checked)}\n`);
  const { failed, total } = count(checked);
  if (failed > 0) throw new VerificationError(`${failed} of ${total} reference numbers FAIL`);
}

function count(groups: readonly Checked[]): { failed: number; total: number } {
  const checks = groups.flatMap((group) => group.checks);
  return { failed: checks.filter(({ passed }) => !passed).length, total: checks.length };
}

function jsonOf(groups: readonly Checked[]): string {
  return JSON.stringify({ ...count(groups), groups }, null, 2);
}

const HEADING = ["reference", "expected", "computed", "tolerance", "verdict"];
const INDENT = "  ";

/** Columns that go where the terminal is too narrow, the first of them first. */
const DISPENSABLE = ["tolerance"];

function tableOf(groups: readonly Checked[]): string {
  const { failed, total } = count(groups);
  const rows = groups.flatMap(({ checks }) => checks.map(rowOf));
  const table = tableWidth([HEADING, ...rows]) <= stdoutColumns() ? oneTable(groups) : tableOfEach(groups);
  return `${table}\n\n${total - failed} of ${total} PASS`;
}

/** All in the same columns. */
function oneTable(groups: readonly Checked[]): string {
  const lines = alignColumns([HEADING, ...groups.flatMap(({ checks }) => checks.map(rowOf))]).split("\n");
  const table = [lines.shift()!];
  for (const { title, checks } of groups) table.push("", title, ...lines.splice(0, checks.length));
  return table.join("\n");
}

/** Each group in columns as narrow as its own numbers. */
function tableOfEach(groups: readonly Checked[]): string {
  const columns = stdoutColumns();
  return groups.map(({ title, checks }) => {
    const rows = dropColumns(
      [HEADING.with(0, INDENT + HEADING[0]), ...checks.map(rowOf)],
      columns,
      DISPENSABLE,
    );
    return `${fitted(title)}\n${alignColumns(rows, columns)}`;
  }).join("\n\n");
}

function rowOf({ name, relation, expected, computed, tolerance, passed }: Check): string[] {
  return [
    INDENT + name,
    `${relation === "at most" ? "≤ " : ""}${text(expected)}`,
    typeof computed === "number" && tolerance > 0 ? decimals(computed, tolerance) : text(computed),
    relation === "about" || tolerance > 0 ? String(tolerance) : "",
    passed ? "PASS" : "FAIL",
  ];
}

/** A number without what rounding leaves in its last digits. */
function text(value: number | string): string {
  return typeof value === "number" ? String(Number(value.toPrecision(10))) : value;
}

/** As many decimals as the tolerance can tell apart, and one. */
function decimals(value: number, tolerance: number): string {
  return tolerance > 1 ? text(Math.round(value)) : value.toFixed(1 - Math.floor(Math.log10(tolerance)));
}
