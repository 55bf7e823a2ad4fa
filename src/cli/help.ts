/** `sorlab help`: texts that explain a topic, and the help of commands. @module */

import { TOPICS } from "../help/topics.ts";
import { alignColumns } from "../report/terminal/align_columns.ts";
import { type Command, type Commands, helpText } from "./command.ts";
import { UsageError } from "./errors.ts";
import { narrowed } from "./help_lines.ts";
import { suggestion } from "./suggestion.ts";
import { readOptions } from "./read_arguments.ts";
import { fitted, printResult, stdoutColumns } from "./output.ts";

const NAMES = Object.keys(TOPICS);

/** `sorlab help`. */
export const command: Command = {
  help: helpText({
    summary: "Prints a text that explains a topic. Without one it lists the topics.",
    examples: [
      ["sorlab help", "the topics"],
      ["sorlab help words", "what the words of the field mean"],
      ["sorlab help verify", "a command's options, as sorlab verify --help prints them"],
    ],
    options: {},
    operands: [{ placeholder: "TOPIC|COMMAND", words: NAMES }],
    notes:
      "sorlab help [TOPIC|COMMAND]: where a topic and a command have the same name, the topic is explained.",
  }),
  async run(args, commands) {
    const [name, ...others] = args[0]?.startsWith("-") ? ["", ...args] : args;
    readOptions(others, {});
    await printResult(name ? await textOf(name, commands) : await listOfTopics());
  },
};

async function textOf(name: string, commands: Commands): Promise<string> {
  if (NAMES.includes(name)) return narrowed(await topicText(name), stdoutColumns());
  if (Object.hasOwn(commands, name)) return (await commands[name]!.load()).command.help.text;
  throw new UsageError(
    `no help topic ${JSON.stringify(name)}${
      suggestion(name, [...NAMES, ...Object.keys(commands)]) || "; sorlab help lists the topics"
    }`,
  );
}

async function listOfTopics(): Promise<string> {
  const rows = await Promise.all(NAMES.map(async (name) => [`  ${name}`, titleOf(await topicText(name))]));
  return `Topics
${alignColumns(rows, stdoutColumns())}

${fitted("sorlab help TOPIC explains one; sorlab COMMAND --help lists a command's options.")}
`;
}

async function topicText(name: string): Promise<string> {
  return (await TOPICS[name]!()).default;
}

/** The title of a text: its first line, behind the mark. */
function titleOf(text: string): string {
  return text.slice(0, text.indexOf("\n")).replace(/^# /, "");
}
