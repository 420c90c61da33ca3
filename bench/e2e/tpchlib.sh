# shellcheck shell=bash
# tpchlib.sh - on top of lib.sh: a profile's tables as files, for peers that load them
#
#     . "$(dirname "$0")/lib.sh"; . bench/e2e/tpchlib.sh
#     tables_of_profile            sets TABLES, parents first
#     files                        $T/copy/TABLE.NNN: COPY text, as many as seedmill has chunks
#     half a|b TABLE...            of those files every other one, "TABLE FILE" a line
#
# Two sessions of a peer take every other file each: as many transactions, of
# about as many rows, as seedmill's two connections.
#
#     SCALE    0.2, the scale factor      PROFILE   profiles/tpch.yaml
#     BIG      lineitem: the table that is loaded alone

SCALE=${SCALE:-0.2}
PROFILE=${PROFILE:-profiles/tpch.yaml}
BIG=${BIG:-lineitem}
[ -r "$PROFILE" ] || die "no $PROFILE"

# "table rows chunks" a line
planned()
{
	"$SEEDMILL" plan "$PROFILE" --scale "$SCALE" |
		awk '$1 == "table" { on = 1; next }
			$1 == "all" { exit }
			on { gsub(",", "", $2); print $1, $2, $5 }'
}

tables_of_profile()
{
	planned >"$T/planned"
	mapfile -t TABLES < <(cut -d ' ' -f 1 "$T/planned")
	[ "${#TABLES[@]}" -gt 1 ] || die "$PROFILE has no tables"
	OTHERS=()
	for table in "${TABLES[@]}"; do
		[ "$table" = "$BIG" ] || OTHERS+=("$table")
	done
	[ "${#OTHERS[@]}" -lt "${#TABLES[@]}" ] || die "$PROFILE has no $BIG"
}

# rows_of TABLE...
rows_of()
{
	local table

	for table; do
		awk -v t="$table" '$1 == t { print $2 }' "$T/planned"
	done | awk '{ n += $1 } END { print n }'
}

# Two pieces at least of the table that is loaded alone: the peer has two sessions.
files()
{
	local table chunks

	"$SEEDMILL" gen "$PROFILE" --scale "$SCALE" --out "$T/copy" -q ||
		die "seedmill gen failed"
	while read -r table _ chunks; do
		[ "$table" != "$BIG" ] || [ "$chunks" -ge 2 ] || chunks=2
		mv "$T/copy/$table".* "$T/copy/$table" || die "no file of $table"
		split -n "l/$chunks" -d -a 4 "$T/copy/$table" "$T/copy/$table." ||
			die "split failed"
		rm "$T/copy/$table"
	done <"$T/planned"
}

half()
{
	local which=$1 table file n=0

	shift
	for table; do
		for file in "$T/copy/$table".[0-9]*; do
			n=$((n + 1))
			[ $((n % 2)) = "$([ "$which" = a ] && echo 1 || echo 0)" ] &&
				[ -s "$file" ] && printf '%s %s\n' "$table" "$file"
		done
	done
	return 0
}

ours_rows() { field "$T/ours.json" '$.rows'; }

# seedmill_ URL ARGUMENT...: what is measured of ours
seedmill_()
{
	local url=$1

	shift
	"$SEEDMILL" load "$PROFILE" --scale "$SCALE" --to "$url" -q -j 2 "$@"
}

# same_rows URL [ARGUMENT...]: the peer's rows are those of the profile
same_rows()
{
	local url=$1

	shift
	"$SEEDMILL" verify "$PROFILE" --scale "$SCALE" --to "$url" -q "$@" ||
		die "the peer does not hold the profile's rows"
}
