#!/usr/bin/env bash
# What seedmill says about itself, word for word. `UPDATE=1 tests/cli/help.sh`
# writes down what it says now.
. "$(dirname "$0")/../lib/lib.sh"

# transcript NAME COMMAND...: exit 0, and stdout as in expect/NAME.txt
transcript()
{
	local name=$1

	shift
	run_cmd "$@"
	is_status 0 "$name: exits 0"
	is_equal "$err" '' "$name: stderr is empty"
	[ -z "${UPDATE-}" ] || cp "$T/out" "tests/cli/expect/$name.txt"
	holds "$name: says what it said before" \
		diff -u "tests/cli/expect/$name.txt" "$T/out"
}

transcript version "$SEEDMILL" --version
transcript help "$SEEDMILL" --help
for command in load gen plan verify kinds man completion; do
	transcript "help-$command" "$SEEDMILL" "$command" --help
done
transcript kinds "$SEEDMILL" kinds
transcript kinds-decimal "$SEEDMILL" kinds decimal
transcript kinds-sqlite "$SEEDMILL" kinds sqlite
transcript plan-shop "$SEEDMILL" plan profiles/shop.yaml
transcript plan-shop-verbose "$SEEDMILL" plan profiles/shop.yaml --size skewed -v
transcript gen-shop "$SEEDMILL" gen profiles/shop.yaml --limit 3
transcript gen-orders-csv "$SEEDMILL" gen profiles/shop.yaml --limit 3 \
	--table orders --format csv

for command in '' load kinds; do
	# shellcheck disable=SC2086
	"$SEEDMILL" $command --help >"$T/long"
	# shellcheck disable=SC2086
	run_cmd "$SEEDMILL" help $command
	is_status 0 "seedmill help $command"
	holds "says what --help says" diff -u "$T/long" "$T/out"
done
run_cmd "$SEEDMILL" help laod
is_status 2 "help of no command is refused"
err_has 'did you mean "seedmill load"' "with the nearest one"

run_cmd "$SEEDMILL" load --help
for option in $(grep -oE -- '--[a-z][a-z-]+' <<<"$out" | sort -u); do
	grep -q -- "$option" load/cli/options_table.c && continue
	name=${option#--}
	grep -q "\"$name\"" load/cli/options_table.c ||
		not_ok "$option of the help is an option"
done
ok "the help names only options"

# The manual page and the completion are made from the same tables.
run_cmd "$SEEDMILL" man
is_status 0 "there is a manual page"
out_has '^\.TH SEEDMILL 1' "and it begins as one"
out_has '^\.B \\-\\-chunk\\-rows N' "and it has the options"
fails "no line of it begins with a stray dot" \
	grep -qE '^\.[^A-Zfn]' "$T/out"
run_cmd "$SEEDMILL" completion bash
cp "$T/out" "$T/complete"
holds "the completion is bash" bash -n "$T/complete"
cat >"$T/try" <<'END'
. "$1"
COMP_WORDS=(seedmill load --verify d) COMP_CWORD=3
_seedmill; echo "${COMPREPLY[*]}"
COMP_WORDS=(seedmill load --resu) COMP_CWORD=2
_seedmill; echo "${COMPREPLY[*]}"
COMP_WORDS=(seedmill ver) COMP_CWORD=1
_seedmill; echo "${COMPREPLY[*]}"
END
is_equal "$(bash "$T/try" "$T/complete" | tr '\n' ' ')" \
	'digest --resume verify ' "and completes values, options and commands"
run_cmd "$SEEDMILL" completion fish
is_status 2 "a shell it does not know is refused"
