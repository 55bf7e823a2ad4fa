# What bash completes: bash _complete.bash SCRIPT LINE…, where SCRIPT is what sorlab completions prints. For each LINE
# itself, what may stand at its end, and an empty line.
source "$1"
# It is for a completion that is under way.
compopt() { :; }
for line in "${@:2}"; do
  # Cut as bash cuts it.
  read -ra COMP_WORDS <<<"${line//=/ = }"
  if [[ $line == *' ' ]]; then COMP_WORDS+=(""); fi
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _sorlab
  printf '%s\n' "$line" "${COMPREPLY[@]}" ""
done
