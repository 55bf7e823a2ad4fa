/** Completion for bash, from 3.2 on, which macOS has. @module */

import { dashed } from "../options.ts";
import type { Candidates, CompletedCommand, CompletedOption } from "./completed.ts";

/** The functions that look at what is typed; those that hold the declarations are made behind them. */
const FUNCTIONS = String.raw`
# Puts into COMPREPLY what begins as the word at the cursor does: words, paths, or both, the last behind commas.
_sorlab_reply() {
  local words=$1 paths=$2 list=$3 before= word IFS=$' \t\n'
  if [[ $list ]]; then
    before=\${cur%"\${cur##*,}"}
    cur=\${cur##*,}
  fi
  for word in $words; do
    if [[ $word == "$cur"* ]]; then COMPREPLY+=("$before$word"); fi
  done
  if [[ ! $paths ]]; then return; fi
  type compopt >/dev/null 2>&1 && compopt -o filenames
  while IFS= read -r word; do COMPREPLY+=("$before$word"); done < <(compgen "$paths" -- "$cur")
}

_sorlab() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} option= word i=2 operands=0 names= name valued
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    if [[ $cur == -* ]]; then _sorlab_reply '--help --version'
    else _sorlab_reply "$_sorlab_commands"; fi
    return
  fi
  valued=" $(_sorlab_options_with_values "$command") "
  # Bash takes --option=value for three words.
  while ((i < COMP_CWORD)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == -?* ]]; then
      option=$word
      if [[ \${COMP_WORDS[i + 1]} == = ]]; then ((i += 2))
      elif [[ $valued == *" $word "* ]]; then ((i += 1)); fi
    else
      ((operands += 1))
    fi
    ((i += 1))
  done
  if ((i > COMP_CWORD)); then
    if [[ $cur == = ]]; then cur=; fi
    _sorlab_value "$command $option"
  elif [[ $cur == -* ]]; then
    for name in $(_sorlab_options "$command"); do
      for word in "\${COMP_WORDS[@]:2}"; do
        if [[ $word == "$name" && $word != "$cur" ]]; then continue 2; fi
      done
      names+=" $name"
    done
    _sorlab_reply "$names"
  else
    _sorlab_operand "$command $operands"
  fi
}

complete -F _sorlab sorlab
`.replaceAll("\\${", "${");

/** The script. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ names, value }) =>
      value === null ? [] : names.map((each) => [`${name} ${dashed(each)}`, value] as const)
    )
  );
  const operands = commands.flatMap(({ name, operands }) =>
    operands.map((operand, i) => [`${name} ${i}`, operand] as const)
  );
  return `# What may be typed behind sorlab, in bash; printed by sorlab completions bash.

_sorlab_commands='${commands.map(({ name }) => name).join(" ")}'

_sorlab_options() {
  case $1 in
${namesByCommand(commands, ({ names }) => names.slice(0, 1))}
  esac
}

_sorlab_options_with_values() {
  case $1 in
${namesByCommand(commands, ({ names, value }) => value === null ? [] : names)}
  esac
}

_sorlab_value() {
  case $1 in
${replies(values)}
  esac
}

_sorlab_operand() {
  case $1 in
${replies(operands)}
  esac
}
${FUNCTIONS}`;
}

/** A line for each command, which prints names of its options. */
function namesByCommand(
  commands: readonly CompletedCommand[],
  namesOf: (option: CompletedOption) => readonly string[],
): string {
  return commands.map(({ name, options }) => {
    const names = options.flatMap(namesOf);
    return names.length === 0 ? [] : [`    ${name}) echo '${names.map(dashed).join(" ")}' ;;`];
  }).flat().join("\n");
}

/** A line for each reply, behind the places that have it; none where there is nothing to reply. */
function replies(places: readonly (readonly [place: string, candidates: Candidates])[]): string {
  const byReply = Map.groupBy(places, ([, candidates]) => reply(candidates));
  byReply.delete(undefined);
  return [...byReply].map(([text, group]) =>
    `    ${group.map(([place]) => quoted(place)).join(" | ")})\n      ${text} ;;`
  ).join("\n");
}

const COMPGEN = { files: "-f", folders: "-d", none: "''" } as const;

function reply({ words, paths, isList }: Candidates): string | undefined {
  if (words.length === 0 && paths === "none") return undefined;
  return `_sorlab_reply '${words.join(" ")}' ${COMPGEN[paths]} ${isList ? "list" : "''"}`;
}

function quoted(text: string): string {
  return `'${text}'`;
}
