/** Answers that take no command: the version, and the list of commands. @module */

import config from "../../deno.json" with { type: "json" };
import { versionText } from "./version.ts";
import { COMMANDS } from "./commands.ts";
import { helpLines, type HelpRow, reflowed } from "./help_lines.ts";

/** What `sorlab NAME` prints where that is no command but `--version` or `--help`. */
export function shortAnswer(name: string | undefined): string | undefined {
  if (name === "--version" || name === "-V") return versionText();
  return name === "--help" || name === "-h" ? overview() : undefined;
}

const EXAMPLES: readonly HelpRow[] = [
  ["sorlab backtest --data l1_day.csv", "split an order over a day of quotes"],
  ["sorlab backtest", "the same on a synthetic tape"],
  ["sorlab judge --help", "your own router's fills, beside others"],
  ["sorlab allocate --help", "one snapshot, one split"],
  ["sorlab verify", "the models against their references"],
  ["sorlab help words", "what the words of the field mean"],
];

const MORE =
  `sorlab COMMAND --help tells the rest, sorlab help lists topics. Exit codes: 0 done, 2 wrong usage,
3 bad data, 4 a file that cannot be read or written, 5 no broker or no answer in time, 6 the broker refuses, 7 not all
of a replay is there, 8 not enough memory, 9 a router of your own that does what it may not, 130 interrupted by Ctrl-C,
143 by kill, 1 a defect.`;

/** What sorlab is for, and its commands. */
export function overview(): string {
  const examples = EXAMPLES.map(([command, what]) => [command, `# ${what}`] as const);
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const);
  const column = 4 + Math.max(...commands.map(([name]) => name.length));
  return `sorlab ${config.version}: did my router save money, or was it luck?

Examples
${helpLines(examples, 39)}

Commands
${helpLines(commands, column)}

${reflowed(MORE)}
`;
}
