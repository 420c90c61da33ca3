#!/usr/bin/env bash
# Whatever is wrong is told with its place and its exit status, and the database
# is as it was: not a byte of the file differs.
. "$(dirname "$0")/../lib/lib.sh"

shop=profiles/shop.yaml
db=$T/db.sqlite
sqlite3 "$db" "
	create table customers (id integer primary key, note text);
	create table full (id integer primary key);
	insert into full values (1), (2);
	create table wants (id bigint primary key, must text not null);
	create table computed (id bigint primary key,
		twice bigint generated always as (id * 2) stored);
	create view seen as select * from full"
before=$(sha256sum <"$db")

# untouched CLAIM
untouched()
{
	if [ "$(sha256sum <"$db")" != "$before" ]; then
		not_ok "$1: the database is unchanged" "the file differs"
	elif [ -n "$(find "$T" -name 'db.sqlite?*')" ]; then
		not_ok "$1: the database is unchanged" "$(ls "$T")"
	else
		ok "$1: the database is unchanged"
	fi
}

# refused STATUS REGEX ARG...: load with these arguments into the database
refused()
{
	local want=$1 says=$2

	shift 2
	run_cmd with_timeout 30 "$SEEDMILL" load --to "sqlite:$db" "$@" </dev/null
	is_status "$want" "${CLAIM:-$*}: exit $want"
	err_has "$says" "${CLAIM:-$*}: says why"
	is_equal "$(grep -c '^seedmill: ' <<<"$err")" 1 "${CLAIM:-$*}: says it once"
	untouched "${CLAIM:-$*}"
}

# ---- the command line --------------------------------------------------------

refused 2 'unknown option --sed' "$shop" --sed 4
refused 2 'did you mean --resume' "$shop" --resum
refused 2 'not an option of seedmill load' "$shop" --limit 4
refused 2 'one argument too many' "$shop" more
refused 2 'fix: seedmill load takes one PROFILE' "$shop" more
refused 2 'needs a PROFILE' ''
refused 2 'number from 0 on' "$shop" --seed -1
refused 2 'number from 1 to 256' "$shop" -j 0
refused 2 'needs a value' "$shop" --seed
refused 2 'number above 0' "$shop" --scale 0
refused 2 'fix: seedmill load --help' "$shop" --scale 0
refused 2 'TABLE=N' "$shop" --rows customers
refused 2 'count\|digest' "$shop" --verify everything
refused 2 'exclude each other' "$shop" --clean --append
refused 2 'takes a time' "$shop" --as-of yesterday
refused 2 'no size "larg", did you mean "large"' "$shop" --size larg
refused 2 'costumers.*customers' "$shop" --rows costumers=4
refused 2 'costumers.*customers' "$shop" --table costumers
refused 2 'cannot write the report' "$shop" --report "$T/no/such/folder/r.json"
refused 2 "not a target's URL|there is no target" "$shop" --to nonsense
refused 2 'there is no target|not a target' "$shop" --to oracle://h/d
refused 2 'names no database' "$shop" --to postgres://localhost/
refused 2 'NOT_SET_AT_ALL' "$shop" --to env:NOT_SET_AT_ALL

# ---- where it would go ---------------------------------------------------------

refused 5 'not confirmed: postgres://db.example.com/x' "$shop" \
	--to postgres://db.example.com/x
refused 5 'not confirmed: --clean' "$shop" --to postgres://db.example.com/x \
	--yes --clean
refused 5 '"y", the database is "x"' "$shop" --to postgres://db.example.com/x \
	--yes --clean --confirm y
refused 6 'Failed to connect to database after 1 attempt$' "$shop" \
	--to postgres://127.0.0.1:1/x --connect-attempts 1
refused 6 'there is no folder' "$shop" --to "sqlite:$T/none/x.sqlite"
refused 6 'cannot be used|not a database|cannot open' "$shop" --to sqlite:README.md

# ---- the profile ---------------------------------------------------------------

refused 3 'no-such.yaml' no-such.yaml
refused 3 'typo.yaml:12:9: customers.email: unknown key "tempalte", did you mean "template"' \
	profiles/typo.yaml

# profile STATUS REGEX CLAIM < the columns and keys of a table t
profile()
{
	local name=$T/p.yaml

	{
		printf 'version: 1\nname: p\ntables:\n'
		printf '  - name: %s\n    rows: 10\n' "${TABLE:-t}"
		cat
	} >"$name"
	CLAIM=$3 refused "$1" "$2" "$name"
}

profile 8 'to SQLite, Id and id are the same column' "columns that SQLite cannot tell apart" <<'END'
    columns:
      - {name: Id, type: int, serial: {}}
      - {name: id, type: int, serial: {}}
END
profile 8 'to SQLite, t and T are the same table' "tables that SQLite cannot tell apart" <<'END'
    columns: [{name: id, type: int, serial: {}}]
  - name: T
    rows: 10
    columns: [{name: id, type: int, serial: {}}]
END
profile 3 'p.yaml:8:[0-9]+: .*"bigit".*"bigint"' "an unknown type" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigit, serial: {}}
END
profile 3 'p.yaml:8:[0-9]+: .*(two|one|both|kinds)' "two kinds in one item" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}, int: {min: 1, max: 2}}
END
profile 3 'p.yaml:7:[0-9]+: .*t\.n' "min above max" <<'END'
    columns:
      - {name: n, type: int, int: {min: 5, max: 4}}
END
profile 3 'p.yaml:9:[0-9]+: .*t\.c' "a unique that cannot be" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: c, type: text, pick: {values: [a, b]}, unique: true}
END
profile 3 'p.yaml:9:[0-9]+: .*"nowhere"' "a reference to no table" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: r, type: bigint, ref: {table: nowhere}}
END
profile 3 'p.yaml:[0-9]+:[0-9]+: .*(cycle|itself|circle|depend)' "a cycle" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: a, type: int, expr: {text: "b + 1"}}
      - {name: b, type: int, expr: {text: "a + 1"}}
END
profile 3 'p.yaml:9:[0-9]+: .*(nobody|column)' "an expression over no column" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: a, type: int, expr: {text: "nobody + 1"}}
END
profile 3 'p.yaml:8:[0-9]+: .*t\.id' "more rows than the type has numbers" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: smallint, serial: {start: 32760}}
END
profile 3 'p.yaml:6:[0-9]+: .*nobody' "a key over no column" <<'END'
    primary_key: [nobody]
    columns:
      - {name: id, type: bigint, serial: {}}
END
profile 3 'p.yaml:[0-9]+:[0-9]+' "a name given twice" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: id, type: bigint, serial: {}}
END
profile 3 'p.yaml:[0-9]+:[0-9]+' "what is no YAML" <<'END'
    columns: [}
END
profile 3 'p.yaml:[0-9]+:[0-9]+.*first_nam.*first_name' "an unknown word list" <<'END'
    columns:
      - {name: w, type: text, words: {list: first_nam}}
END

# ---- the profile and the database -----------------------------------------------

refused 8 'Schema validation failed for customers: ' "$shop"

TABLE=full profile 4 'tables hold rows already: full 2' "a table with rows" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
END
TABLE=wants profile 8 'Schema validation failed for wants: column must' \
	"a column that must be filled" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
END
TABLE=computed profile 8 'Schema validation failed for computed: column twice' \
	"a generated column" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: twice, type: bigint, int: {min: 1, max: 2}}
END
TABLE=seen profile 8 'Schema validation failed for seen: ' "a view" <<'END'
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
END
