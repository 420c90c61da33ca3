# shellcheck shell=bash
# rollout.sh - what a seeding rollout is promised, whatever the database
#
#     . tests/lib/rollout.sh; rollout URL
#
# Needs lib.sh (or db.sh), and from whoever sources it
#     rows SQL             its result, fields separated by |
#     state                a fingerprint of all the database holds
# The database is empty before, and has the seven tables afterwards.

seven=tests/lib/seven.yaml
counts='vendors 5|clients 10|products 20|batches 30|orders 50|invoices 50|payments 30'

# "vendors 5|clients 10|..." as the database counts
counted()
{
	local table all=''

	for table in vendors clients products batches orders invoices payments; do
		all="$all|$table $(rows "select count(*) from $table")"
	done
	printf '%s\n' "${all#|}"
}

seed() { run_cmd with_timeout 60 "$SEEDMILL" load "$seven" --to "$url" "$@" </dev/null; }

dry_run()
{
	local before

	before=$(state)
	seed --size small --dry-run
	is_status 0 "$name: a dry run"
	is_equal "$(tail -n 1 <<<"$out")" \
		'7 tables, 195 rows; a dry run: nothing was written' "$name: says what there would be"
	is_equal "$(state)" "$before" "$name: and the database is as it was"
	seed --size small --clean --force --dry-run
	is_status 0 "$name: a dry run with --clean --force"
	is_equal "$(state)" "$before" "$name: touches nothing either"
}

whole_run()
{
	seed --clean --size small --force
	is_status 0 "$name: --clean --size small --force"
	is_equal "$(counted)" "$counts" "$name: seven tables have their rows"
	is_equal "$(grep -cE '^[1-7]/7 [a-z]+ +[0-9]+ of +[0-9]+ 100%' <<<"$err")" 7 \
		"$name: a line for each of 1/7 to 7/7"
	err_has '^3/7 products +20 of +20 100%' "$name: with its count"
	is_equal "$(tail -n 1 <<<"$err" | sed 's/, [0-9.]*s$//')" \
		'195 rows in 7 tables, 0 errors, 0 warnings' "$name: and a summary"
	is_equal "$(rows 'select count(*) from orders o left join clients c
		on c.id = o.client_id where c.id is null')" 0 "$name: no orphaned order"
	seed --size small
	is_status 4 "$name: a second load is refused"
	err_lacks 'rows in .* tables' "$name: and a refusal has no summary"
	seed --clean --size small -f -q
	is_equal "$status$out$err" 0 "$name: the same again converges, and -q says nothing"
	dry_run
}

one_table()
{
	local before

	before=$(state)
	seed --table clients --clean --force
	is_status 4 "$name: --table clients --clean with orders there"
	err_has 'cannot empty clients: orders refers to it' "$name: is refused by name"
	err_has -- '--table clients,orders,invoices,payments --clean$' \
		"$name: with the command that takes its children along"
	is_equal "$(state)" "$before" "$name: and nothing is gone"
	seed --table clients,orders,invoices,payments --clean --force -q
	is_status 0 "$name: which works"
	is_equal "$(counted)" "$counts" "$name: and leaves the others alone"
	seed --table products,invoices --clean --force
	is_status 4 "$name: children of two tables"
	err_has 'cannot empty products: batches refers' "$name: are named one after the other"
	rows 'delete from payments' >/dev/null
	rows 'delete from invoices' >/dev/null
	rows 'delete from orders' >/dev/null
	seed --table clients --clean --force
	is_status 0 "$name: without rows that refer to them"
	is_equal "$(rows 'select count(*) from clients')" 10 "$name: clients are 10 again"
	is_equal "$(tail -n 1 <<<"$err" | sed 's/, [0-9.]*s$//')" \
		'10 rows in 1 table, 0 errors, 0 warnings' "$name: as the summary says"
}

strangers()
{
	rows 'create table audit (client_id bigint references clients (id), note int)' >/dev/null
	seed --table clients --clean --force -q
	is_status 0 "$name: an empty table of others is not in the way"
	rows 'insert into audit values (null, 1)' >/dev/null
	seed --table clients --clean --force -q
	is_status 0 "$name: nor is one whose rows refer to nothing"
	rows 'insert into audit values (3, 2)' >/dev/null
	seed --table clients --clean --force
	is_status 4 "$name: one row that does is"
	err_has 'cannot empty clients: audit refers' "$name: and its table is named"
	err_has 'delete the rows of audit yourself' "$name: and left to whoever owns it"
	rows 'drop table audit' >/dev/null
	rows 'create table audit (client_id bigint references clients (id) on delete cascade)' >/dev/null
	rows 'insert into audit values (3)' >/dev/null
	seed --table clients --clean --force
	is_status 4 "$name: also where it would be deleted along"
	is_equal "$(rows 'select count(*) from audit')" 1 "$name: it stays"
	rows 'drop table audit' >/dev/null
}

without_parents()
{
	rows 'delete from clients' >/dev/null
	seed --table orders
	is_status 9 "$name: orders without clients"
	err_has 'orders.*: client_id refers to no row of clients\(id\)' \
		"$name: child, key and parent are named"
	err_has 'fix: clients first' "$name: what comes first"
	err_has 'parents and children anew: .*--clean$' "$name: and --clean"
	err_has '^0 rows in 0 tables, 1 error, ' "$name: the summary counts the error"
	is_equal "$(rows 'select count(*) from orders')" 0 "$name: no order is there"
	is_equal "$(rows "select count(*) from seedmill_run where status <> 'done'")" 0 \
		"$name: and no run is left open"
	seed --table clients -q
	seed --table orders -q
	is_status 0 "$name: with them it works"
}

skipped()
{
	local before value

	before=$(state)
	for value in 1 true TRUE True; do
		SKIP_SEEDING=$value seed --clean --force
		is_status 0 "$name: SKIP_SEEDING=$value"
		err_has '^warning: SKIP_SEEDING is deprecated. Use .seedmill load ... --if-empty. \(or do not start it\) instead\.' \
			"$name: warns"
		is_equal "$out" '' "$name: and does nothing"
	done
	is_equal "$(state)" "$before" "$name: really nothing"
	for value in 0 false yes ''; do
		SKIP_SEEDING=$value seed --clean --force -q
		is_equal "$status$err" 0 "$name: SKIP_SEEDING=$value is as if it were not"
	done
	is_equal "$(counted)" "$counts" "$name: and everything is there"
}

# rollout NAME URL
rollout()
{
	name=$1 url=$2
	dry_run
	whole_run
	one_table
	strangers
	without_parents
	skipped
}
