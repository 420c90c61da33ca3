#!/usr/bin/env bash
# What a table asks of its rows is proved before there is one: CHECKs, unique keys
# that fold case, partial and expression indexes, tuples and scopes. What is not
# proved is said, and the database agrees with both.
. "$(dirname "$0")/../lib/lib.sh"

db=$T/p.sqlite
sqlite3 "$db" "
	create table tenants (id integer primary key);
	create table items (
		id integer primary key,
		tenant_id bigint not null references tenants (id),
		sku text collate nocase not null,
		qty int not null constraint some check (qty between 1 and 50),
		price decimal(10,2) not null,
		cost decimal(10,2) not null check (cost <= price), -- of two (2) columns
		state text not null check (state in ('draft', 'paid', 'sent', 'old')),
		note varchar(40) check (note is null or length(note) <= 40),
		day date not null, desk int not null,
		main boolean not null,
		unique (day, desk),
		unique (tenant_id, sku));
	create unique index low on items (lower(sku), tenant_id);
	create unique index one_main on items (tenant_id, qty, desk, day) where main;
	create index plain on items (state)"
cat >"$T/p.yaml" <<'END'
version: 1
name: proofs
tables:
  - {name: tenants, rows: 30, primary_key: [id], columns: [{name: id, serial: {}}]}
  - name: items
    per: {table: tenants, min: 0, max: 40}
    primary_key: [id]
    columns:
      - {name: id, serial: {}}
      - {name: tenant_id, parent: {}}
      - {name: sku, pattern: {text: "?-#"}}
      - {name: qty, int: {min: 1, max: 50}}
      - {name: price, decimal: {min: 10, max: 90}}
      - {name: cost, expr: {text: "round(price / 2, 2)"}}
      - {name: state, type: "enum(draft, paid)", pick: {values: [draft, paid]}}
      - {name: note, text: {words_min: 2, words_max: 4, max_length: 40}, nulls: 0.2}
      - {name: day, date: {from: 2024-01-01, to: 2024-01-31}}
      - {name: desk, int: {min: 1, max: 60}}
      - {name: main, bool: {}}
END

run_cmd with_timeout 60 "$SEEDMILL" plan "$T/p.yaml" --to "sqlite:$db"
is_status 0 "a table that asks for much is planned"
out_lacks 'not proved' "nothing is left for the database to find out"
out_has 'items: .day, desk. is drawn jointly, so that it is unique$' \
	"a key without a unique column is drawn jointly"
out_has 'items: .tenant_id, sku. is drawn jointly, so that it is unique within its' \
	"within the tenant when the key has one"
run_cmd with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "sqlite:$db"
is_status 0 "and its rows are taken"
is_equal "$(sqlite3 "$db" "select count(*) > 300, count(distinct day || '/' || desk)
	= count(*), count(distinct lower(sku) || tenant_id) = count(*) from items")" \
	"1|1|1" "each pair comes once"
run_cmd with_timeout 60 "$SEEDMILL" verify "$T/p.yaml" --to "sqlite:$db"
is_status 0 "verify makes the same plan"
run_cmd with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "sqlite:$db" --clean -j 3 \
	--chunk-rows 100
is_status 0 "in chunks, by three workers, too"

# more rows than are looked at: ranges prove some, the rest is said
cat >"$T/big.yaml" <<'END'
version: 1
name: big
tables:
  - name: t
    rows: 5000000000
    primary_key: [id]
    columns:
      - {name: id, serial: {}}
      - {name: a, int: {min: 1, max: 9}}
      - {name: b, int: {min: 5, max: 20}}
      - {name: s, type: "enum(x, y)", pick: {values: [x, y]}, nulls: 0.1}
END
sqlite3 "$T/big.sqlite" "create table t (id integer primary key, a int not null,
	b int not null, s text, constraint proved check (a >= 1 and a < 10 or b > 30),
	constraint labels check (s in ('y', 'z', 'x')),
	constraint unknown check (a * b - a > 0),
	constraint strange check (a = 10 or printf('%d', b) <> '99'))"
run_cmd with_timeout 60 "$SEEDMILL" plan "$T/big.yaml" --to "sqlite:$T/big.sqlite"
is_status 0 "five thousand million rows are planned"
out_lacks 'CHECK proved' "ranges decide"
out_lacks 'CHECK labels' "labels decide, NULL is no matter"
out_has 'CHECK unknown is not proved.*its first 1,000,000 rows satisfy it' \
	"what they do not decide is looked at, and said"
out_has 'CHECK strange is not proved.*it is not understood' \
	"what is not understood is said"
