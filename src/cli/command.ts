/** What a command is, and how its help is put together. @module */

import { commentLines, helpLines, reflowed } from "./help_lines.ts";
import type { Options, Placeholder } from "./options.ts";
import { describeOptions, HELP_ROW, optionRows } from "./option_help.ts";
import type { Permission } from "./permissions.ts";

/** A command of sorlab: what `sorlab NAME` does. Its name and a line about it stand in `commands.ts`. */
export interface Command {
  readonly help: HelpText;
  /**
   * Does it; the result goes to standard output, all else to standard error.
   *
   * @param commands all of sorlab's: handed over, since a command cannot import the list that it stands in.
   */
  run(args: readonly string[], commands: Commands): Promise<void>;
}

/** Commands by name, in the order of their list. */
export type Commands = Readonly<Record<string, CommandEntry>>;

/** A command that is loaded when it is asked for: to name it takes no more than this. */
interface CommandEntry {
  /** One line for the list of commands. */
  readonly summary: string;
  /** The most that it may do, whatever its options; some give up more once they have read those. */
  readonly needs: readonly Permission[];
  load(): Promise<{ readonly command: Command }>;
}

/** The help of a command, and the declarations that it is made of: shells complete by them. */
export interface HelpText {
  /** Text of `--help`. */
  readonly text: string;
  /** Text of `--help all`, if the other one leaves options out. */
  readonly whole?: string;
  /** All options. */
  readonly options: Options;
  /** What it takes beside options, in order. */
  readonly operands: readonly Placeholder[];
}

/** Options that belong together. */
export interface OptionGroup<Name extends string = string> {
  readonly title: string;
  /** Those that everybody needs. */
  readonly common: readonly Name[];
  /** Those that some need. */
  readonly others: readonly Name[];
}

/** What the help of a command says. */
interface HelpParts {
  readonly summary: string;
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly options: Options;
  /** Options in place of these: under which heading, and which. */
  readonly otherOptions?: readonly [title: string, options: Options];
  /** What it takes beside options, in order. @default none */
  readonly operands?: readonly Placeholder[];
  readonly notes?: string;
}

/** What groups of options lack where an option is in none of them: then it does not compile. */
type Covering<O extends Options, G extends readonly OptionGroup[]> =
  [Exclude<keyof O, G[number]["common" | "others"][number]>] extends [never] ? unknown
    : { readonly lacks: Exclude<keyof O, G[number]["common" | "others"][number]> };

/** The help of a command of many options: those that everybody needs, and all of them, by group. */
export function groupedHelp<O extends Options, const G extends readonly OptionGroup<keyof O & string>[]>(
  { groups, ...parts }: HelpParts & { readonly options: O; readonly groups: G & Covering<O, G> },
): HelpText {
  const sections = (namesOf: (group: OptionGroup) => readonly string[]): string[] =>
    groups.filter((group) => namesOf(group).length > 0).map((group) => {
      const options = Object.fromEntries(namesOf(group).map((name) => [name, parts.options[name]!]));
      return `${group.title}\n${helpLines(optionRows(options))}`;
    });
  const others = groups.reduce((sum, group) => sum + group.others.length, 0);
  const short = [
    ...sections(({ common }) => common),
    `Help\n${helpLines([HELP_ROW, ["--help all", `the other ${others} options too`]])}`,
  ];
  const whole = [
    ...sections((group) => [...group.common, ...group.others]),
    `Help\n${helpLines([HELP_ROW])}`,
  ];
  return {
    text: assembled(parts, short.join("\n\n")),
    whole: assembled(parts, whole.join("\n\n")),
    ...declarations(parts),
  };
}

/** The help of a command: examples first. */
export function helpText(parts: HelpParts): HelpText {
  const { options, otherOptions } = parts;
  const sections = [["Options", options] as const, ...(otherOptions === undefined ? [] : [otherOptions])];
  const described = sections.map(([title, each]) => `${title}\n${describeOptions(each)}`);
  return { text: assembled(parts, described.join("\n\n")), ...declarations(parts) };
}

function declarations(
  { options, otherOptions, operands = [] }: HelpParts,
): Pick<HelpText, "options" | "operands"> {
  return { options: { ...otherOptions?.[1], ...options }, operands };
}

function assembled(parts: HelpParts, options: string): string {
  const examples = parts.examples.map(([command, what]) => `${commentLines(what)}\n  ${command}`).join(
    "\n\n",
  );
  const notes = parts.notes === undefined ? "" : `\n${reflowed(parts.notes)}\n`;
  return `${reflowed(parts.summary)}\n\nExamples\n${examples}\n\n${options}\n${notes}`;
}
