#!/usr/bin/env bash
# cover.sh - line coverage a folder, from what a run of the cover variant left
#
#     tests/lib/cover.sh build/cover
#
# Needs gcov, which comes with gcc. Only .c files of gen/ and load/ count: an
# inline function of a header would count once a file that includes it. A file
# that nothing ran is counted, too, with none of its lines.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build/cover}

find "$build/gen" "$build/load" -name '*.gcno' -print0 |
while IFS= read -r -d '' notes; do
	# -n: no .gcov files. Prints "File 'gen/x.c'" and "Lines executed:".
	gcov -n -o "$(dirname "$notes")" "$notes" 2>/dev/null
done | awk '
/^File / {
	file = $2
	gsub(/\047/, "", file)
}
/^Lines executed:/ && file ~ /^(gen|load)\/.*\.c$/ {
	split($0, part, /[:% ]+/)       # Lines executed 93.10 of 87
	of = part[5]
	hit = int(part[3] * of / 100 + 0.5)
	folder = file
	sub(/\/[^\/]*$/, "", folder)
	lines[folder] += of; lines["all"] += of
	ran[folder] += hit; ran["all"] += hit
	file = ""
}
END {
	if (!lines["all"]) {
		print "nothing ran: make cover"
		exit 1
	}
	for (f in lines)
		if (f != "all")
			printf "%-16s %6.1f %%  of %6d lines\n", f,
			       100 * ran[f] / lines[f], lines[f] | "sort"
	close("sort")
	printf "%-16s %6.1f %%  of %6d lines\n", "all",
	       100 * ran["all"] / lines["all"], lines["all"]
}'
