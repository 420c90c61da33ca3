#!/usr/bin/env bash
# What README shows is what happens: its profile and its commands that need no
# server, run as they stand there, in their order and in one folder.
. "$(dirname "$0")/../lib/lib.sh"

home=$T/home
mkdir -p "$home" && cp -r profiles "$home" && ln -s "$SEEDMILL" "$home/seedmill"

# blocks LANGUAGE: the text of README's blocks of that language
blocks()
{
	awk -v want="\`\`\`$1" '
		inside && /^```$/ { inside = 0; next }
		!inside && /^```/ { inside = 1; shown = $0 == want; next }
		inside && shown' README.md
}

# What differs from run to run: rates, durations, who and when.
plain()
{
	sed -E -e 's|^( *[0-9]+/[0-9]+ .*%).*|\1|' -e 's| in [0-9.]+ s: .*||' \
		-e 's|, [0-9.]+s$||' -e 's| finished .*||'
}

# Does each line of the first file stand in the second, in that order?
in_order()
{
	awk 'BEGIN { n = i = 0 }
		FILENAME == ARGV[1] { want[n++] = $0; next }
		i < n && $0 == want[i] { i++ }
		END { if (i < n) { print "not printed: " want[i]; exit 1 } }' \
		"$1" "$2"
}

# judge COMMAND, which README shows to print what is in $T/shown
judge()
{
	run_cmd with_timeout 60 bash -o pipefail -c "cd '$home' && $1"
	if grep -q '^seedmill: ' "$T/shown"; then
		fails "refused, as README says: $1" [ "$status" = 0 ]
	else
		is_status 0 "done: $1"
	fi
	cat "$T/err" "$T/out" | plain >"$T/printed"
	plain <"$T/shown" >"$T/wanted"
	holds "prints what README shows" in_order "$T/wanted" "$T/printed"
}

needs_server() { [[ $1 == *env:* || $1 == export\ * ]]; }

blocks yaml >"$home/tiny.yaml"
{ blocks ''; echo '$ export END'; } >"$T/all"
n=0 command=''
while IFS= read -r line <&3; do
	if [[ $line != '$ '* ]]; then
		printf '%s\n' "$line" >>"$T/shown"
		continue
	fi
	if [ -n "$command" ] && ! needs_server "$command"; then
		judge "$command"
		n=$((n + 1))
	fi
	command=${line#'$ '}
	: >"$T/shown"
done 3<"$T/all"

holds "README has enough commands that need no server ($n)" [ "$n" -ge 12 ]
run_cmd "$SEEDMILL" plan "$home/tiny.yaml"
is_status 0 "README's profile compiles"
out_has '^orders ' "and has the tables that it names"
for file in $(grep -oE '\]\([a-zA-Z][^)#:]*\)' README.md CONTRIBUTING.md |
	sed -E 's/.*\]\(([^)]*)\)/\1/'); do
	[ -e "$file" ] || not_ok "README and CONTRIBUTING link to $file"
done
ok "links lead to files that are there"
