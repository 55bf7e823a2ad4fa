/** `sorlab new`: a router of one's own to begin with. @module */

import { isModuleFile } from "../strategy/external/router.ts";
import { type Command, helpText } from "./command.ts";
import { FileError, UsageError, withFile } from "./errors.ts";
import { suggestion } from "./suggestion.ts";
import { readOptions } from "./read_arguments.ts";
import { tell } from "./output.ts";

/** A module that is a text. */
type TextModule = Promise<{ readonly default: string }>;

/** What there is to begin with. */
const TEMPLATES: Readonly<Record<string, () => TextModule>> = {
  placement: () => import("../strategy/external/template_placement.js", { with: { type: "text" } }),
  schedule: () => import("../strategy/external/template_schedule.js", { with: { type: "text" } }),
};

const NAMES = Object.keys(TEMPLATES);

/** `sorlab new`. */
export const command: Command = {
  help: helpText({
    summary: "Writes a router of your own to begin with: a commented file that works as it is.",
    examples: [
      ["sorlab new placement my_router.js", "where and how a slice's shares are sent"],
      ["sorlab backtest --placement my_router.js", "try it on a synthetic tape"],
      ["sorlab new schedule my_schedule.ts", "when they are due, and how many"],
    ],
    options: {},
    operands: [{ placeholder: NAMES.join("|") }, { placeholder: "FILE" }],
    notes: "sorlab new placement|schedule FILE: the file must not be there yet, and ends in .js or .ts.\n" +
      "sorlab help router tells what a router is told, and what it may not do.",
  }),
  async run(args) {
    const [kind = "", file = "", ...others] = args;
    const load = Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind] : undefined;
    if (load === undefined) {
      throw new UsageError(
        `nothing new called ${JSON.stringify(kind)}${
          suggestion(kind, NAMES) || `: sorlab new ${NAMES.join("|")} FILE`
        }`,
      );
    }
    readOptions(others, {});
    if (!isModuleFile(file)) {
      throw new UsageError(
        file === ""
          ? `name a file: sorlab new ${kind} my_${kind}.js`
          : `${file}: a router's file ends in .js or .ts`,
      );
    }
    const { default: template } = await load();
    await withFile(`write ${file}`, () => writeNew(file, template.replace("FILE", file)));
    tell(`${file} is there: sorlab backtest --${kind} ${file}`);
  },
};

/** @throws {FileError} if the file is there already: it may be somebody's work. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(file, text, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new FileError(`${file} is there already, and is left as it is: name another file`, {
      cause: error,
    });
  }
}
