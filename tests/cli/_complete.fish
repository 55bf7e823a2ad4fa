# What fish completes: fish _complete.fish SCRIPT LINE…, where SCRIPT is what sorlab completions prints. For each LINE
# itself, what may stand at its end, and an empty line.
source $argv[1]
for line in $argv[2..-1]
    echo $line
    # A description stands behind a tab, what is typed before commas and behind = in front.
    complete -C "$line" | string replace -r '\t.*' ''
    echo
end
