#!/usr/bin/env bash
# A profile may be several files, leave out what its defaults say, and fix rows:
# what lands in the database is what is written.
. "$(dirname "$0")/../lib/lib.sh"

db=$T/f.sqlite
sql() { sqlite3 "$db" "$1"; }
seed() { run_cmd with_timeout 60 "$SEEDMILL" "$@"; }

mkdir "$T/shared"
cat >"$T/shared/people.yaml" <<'EOY'
version: 1
name: people
defaults:
  columns: [{name: id, type: bigint, serial: {}}]
  primary_key: [id]
tables:
  - name: users
    rows: 40
    fixtures:
      columns: [id, email, role, boss]
      rows:
        - [1000, admin@example.com, admin, null]
        - [2, ops@example.com, 'null', 1000]
    columns:
      - {name: email, type: varchar(40), unique: true, template: {text: "user{id}@example.org"}}
      - {name: role, type: varchar(9), nulls: 0.2, pick: {values: [guest]}}
      - {name: boss, type: bigint, ref: {table: users}, nulls: 0.5}
      - {name: boss_mail, copy: {from: boss.email}}
EOY
cat >"$T/main.yaml" <<'EOY'
version: 1
name: forms
seed: 3
include: [shared/people.yaml]
defaults:
  last_columns: [{name: created_at, timestamp: {}}]
  kinds: {timestamp: {from: 2020-01-01, to: 2020-12-31}}
tables:
  - name: notes
    rows: 500
    fixtures: {columns: [author], rows: [[1000], [1000], [1000]]}
    columns:
      - {name: author, type: bigint, ref: {table: users}}
      - {name: mail, copy: {from: author.email}}
EOY

seed load "$T/main.yaml" --to "sqlite:$db" --verify digest
is_status 0 "two files, defaults and fixtures load"
is_equal "$(sql "select id, email, role, boss is null from users where email like '%example.com' order by id")" \
	$'2|ops@example.com|null|0\n1000|admin@example.com|admin|1' "fixtures are in the table"
is_equal "$(sql "select count(*) from users where id between 3 and 40 and email = 'user' || id || '@example.org'")" 38 \
	"the other rows are made"
is_equal "$(sql "select count(*) from users u left join users b on b.id = u.boss where u.boss_mail is not b.email")" 0 \
	"paths lead to fixtures as to other rows"
is_equal "$(sql "select count(*) >= 3 from notes where author = 1000")" 1 "a reference is fixed by its key"
is_equal "$(sql "select count(*) from notes n join users u on u.id = n.author where n.mail = u.email")" 500 \
	"copies through it agree"
is_equal "$(sql "select group_concat(name) from pragma_table_info('users')")" \
	"id,email,role,boss,boss_mail,created_at" "default columns stand in front and behind"
is_equal "$(sql "select count(*) from notes where created_at < '2020-01-01' or created_at >= '2021-01-01'")" 0 \
	"kinds have their default arguments"

# by several jobs and chunks: the same rows
before=$(sql "select * from users; select * from notes" | sha256sum)
rm -f "$db"
seed load "$T/main.yaml" --to "sqlite:$db" --verify digest -j 4 --chunk-rows 7
is_status 0 "small chunks load"
is_equal "$(sql "select * from users; select * from notes" | sha256sum)" "$before" "chunks and jobs make no difference"

seed load "$T/main.yaml" --to "sqlite:$db" --append
is_status 0 "--append adds rows"
is_equal "$(sql "select count(*), count(*) filter (where email like '%example.com') from users")" "80|2" \
	"--append makes no fixtures again"

# one file with the same tables is the same run
{
	printf 'version: 1\nname: forms\nseed: 3\ndefaults:\n'
	printf '  columns: [{name: id, type: bigint, serial: {}}]\n  primary_key: [id]\n'
	sed -n '/^  last_columns/,/^  kinds/p' "$T/main.yaml"
	sed -n '/^tables/,$p' "$T/shared/people.yaml"
	sed -n '/^tables/,$p' "$T/main.yaml" | tail -n +2
} >"$T/one.yaml"
seed plan "$T/main.yaml"
many=$(grep fingerprint <<<"$out")
seed plan "$T/one.yaml"
is_equal "$(grep fingerprint <<<"$out")" "$many" "files make no difference to the fingerprint"

# what is wrong is told in its own file
sed -i 's/boss.email/boss.emial/' "$T/shared/people.yaml"
seed plan "$T/main.yaml"
is_status 3 "an error in an included file: exit 3"
err_has "shared/people.yaml:18:40: users.boss_mail: table users has no column \"emial\", did you mean \"email\"?" \
	"it is told in that file"
seed plan "$T/one.yaml" --rows users=1
is_status 3 "more fixtures than rows: exit 3"
err_has "users: fixtures has 2 rows, the table 1" "it says how many"


# ---- tenants -----------------------------------------------------------------

cat >"$T/tenants.yaml" <<'EOY'
version: 1
name: tenants
tenants: {table: orgs, count: 12}
defaults:
  columns:
    - {name: id, type: bigint, serial: {}}
    - {name: tenant_id, type: bigint, tenant: {}}
  primary_key: [id]
tables:
  - name: orgs
    columns:
      - {name: name, template: {text: "org{id}"}}
      - {name: jobs, count: {of: jobs}}
  - name: users
    rows: 5
    fixtures: {columns: [id, tenant_id, mail], rows: [[100000, 1, root@example.com]]}
    columns:
      - {name: mail, template: {text: "u{id}@example.org"}}
  - name: jobs
    rows: 8
    columns:
      - {name: owner, type: bigint, ref: {table: users}}
      - {name: owner_mail, copy: {from: owner.mail}}
      - {name: seen_by, type: bigint, ref: {table: users, same: none}}
  - name: steps
    per: {table: jobs, min: 0, max: 3}
    columns:
      - {name: job, type: bigint, parent: {}}
      - {name: done_by, type: bigint, ref: {table: users}}
EOY
db=$T/t.sqlite
seed load "$T/tenants.yaml" --to "sqlite:$db" --verify digest -j 3 --chunk-rows 9
is_status 0 "tenants load"
is_equal "$(sql "select count(*) from orgs; select count(*), min(n), max(n) from (select count(*) n from users group by tenant_id);
	select count(*), count(distinct tenant_id) from jobs")" $'12\n12|5|5\n96|12' "rows count for each tenant"
is_equal "$(sql "select count(*) from jobs j join users u on u.id = j.owner where u.tenant_id = j.tenant_id and u.mail = j.owner_mail")" 96 \
	"references stay with their tenant"
is_equal "$(sql "select count(*) > 40 from jobs j join users u on u.id = j.seen_by where u.tenant_id <> j.tenant_id")" 1 \
	"unless they say same: none"
is_equal "$(sql "select count(*) from steps s join jobs j on j.id = s.job join users u on u.id = s.done_by
	where s.tenant_id <> j.tenant_id or s.tenant_id <> u.tenant_id")" 0 "rows below a tenant's rows are its own"
is_equal "$(sql "select count(*) from jobs where owner_mail = 'root@example.com' and tenant_id <> 1")" 0 \
	"a tenant's fixture is seen by its own rows alone"
is_equal "$(sql "select count(*) from users where id = 100000 and mail = 'root@example.com' and tenant_id = 1")" 1 "the fixture is there"
is_equal "$(sql "select sum(o.jobs = (select count(*) from jobs j where j.tenant_id = o.id)) from orgs o")" 12 "tenants can sum up their rows"

rm -f "$db"
seed load "$T/tenants.yaml" --to "sqlite:$db" --tenants 300 --scale 2
is_status 0 "--tenants loads"
is_equal "$(sql "select (select count(*) from orgs), (select count(*) from users), (select count(*) from jobs)")" "300|3000|4800" \
	"--tenants and --scale multiply"
seed plan "$T/main.yaml" --tenants 3
is_status 2 "--tenants without tenants: exit 2"
err_has "the profile has no tenants" "it says so"
