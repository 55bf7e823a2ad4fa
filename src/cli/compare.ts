/** `sorlab compare`: what differs between two artefacts. @module */

import { type Compared, readCompared } from "../report/difference/compared.ts";
import { differenceOf } from "../report/difference/difference.ts";
import { differenceSummary } from "../report/difference/summary.ts";
import { type Command, helpText } from "./command.ts";
import { UsageError, withFile } from "./errors.ts";
import { choice, readOptions } from "./options.ts";
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
    const operands = args.filter(isOperand);
    const { format } = readOptions(args.filter((arg, i) => !isOperand(arg, i, args)), options);
    const [a, b, ...more] = operands;
    if (a === undefined || b === undefined) throw new UsageError("name two artefacts: sorlab compare A B");
    if (more.length > 0) throw new UsageError(`unexpected argument ${JSON.stringify(more[0])}`);
    if (a === "-" && b === "-") throw new UsageError("only one of the two artefacts can be standard input");
    const difference = differenceOf(await readFile(a), await readFile(b));
    const printsTable = format === "table" || (format === "auto" && Deno.stdout.isTerminal());
    await printResult(
      printsTable
        ? `${printableLines(differenceSummary(difference, terminal()))}\n`
        : `${jsonText(difference, 2)}\n`,
    );
    for (const warning of difference.warnings) tell(`warning: ${printable(warning)}`);
  },
};

function isOperand(arg: string, i: number, args: readonly string[]): boolean {
  return (arg === "-" || !arg.startsWith("-")) && args[i - 1] !== "--format";
}

async function readFile(path: string): Promise<Compared> {
  const name = path === "-" ? "standard input" : path;
  return readCompared(await withFile(`read ${name}`, () => readArtefactJson(path, name)), name);
}
