/** `sorlab layouts`: the layouts of other origins that are known, as files to be copied and changed. @module */

import { LAYOUT_FILES } from "../source/layouts/builtin.ts";
import { alignColumns } from "../report/terminal/align_columns.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError } from "./errors.ts";
import { suggestion } from "./suggestion.ts";
import { readOptions } from "./read_arguments.ts";
import { printResult, stdoutColumns } from "./output.ts";

const NAMES = Object.keys(LAYOUT_FILES);

/** `sorlab layouts`. */
export const command: Command = {
  help: helpText({
    summary: "Lists the layouts that --layout knows by name, or prints one, to be copied and changed.",
    examples: [
      ["sorlab layouts", "their names, and what files they are of"],
      ["sorlab layouts taq > mine.json", "one as a file; --layout mine.json reads it"],
    ],
    options: {},
    operands: [{ placeholder: NAMES.join("|") }],
    notes: `sorlab layouts [${NAMES.join("|")}]; sorlab help layouts explains the keys.`,
  }),
  async run(args) {
    const [name, ...others] = args[0]?.startsWith("-") ? ["", ...args] : args;
    readOptions(others, {});
    await printResult(name ? textOf(name) : list());
  },
};

function list(): string {
  const rows = NAMES.map((name) => [name, String(LAYOUT_FILES[name]!["about"])]);
  return `${alignColumns(rows, stdoutColumns())}\n`;
}

function textOf(name: string): string {
  if (Object.hasOwn(LAYOUT_FILES, name)) return `${JSON.stringify(LAYOUT_FILES[name], null, 2)}\n`;
  throw new UsageError(
    `no layout ${JSON.stringify(name)}${suggestion(name, NAMES) || `: use ${NAMES.join(" or ")}`}`,
  );
}
