/** `sorlab completions`: what a shell needs to complete sorlab's words. @module */

import { type Command, helpText } from "./command.ts";
import { bashCompletion } from "./completions/bash.ts";
import { type CompletedCommand, completedCommands } from "./completions/completed.ts";
import { fishCompletion } from "./completions/fish.ts";
import { zshCompletion } from "./completions/zsh.ts";
import { UsageError } from "./errors.ts";
import { suggestion } from "./suggestion.ts";
import { readOptions } from "./read_arguments.ts";
import { printResult } from "./output.ts";

/** What each shell is given. */
const SHELLS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

const NAMES = Object.keys(SHELLS);

/** `sorlab completions`. */
export const command: Command = {
  help: helpText({
    summary:
      "Prints a script by which a shell completes what is typed behind sorlab: commands, options, and what\n" +
      "these may be, such as strategies, formats, topics and files.",
    examples: [
      [`eval "$(sorlab completions bash)"`, "bash: a line for ~/.bashrc"],
      ["source <(sorlab completions zsh)", "zsh: a line for ~/.zshrc, behind compinit"],
      ["sorlab completions fish > ~/.config/fish/completions/sorlab.fish", "fish: to be done once"],
    ],
    options: {},
    operands: [{ placeholder: NAMES.join("|") }],
    notes: `sorlab completions ${NAMES.join("|")}. As files, which new shells read faster and which are to be
written anew when sorlab is: ~/.local/share/bash-completion/completions/sorlab, for bash with its package
bash-completion; _sorlab, in a folder of zsh's $fpath.`,
  }),
  async run([name, ...others], commands) {
    readOptions(others, {});
    const script = name !== undefined && Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
    if (script === undefined) {
      throw new UsageError(
        name === undefined
          ? `name a shell: sorlab completions ${NAMES.join("|")}`
          : `no completions for ${JSON.stringify(name)}${
            suggestion(name, NAMES) || `: use ${NAMES.join(" or ")}`
          }`,
      );
    }
    await printResult(script(await completedCommands(commands)));
  },
};
