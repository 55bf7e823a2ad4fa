# What zsh completes, in a pseudo-terminal of its own: zsh -f _complete.zsh SCRIPT FOLDER LINE…, where SCRIPT is what
# sorlab completions prints. For each LINE itself, what may stand at its end, and an empty line.
zmodload zsh/zpty
found=$2/found
zpty shell zsh -f -i
# Keys count once zsh edits a line: it prompts then. The word before the prompt is not typed as it is printed.
waits() { zpty -w shell 'print -r DO""NE' && zpty -r shell out '*DONE*%PROMPT%*'; }
zpty -w shell "cd ${(q)2}; PROMPT=%%PROMPT%% RPROMPT= LISTMAX=10000; autoload -Uz compinit; compinit -D -u"
zpty -w shell "source ${(q)1}"
# All that is added goes through compadd; with -O, -A or -D it adds nothing.
zpty -w shell 'compadd() {
  local -a added
  if [[ ${@[1,(i)(-|--)]} == *-[OAD]\ * ]]; then builtin compadd "$@"; return; fi
  builtin compadd -A added "$@"
  if (($#added)); then print -rl -- $added >> '${(q)found}'; fi
  builtin compadd "$@"
}'
waits
for line in "${@:3}"; do
  : > $found
  zpty -w -n shell "$line"$'\t\C-u'
  waits
  print -rl -- $line ${(f)"$(<$found)"} ""
done
zpty -d shell
