#!/usr/bin/env bash
# What a server remembers of runs: "already done" only while it is true, nothing
# of a run that loaded nothing, and no run minds those of other tables. Refused
# connections that no further attempt can help.
. "$(dirname "$0")/../lib/db.sh"

for name in a b; do
	cat >"$T/$name.yaml" <<YAML
version: 1
name: $name
tables:
  - name: $name
    rows: 200
    primary_key: [id]
    columns:
      - {name: id, serial: {}}
      - {name: n, type: int, int: {min: 1, max: 1000}, unique: true}
YAML
done
load()
{
	local profile=$1

	shift
	run_cmd with_timeout 60 "$SEEDMILL" load "$T/$profile.yaml" --to "$DB" "$@"
}
stop_at()
{
	sql "create function no() returns trigger language plpgsql as
		'begin raise exception ''no''; end';
		create trigger no before insert on $1 for each row
		when (new.id = $2) execute function no()"
}
go_on() { sql 'drop function no() cascade' 2>/dev/null; }

new_db ledger
sql 'create table a (id bigint primary key, n int unique);
	create table b (id bigint primary key, n int unique)'

# ---- already done, or not any more --------------------------------------------------
load a -q
load a --resume
is_status 0 "--resume of a finished run is fine while its rows are there"
sql 'delete from a where id <= 3'
load a --resume
is_status 4 "and refused when some are gone"
err_has 'a: 200 rows then, 197 now' "with what is there"
load a --clean --seed 2 -q
is_equal "$(sql 'select count(*) from seedmill_run')" 1 "--clean takes the row of a finished run away"
load a --resume
is_status 4 "whose rows are not there"
run_cmd env -u USER "$SEEDMILL" load "$T/a.yaml" --to "$DB" --clean -q
is_equal "$(sql "select count(*) from seedmill_run where owner !~ '^[?]'
	and started_at ~ '[.][0-9]{3}Z\$'")" 1 "the owner is known without \$USER"

# ---- nothing loaded, nothing remembered --------------------------------------------
stop_at b 10
load b
is_status 9 "a first chunk that is refused"
err_has 'nothing was loaded' "says that nothing is there"
err_lacks '--resume' "and is nothing to resume"
is_equal "$(sql "select count(*) from seedmill_run where profile = 'b'")" 0 "its run row is gone"
go_on
sql 'insert into b select i - 1000, i from generate_series(1, 1000) i'
load b --append
is_status 9 "--append of a unique value that is there"
err_has 'another --seed' "says where unique values come from"
err_lacks '--resume' "and not to resume"
load b --clean -q
is_status 0 "and --clean goes through"

# ---- runs of other tables -------------------------------------------------------------
stop_at a 150
load a --clean --chunk-rows 50 --connections 1
is_status 9 "a run that ends in the middle"
err_has 'committed and kept' "keeps what it has"
go_on
load b --clean --seed 9 -q
is_status 0 "and does not keep --clean of other tables away"
sql 'delete from b'
load b --seed 10 -q
is_status 0 "nor a plain load"
load a --seed 2
is_status 4 "but one of the same table"
load a --chunk-rows 50 --connections 1 --resume
is_status 0 "and it can still be finished"
is_equal "$(sql 'select count(*), count(distinct id) from a')" '200|200' "with every row once"

# ---- --table and its parents ----------------------------------------------------------
run_cmd "$SEEDMILL" load profiles/shop.yaml --to "$DB" --table orders
is_status 8 "--table without the parent's table is refused"
err_has 'Schema validation failed for orders: its parent customers does not exist' "by name"
is_equal "$(sql "select to_regclass('orders') is null")" t "before anything is made"

# ---- attempts that cannot help -----------------------------------------------------------
begin=$SECONDS
run_cmd "$SEEDMILL" load "$T/a.yaml" --to "${PGURL%/*}/no_such_database"
is_status 6 "a database that is not there"
is_equal "$(head -n 1 "$T/err")" \
	"seedmill: Failed to connect to database after 1 attempt" "is asked for once"
sql "create role ledger_$$"
case $PGURL in
*@*) other=${PGURL%%//*}//ledger_$$:wrong@${PGURL##*@} ;;
*) other='' ;;
esac
if [ -n "$other" ]; then
	run_cmd "$SEEDMILL" load "$T/a.yaml" --to "$other"
	is_equal "$(head -n 1 "$T/err")" \
		"seedmill: Failed to connect to database after 1 attempt" \
		"so is one that does not let the role in"
fi
sql "drop role ledger_$$"
is_equal "$((SECONDS - begin < 4))" 1 "and without waiting"
drop_db
