/** Answers that take no command: the version, and the list of commands. @module */

import config from "../../deno.json" with { type: "json" };
import { versionText } from "./version.ts";
import { COMMANDS } from "./commands.ts";

/** What `sorlab NAME` prints where that is no command but `--version` or `--help`. */
export function shortAnswer(name: string | undefined): string | undefined {
  if (name === "--version" || name === "-V") return versionText();
  return name === "--help" || name === "-h" ? overview() : undefined;
}

/** What sorlab is for, and its commands. */
export function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return `sorlab ${config.version}: did my router save money, or was it luck?

Examples
  sorlab backtest --data l1_day.csv      # split an order over a day of quotes; the artefact on stdout
  sorlab backtest                        # the same on a synthetic tape
  sorlab judge --help                    # your own router's fills, beside other strategies
  sorlab allocate --help                 # one snapshot, one split
  sorlab verify                          # the models against their reference numbers
  sorlab help words                      # what the words of the field mean; sorlab help lists the topics

Commands
${lines.join("\n")}

sorlab COMMAND --help tells the rest. Exit codes: 0 done, 2 wrong usage, 3 bad data, 4 a file that
cannot be read or written, 5 no broker or no answer in time, 6 the broker refuses, 7 not all of a replay
is there, 8 not enough memory, 9 a router of your own that does what it may not, 130 interrupted by
Ctrl-C, 143 by kill, 1 a defect.
`;
}
