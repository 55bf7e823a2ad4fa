/** `sorlab compare`: what differs between two artefacts. @module */

import { type Compared, readCompared } from "../report/difference/compared.ts";
import { differenceOf } from "../report/difference/difference.ts";
import { differenceSummary } from "../report/difference/summary.ts";
import { isPrintedAsTable } from "./artefact_output.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError, withFile } from "./errors.ts";
import { choice } from "./options.ts";
import { readOptions, refuseMore, splitOperands } from "./read_arguments.ts";
import { jsonText, printable, printableLines, printResult, tell, terminal } from "./output.ts";
import { readArtefactJson } from "./read_artefact_json.ts";

const options = {
  format: choice(
    ["auto", "json", "table"],
    "what goes to standard output: JSON, or what it says as tables; auto: tables on a terminal, else JSON",
  ),
};

/** `sorlab compare`. */
export const command: Command = {
  help: helpText({
    summary:
      "Compares two artefacts of back-tests, or of judgements: what was asked, which tape, which version, and\n" +
      "whether the one saves more than the other or the difference is noise.",
    examples: [
      ["sorlab compare before.json after.json", "what a change of the router, the fees or the tape did"],
      ["sorlab compare before.json after.json --format json", "the same for a program"],
    ],
    options,
    operands: [{ placeholder: "FILE" }, { placeholder: "FILE" }],
    notes:
      `sorlab compare A B [OPTIONS]: - is standard input, for one of them. Differences are A less B; positive: A
saves more. Orders of the same start, side and quantity are compared one by one, by a block bootstrap of
their differences; where most are not the same, the two intervals are taken as independent, which tells
less. An artefact of an older sorlab has its intervals alone.`,
  }),
  async run(args) {
    const { operands: [a, b, ...more], others } = splitOperands(args, options);
    const { format } = readOptions(others, options);
    if (a === undefined || b === undefined) throw new UsageError("name two artefacts: sorlab compare A B");
    refuseMore(more);
    if (a === "-" && b === "-") throw new UsageError("only one of the two artefacts can be standard input");
    const difference = differenceOf(await readFile(a), await readFile(b));
    await printResult(
      isPrintedAsTable(format)
        ? `${printableLines(differenceSummary(difference, terminal()))}\n`
        : `${jsonText(difference, 2)}\n`,
    );
    for (const warning of difference.warnings) tell(`warning: ${printable(warning)}`);
  },
};

async function readFile(path: string): Promise<Compared> {
  const name = path === "-" ? "standard input" : path;
  return readCompared(await withFile(`read ${name}`, () => readArtefactJson(path, name)), name);
}
