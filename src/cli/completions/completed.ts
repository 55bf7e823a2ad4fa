/** What shells complete: the commands with their options and operands, as they declare them. @module */

import type { Commands, HelpText } from "../command.ts";
import { kebab, type Option, type Placeholder } from "../options.ts";
import { HELP_ROW } from "../option_help.ts";

/** What may stand in one place of the command line. */
export interface Candidates {
  /** Words, which are made of letters, digits and `+-._`. */
  readonly words: readonly string[];
  /** Whether names of files, or of folders, may stand there too. */
  readonly paths: "files" | "folders" | "none";
  /** Whether commas join several. */
  readonly isList: boolean;
}

/** An option as it is typed. */
export interface CompletedOption {
  /** All its names without dashes; the first is the usual one. */
  readonly names: readonly string[];
  /** What it does, in a few words. */
  readonly about: string;
  /** What stands for its value in the help, and may be that; `null` for a flag. */
  readonly value: (Candidates & { readonly placeholder: string }) | null;
}

/** A command as it is typed. */
export interface CompletedCommand {
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  readonly operands: readonly Candidates[];
}

/** Loads commands and asks each for its declarations. */
export async function completedCommands(commands: Commands): Promise<CompletedCommand[]> {
  return await Promise.all(
    Object.entries(commands).map(async ([name, { summary, load }]) => {
      const { help } = (await load()).command;
      return {
        name,
        about: gist(summary),
        options: [...Object.entries(help.options).map(completedOption), helpOption(help)],
        operands: help.operands.map((operand) => candidatesOf(withCommands(operand, Object.keys(commands)))),
      };
    }),
  );
}

/** An operand that may be a command's name, with those names. */
function withCommands(operand: Placeholder, names: readonly string[]): Placeholder {
  const { placeholder, words = [] } = operand;
  if (!placeholder.split("|").includes("COMMAND")) return operand;
  return { placeholder, words: [...new Set([...words, ...names])] };
}

function completedOption(
  [name, { placeholder, words = [], help, alias }]: [string, Option<unknown>],
): CompletedOption {
  return {
    names: [kebab(name), ...(alias === undefined ? [] : [alias])],
    about: gist(help),
    value: placeholder === null ? null : { ...candidatesOf({ placeholder, words }), placeholder },
  };
}

function helpOption({ whole }: HelpText): CompletedOption {
  const value = whole === undefined ? null : { ...candidatesOf({ placeholder: "all" }), placeholder: "all" };
  return { names: ["help", "h"], about: HELP_ROW[1], value };
}

/**
 * What may stand where a placeholder is.
 *
 * @example
 * ```ts
 * import { candidatesOf } from "./completed.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(candidatesOf({ placeholder: "prorata|cancels-ahead:X|FILE" }), {
 *   words: ["prorata"],
 *   paths: "files",
 *   isList: false,
 * });
 * assertEquals(candidatesOf({ placeholder: "S+P,…", words: ["twap+join"] }), {
 *   words: ["twap+join"],
 *   paths: "none",
 *   isList: true,
 * });
 * ```
 */
export function candidatesOf({ placeholder, words = [] }: Placeholder): Candidates {
  const isList = placeholder.endsWith(LIST_END);
  const alternatives = (isList ? placeholder.slice(0, -LIST_END.length) : placeholder).split("|");
  const files = alternatives.includes("FILE") ? "files" : "none";
  return {
    words: [...alternatives.filter((each) => LITERAL.test(each)), ...words],
    paths: alternatives.includes("FOLDER") ? "folders" : files,
    isList,
  };
}

const LIST_END = ",…";
/** What stands in a placeholder as it is typed. */
const LITERAL = /^[a-z0-9][a-z0-9.-]*$/;

const MOST_ABOUT = 72;

/** What a help says first, before conditions and defaults. */
function gist(help: string): string {
  const [first = ""] = help.split(/;| \(/);
  return first.length <= MOST_ABOUT ? first : `${first.slice(0, MOST_ABOUT).replace(/ \S*$/, "")} …`;
}
