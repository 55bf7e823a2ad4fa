/** Completion for fish. @module */

import { dashed } from "../options.ts";
import type { Candidates, CompletedCommand, CompletedOption } from "./completed.ts";

const FUNCTIONS = String.raw`# What may be typed behind sorlab, in fish; printed by sorlab completions fish.

# Whether the first word behind sorlab is this.
function __sorlab_is
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test "$words[2]" = "$argv[1]"
end

# Whether so many operands of this command stand before the cursor; options named behind have a value.
function __sorlab_operands
    __sorlab_is $argv[1]; or return 1
    set -l words (commandline -opc)
    set -l count 0
    set -l is_value no
    for word in $words[3..-1]
        if test $is_value = yes
            set is_value no
        else if contains -- $word $argv[3..-1]
            set is_value yes
        else if not string match -q -- '-?*' $word
            set count (math $count + 1)
        end
    end
    test $count -eq $argv[2]
end

# Files that begin as what is typed behind the last comma does.
function __sorlab_paths
    __fish_complete_path (commandline -ct | string replace -r '.*[,=]' '')
end

complete -c sorlab -f
complete -c sorlab -n __fish_use_subcommand -s h -l help -d 'the commands'
complete -c sorlab -n __fish_use_subcommand -s V -l version -d 'the version'
`;

/** The script: a file of fish's folder of completions, or sourced. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return `${FUNCTIONS}${commands.map(linesOf).join("")}`;
}

function linesOf({ name, about, options, operands }: CompletedCommand): string {
  const complete = `complete -c sorlab -n`;
  const valued = options.flatMap(({ names, value }) => value === null ? [] : names.map(dashed)).join(" ");
  const lines = [
    `${complete} __fish_use_subcommand -a ${name} -d ${quoted(about)}`,
    ...operands.map((operand, i) =>
      `${complete} ${quoted(`__sorlab_operands ${name} ${i} ${valued}`.trim())}${argument(operand, "-f")}`
    ),
    ...options.map((option) => `${complete} '__sorlab_is ${name}'${optionText(option)}`),
  ];
  return `\n${lines.join("\n")}\n`;
}

function optionText({ names, about, value }: CompletedOption): string {
  const flags = names.map((name) => ` ${name.length === 1 ? "-s" : "-l"} ${name}`).join("");
  return `${flags}${value === null ? "" : argument(value, "-x", "-r ")} -d ${quoted(about)}`;
}

/** @param exclusive the flag that keeps files away; @param required that of a value, where files may stand. */
function argument({ words, paths, isList }: Candidates, exclusive: string, required = ""): string {
  const listed = words.join(" ");
  if (paths === "folders") return ` ${exclusive} -a '(__fish_complete_directories)'`;
  if (isList && paths === "files") return ` ${exclusive} -a '(__fish_complete_list , __sorlab_paths)'`;
  if (isList && listed) {
    return ` ${exclusive} -a ${quoted(`(__fish_complete_list , "printf %s\\n ${listed}")`)}`;
  }
  const suggested = listed ? ` -a '${listed}'` : "";
  return ` ${paths === "none" ? exclusive : `${required}-F`}${suggested}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
