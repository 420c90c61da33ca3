# shellcheck shell=bash
# schemas.sh - schemas with keys that nobody thought of, and whether their rows are
# as promised
#
#     . tests/lib/schemas.sh
#     schema_make SEED DIALECT      $T/p.yaml, and its claims as SQL in $T/claims.sql
#     schema_same A B               do two reports have the same rows and digests?
#     schema_show SEED FILE         what became of it, for a failed claim
#     schemas_slice DIALECT         twelve of them on a server, which the script knows
#                                   by its functions begin, end, to (OPTION...: load
#                                   there) and ask (FILE of SQL)
#
# DIALECT is sqlite, postgres or mysql; the schema is the same in each. The maker is
# tests/lib/schemas/*.awk. Needs lib.sh. SCHEMAS and SCHEMA_SEED say how many and
# which.

schema_make()
{
	local part maker=()

	for part in draw sql table key refer children make; do
		maker+=(-f "tests/lib/schemas/$part.awk")
	done
	: >"$T/claims.sql"
	awk -v "seed=$1" -v "dialect=$2" -v "claims_to=$T/claims.sql" "${maker[@]}" \
		</dev/null >"$T/p.yaml"
}

# Tables with their rows and digests, in one line; of two reports, asked at once.
schema_same()
{
	local both

	both=$(sqlite3 -separator ' ' :memory: "
		with t(n, name, rows, digest) as (
			select 1, value ->> 'name', value ->> 'planned', value ->> 'digest'
			from json_each(readfile('$1'), '\$.tables') union all
			select 2, value ->> 'name', value ->> 'planned', value ->> 'digest'
			from json_each(readfile('$2'), '\$.tables'))
		select case when count(*) > 0 and count(*) = count(digest) and not exists (
			select 1 from t group by name having count(*) <> 2 or
			min(digest) <> max(digest) or min(rows) <> max(rows))
		then 'same' else 'the digests differ' end from t")
	[ "$both" = same ] || { printf '%s\n' "$both"; return 1; }
}

schema_show()
{
	printf '# schema %s:\n' "$1"
	sed 's/^/#   /' "$2"
	sed 's/^/# | /' "$T/p.yaml"
}

# ---- on a server ---------------------------------------------------------------------

# PostgreSQL fills live cycles by primary key, of whole numbers, texts or uuids: an
# exit with 8 that says so is meant.
meant()
{
	[ "$1" = 8 ] && grep -q 'part of a cycle of foreign keys, which is filled' "$T/load"
}

# Into tables that are made, then into those, whose keys are live.
slice_one()
{
	local how said rc

	with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to null: -q \
		--report "$T/want.json" || return
	for how in "-j 3 --connections 3 --chunk-rows 20" "--clean -j 1"; do
		# shellcheck disable=SC2086
		to $how --report "$T/r.json" >"$T/load" 2>&1
		rc=$?
		if [ "$how" != "${how#--clean}" ] && meant "$rc"; then
			refused=$((refused + 1))
		elif [ "$rc" != 0 ] || ! schema_same "$T/r.json" "$T/want.json"; then
			echo "with $how: status $rc"
			cat "$T/load"
			return 1
		fi
		said=$(ask "$T/claims.sql" 2>&1)
		[ -z "$said" ] || { printf '%s\n' "$said"; return 1; }
	done
}

schemas_slice()
{
	local i seed n=${SCHEMAS:-12} good=0 claims=0 refused=0

	for ((i = 1; i <= n; i++)); do
		seed=$((${SCHEMA_SEED:-1789} * 100000 + i))
		schema_make "$seed" "$1"
		begin
		if slice_one >"$T/why" 2>&1; then
			good=$((good + 1))
			claims=$((claims + $(wc -l <"$T/claims.sql")))
		else
			schema_show "$seed" "$T/why"
		fi
		end
	done
	is_equal "$good" "$n" "random schemas load twice, keep their promises and have the digests of nowhere"
	holds "there are promises" test "$claims" -gt $((n * 3))
	holds "nearly all of them twice" test $((refused * 3)) -le "$n"
}
