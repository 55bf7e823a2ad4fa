/** Completion for zsh, by its own `_arguments`. @module */

import { dashed } from "../options.ts";
import type { Candidates, CompletedCommand, CompletedOption } from "./completed.ts";

/** The script: a file of `fpath`, or sourced behind `compinit`. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const described = commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`);
  return `#compdef sorlab
# What may be typed behind sorlab, in zsh; printed by sorlab completions zsh.

_sorlab_words_or_files() {
  _alternative "words:word:($*)" 'files:file:_files'
}

_sorlab() {
  local -a commands=(
${described.join("\n")}
  )
  local -a flags=('--help:the commands' '--version:the version')
  if ((CURRENT == 2)); then
    _describe command commands
    _describe -o option flags
    return
  fi
  shift words
  ((CURRENT -= 1))
  local curcontext=\${curcontext%:*:*}:sorlab-$words[1]:
  case $words[1] in
${commands.map(caseOf).join("\n")}
  esac
}

if [[ $funcstack[1] == _sorlab ]]; then
  _sorlab "$@"
else
  compdef _sorlab sorlab
fi
`;
}

function caseOf({ name, options, operands }: CompletedCommand): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...operands.map((operand, i) => `${i + 1}: :${action(operand)}`),
  ];
  return `    ${name})\n      _arguments ${specs.map(quoted).join(" \\\n        ")} ;;`;
}

/** The same option by each of its names excludes the others. */
function optionSpecs({ names, about, value }: CompletedOption): string[] {
  const given = names.map(dashed);
  return given.map((name) => {
    const excluded = given.length === 1 ? "" : `(${given.join(" ")})`;
    const equals = value !== null && name.startsWith("--") ? "=" : "";
    const behind = value === null ? "" : `:${escaped(value.placeholder)}:${action(value)}`;
    return `${excluded}${name}${equals}[${escaped(about)}]${behind}`;
  });
}

function action({ words, paths, isList }: Candidates): string {
  const listed = words.join(" ");
  if (isList) return listed ? ` _sequence compadd - ${listed}` : paths === "none" ? " " : " _sequence _files";
  if (paths === "folders") return "_files -/";
  if (paths === "none") return listed ? `(${listed})` : " ";
  return listed ? ` _sorlab_words_or_files ${listed}` : "_files";
}

function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, "\\$&");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
