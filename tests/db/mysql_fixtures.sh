#!/usr/bin/env bash
# Literal rows and tenants in MySQL or MariaDB, by LOAD DATA and by INSERT.
. "$(dirname "$0")/../lib/mydb.sh"

P=tests/db/profiles/fixtures.yaml
"$SEEDMILL" load $P --to null: --report "$T/want.json" -q >/dev/null 2>&1
digests "$T/want.json" >"$T/want"

for how in "--connections 1" "--connections 2 --chunk-rows 7" "--no-local-infile"; do
	new_my
	# shellcheck disable=SC2086
	load $P $how --verify digest --report "$T/r.json"
	is_status 0 "$how: loads, and what is read back is what was sent"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$how: the digests are those without a database"
	is_equal "$(my "select mail, role, paid, born, hex(raw), ratio, active from users where id = 5000")" \
		"o'root@example.com|admin|-12.50|2024-02-29|00FF5C0A|0.25|0" "$how: literals arrive as they were written"
	is_equal "$(my "select boss, role, hex(mail), paid is null and since is null and born is null and token is null and doc is null and raw is null and active is null from users where id = 5001")" \
		"5000|null|746162096261636B5C736C6173680AC3A9|1" "$how: NULL is NULL and 'null' a text"
	is_equal "$(my "select count(*) from users u where spent <> (select sum(amount) from bills b where b.user_id = u.id)")" 0 \
		"$how: sums see fixtures"
	is_equal "$(my "select count(*) from bills b join users u on u.id = b.user_id join users s on s.id = b.seen_by
		where b.tenant_id <> u.tenant_id or b.tenant_id <> s.tenant_id")" 0 "$how: tenants never mix"
	my "insert into users(tenant_id, mail) values (1, 'next')"
	drop_my
done
