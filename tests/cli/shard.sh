#!/usr/bin/env bash
# Shards: N parts are the whole, in files, to nowhere, and in one database.
. "$(dirname "$0")/../lib/lib.sh"

shop=profiles/shop.yaml
seedmill() { run_cmd with_timeout 60 "$SEEDMILL" "$@"; }
json() { sqlite3 :memory: "select json_extract(readfile('$1'), '$2')"; }

# ---- files ------------------------------------------------------------------------

# digests FILE: table and digest of a manifest or a report, a line each
digests()
{
	sqlite3 -separator ' ' :memory: "select value ->> 'name', value ->> 'digest'
		from json_each(readfile('$1'), '$.tables')"
}

# sum FILE...: the digests of each table added, mod 2^128, 32 bits at a time
sum()
{
	local file name digest limb at carry one line
	declare -A sums=()

	for file in "$@"; do digests "$file"; done >"$T/parts"
	while read -r name digest; do
		one=${sums[$name]-00000000000000000000000000000000} line='' carry=0
		for at in 24 16 8 0; do
			limb=$((16#${one:at:8} + 16#${digest:at:8} + carry))
			carry=$((limb >> 32))
			line=$(printf '%08x' $((limb & 0xffffffff)))$line
		done
		sums[$name]=$line
	done <"$T/parts"
	for name in "${!sums[@]}"; do
		echo "$name ${sums[$name]}"
	done | LC_ALL=C sort
}

for format in copy csv jsonl; do
	whole=$T/$format.whole parts=$T/$format.parts
	seedmill gen $shop --rows customers=5000 --chunk-rows 700 --format $format \
		--out "$whole"
	is_status 0 "$format: the whole"
	for k in 1 2 3 4; do
		seedmill gen $shop --rows customers=5000 --chunk-rows 700 \
			--format $format --out "$parts" --shard $k/4 -j $k
		is_status 0 "$format: part $k of 4"
	done
	for file in "$whole"/*.$format; do
		name=$(basename "$file" .$format)
		holds "$format: $name: four parts, one behind the other, are the whole" \
			cmp -s <(cat "$parts/$name".?of4.$format) "$file"
	done
	is_equal "$(sum "$parts"/manifest.?of4.json)" \
		"$(digests "$whole/manifest.json" | LC_ALL=C sort)" \
		"$format: the sum of the parts' digests is the whole's"
	is_equal "$(json "$parts/manifest.2of4.json" '$.fingerprint')" \
		"$(json "$whole/manifest.json" '$.fingerprint')" \
		"$format: a part has the fingerprint of the whole"
	is_equal "$(json "$parts/manifest.2of4.json" '$.shard.part') of $(
		json "$parts/manifest.2of4.json" '$.shard.of')" "2 of 4" \
		"$format: a part's manifest says which it is"
done
holds "part 2 alone has other bytes than the whole" \
	test "$(wc -c <"$T/copy.parts/customers.2of4.copy")" -lt \
	"$(wc -c <"$T/copy.whole/customers.copy")"
seedmill gen $shop --out "$T/copy.parts" --shard 2/4 --seed 9
is_status 0 "a part is made anew in its place"
holds "and the parts beside it stay" test -s "$T/copy.parts/customers.1of4.copy"

# ---- a fair share -----------------------------------------------------------------

for k in 1 7 16; do
	seedmill load $shop --size small --rows customers=200000 --chunk-rows 50 --to null: \
		--shard $k/16 --report "$T/r$k.json"
	is_status 0 "part $k of 16, to nowhere"
	rows=$(sqlite3 :memory: "select sum(value ->> 'generated')
		from json_each(readfile('$T/r$k.json'), '$.tables')")
	eval "part$k=$rows"
done
seedmill load $shop --size small --rows customers=200000 --chunk-rows 50 --to null: --report "$T/all.json"
all=$(sqlite3 :memory: "select sum(value ->> 'generated')
	from json_each(readfile('$T/all.json'), '$.tables')")
for k in 1 7 16; do
	eval "rows=\$part$k"
	holds "part $k of 16 has a sixteenth of $all rows, give or take 3 %: $rows" \
		test $((rows * 16 * 100)) -gt $((all * 97)) -a \
		$((rows * 16 * 100)) -lt $((all * 103))
done

# ---- what is no shard -------------------------------------------------------------

for bad in 0/4 5/4 4 /4 1/ 1/0 x/y 1/2/3 -1/2 1/70000; do
	seedmill gen $shop --out "$T/bad" --shard=$bad
	is_status 2 "--shard $bad is refused"
done
holds "and nothing was made" test ! -e "$T/bad"

# ---- one SQLite file ---------------------------------------------------------------

db=$T/shards.sqlite
load() { seedmill load $shop --rows customers=3000 --chunk-rows 300 --to "sqlite:$db" "$@"; }

load --shard 3/3
is_status 0 "the last third first, into a file that is not there"
is_equal "$(sqlite3 "$db" "select status from seedmill_run")" loading \
	"and the run is not done"
rows=$(sqlite3 "$db" "select count(*) from customers")
is_equal "$rows" 900 "a third of the chunks of customers is there"
load --shard 3/3
is_status 0 "the same again"
is_equal "$(sqlite3 "$db" "select count(*) from customers")" 900 "adds no row"
load --seed 5 --shard 1/3
is_status 4 "another run's shard is refused"
load --shard 2/3 --clean --yes
is_status 2 "--clean is refused: it would delete what others loaded"
load
is_status 4 "a plain load is refused: the run is not finished"

# the two that are left at once: the second waits
with_timeout 60 "$SEEDMILL" load $shop --rows customers=3000 --chunk-rows 300 \
	--to "sqlite:$db" --shard 1/3 >"$T/out1" 2>&1 &
first=$!
load --shard 2/3
is_status 0 "two shards at once"
wait $first
is_equal $? 0 "both end well"
is_equal "$(sqlite3 "$db" "select status from seedmill_run")" "done" \
	"with the last of them the run is done"
is_equal "$(sqlite3 "$db" "pragma foreign_key_check" | wc -l)" 0 \
	"no row refers to nothing"
seedmill verify $shop --rows customers=3000 --chunk-rows 300 --to "sqlite:$db"
is_status 0 "and every value is the whole's"
load --shard 1/3
is_status 0 "a shard of a run that is done has nothing to do"

# ---- a shard that was killed, and the whole that goes on -------------------------

rm -f "$db"
load --shard 1/2
is_status 0 "half of it"
load --resume
is_status 0 "a load of the whole takes over with --resume"
seedmill verify $shop --rows customers=3000 --chunk-rows 300 --to "sqlite:$db"
is_status 0 "and it is whole"

# ---- rows that are there, and change while a shard waits for its turn -------------

cat >"$T/e.yaml" <<'END'
version: 1
name: e
tables:
  - name: visits
    rows: 500
    columns: [{name: c, ref: {table: customers, existing: true}}]
END
db=$T/e.sqlite
sqlite3 "$db" "create table customers (id integer primary key);
	insert into customers values (1), (2), (3)"
flock "$db-seedmill-lock" sleep 3 &
sleep 0.5
with_timeout 60 "$SEEDMILL" load "$T/e.yaml" --to "sqlite:$db" --chunk-rows 100 \
	--shard 1/2 >"$T/out1" 2>&1 &
first=$!
sleep 1
sqlite3 "$db" "delete from customers where id = 2"
wait $first
is_equal $? 0 "a shard that waited for the lock is loaded"
is_equal "$(sqlite3 "$db" "select count(*) from visits where c not in (select id from customers)")" \
	0 "its rows refer to those that are there when its turn comes"
