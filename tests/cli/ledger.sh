#!/usr/bin/env bash
# What an existing file remembers of runs: "already done" only while it is true,
# nothing of a run that loaded nothing, and no run minds those of other tables.
. "$(dirname "$0")/../lib/lib.sh"

db=$T/l.sqlite
sql() { sqlite3 "$db" "$1"; }
load()
{
	local profile=$1

	shift
	run_cmd with_timeout 60 "$SEEDMILL" load "$T/$profile.yaml" --to "sqlite:$db" "$@"
}

# profile NAME TABLE...: 200 rows each, the second refers to the first
profile()
{
	local file=$T/$1.yaml parent=

	printf 'version: 1\nname: %s\ntables:\n' "$1" >"$file"
	shift
	for table; do
		cat >>"$file" <<YAML
  - name: $table
    rows: 200
    primary_key: [id]
    columns:
      - {name: id, serial: {}}
      - {name: n, type: int, int: {min: 1, max: 1000}, unique: true}
YAML
		[ -z "$parent" ] || echo "      - {name: parent_id, ref: {table: $parent}}" >>"$file"
		parent=$table
	done
}
profile a a
profile b b
profile two mother child
sql 'create table a (id integer primary key, n int unique);
	create table b (id integer primary key, n int unique)'

# stops at ROW of TABLE, whatever is loaded
stop_at() { sql "create trigger no before insert on $1 when new.id = $2
	begin select raise(abort, 'no'); end"; }
go_on() { sql 'drop trigger no'; }

# ---- already done, or not any more --------------------------------------------------

load a
is_status 0 "a load"
load a --resume
is_status 0 "--resume of it is fine while its rows are there"
sql 'delete from a where id <= 3'
load a --resume
is_status 4 "and refused when some are gone"
err_has 'a: 200 rows then, 197 now' "with what is there"
err_has 'seedmill verify .*a\.yaml --to ' "the way to look"
err_has 'seedmill load .* --clean$' "and the way to load it again"
load a --clean --seed 2 -q
load a --resume
is_status 4 "a run whose rows --clean has deleted is not done"
err_lacks 'already done' "and is not said to be"
is_equal "$(sql 'select count(*) from seedmill_run')" 1 "--clean has taken its row away"
sql 'delete from a'
load a --seed 3 -q
load a --seed 2 --resume
is_status 4 "nor is one whose rows others have replaced"
err_has 'has loaded these tables since' "and that is the reason"
is_equal "$(sql "select count(*) from seedmill_run where owner not like '?%'
	and started_at like '____-__-__T__:__:__.___Z'")" 2 \
	"the ledger knows the user without \$USER, and thousandths of seconds"

# ---- nothing loaded, nothing remembered --------------------------------------------

stop_at b 10
load b
is_status 9 "a first chunk that is refused"
err_has 'nothing was loaded' "says that nothing is there"
err_lacks '--resume' "and is nothing to resume"
is_equal "$(sql "select count(*) from seedmill_run where profile = 'b'")" 0 \
	"its run row is gone"
go_on
load b
is_status 0 "and the same command does when the reason is gone"

sql 'delete from b; with recursive k(i) as (select 1 union all select i + 1
	from k where i < 1000) insert into b select i - 1000, i from k'
load b --append
is_status 9 "--append of a unique value that is there"
err_has 'another --seed' "says where unique values come from"
err_lacks '--resume|use --append' "and neither to resume nor to --append"
sql 'delete from b where n > 3'
load b --append --chunk-rows 5
is_status 9 "--append that fails later"
err_has 'committed and kept' "keeps what it has"
err_lacks '--resume' "but is not told to resume either"
load b --clean -q

# ---- runs of other tables -------------------------------------------------------------

load a --clean -q
stop_at a 150
load a --clean --chunk-rows 50
is_status 9 "a run that ends in the middle"
err_has 'committed and kept' "and keeps what it has"
go_on
load b --clean --seed 9
is_status 0 "does not keep --clean of other tables away"
is_equal "$(sql "select count(*) from seedmill_run where status <> 'done'")" 1 \
	"which does not forget it"
sql 'delete from b'
load b --seed 10
is_status 0 "nor a plain load of other tables"
load a --seed 2
is_status 4 "but one of the same table"
load a --chunk-rows 50 --resume
is_status 0 "and it can still be finished"
is_equal "$(sql 'select count(*) from a')" 200 "with every row"

# ---- --table and its parents ----------------------------------------------------------

load two --table child
is_status 8 "--table without the parent's table is refused"
err_has 'Schema validation failed for child: its parent mother does not exist' "by name"
err_has 'load mother first, or add it to --table' "with the way on"
is_equal "$(sql "select count(*) from sqlite_schema where name in ('child', 'mother')")" 0 \
	"before anything is made"
run_cmd "$SEEDMILL" load "$T/two.yaml" --table child --to null: -q
is_status 0 "null: does not mind"
run_cmd "$SEEDMILL" gen "$T/two.yaml" --table child --limit 1
is_status 0 "nor does gen"
load two --table mother -q
load two --table child -q
is_status 0 "and parents that are there will do"

# ---- a new file, stopped ---------------------------------------------------------------

profile big x
"$SEEDMILL" load "$T/big.yaml" --rows x=1 --to "sqlite:$T/n.sqlite" -q
rm -f "$T/n.sqlite"
sed -i 's/max: 1000}, unique: true/max: 1000}/' "$T/big.yaml"
"$SEEDMILL" load "$T/big.yaml" --rows x=40000000 --to "sqlite:$T/n.sqlite" 2>"$T/e" &
pid=$!
sleep 1
kill -INT "$pid"
wait "$pid"
is_equal $? 130 "SIGINT while a new file is made"
holds "says that it is kept only when whole" grep -q 'kept only when it is whole' "$T/e"
holds "and to run the command again" grep -q 'fix: run the same command again' "$T/e"
