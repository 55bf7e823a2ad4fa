/** Options as `--help` shows them. @module */

import { helpLines, type HelpRow } from "./help_lines.ts";
import { dashed, kebab, type Option, type Options, writtenFallback } from "./options.ts";

/** The option that all commands have. */
export const HELP_ROW: HelpRow = ["--help, -h", "this text"];

/** The options as lines of `--help`. */
export function describeOptions(options: Options): string {
  return helpLines([...optionRows(options), HELP_ROW]);
}

/** Each option as it is given, and what it does. */
export function optionRows(options: Options): HelpRow[] {
  return Object.entries(options).map(([name, option]) => {
    const alias = option.alias === undefined ? "" : `, ${dashed(option.alias)}`;
    const value = option.placeholder === null ? "" : ` ${option.placeholder}`;
    return [`--${kebab(name)}${alias}${value}`, `${option.help}${fallbackText(option)}`];
  });
}

/** The value where an option is not given, behind its help; nothing where that is none, or is told in words. */
function fallbackText(option: Option<unknown>): string {
  const written = writtenFallback(option);
  return written === undefined ? "" : ` (${written})`;
}
