#!/usr/bin/env bash
# profiles/saas.yaml: organisations that never mix, and nothing before its time.
. "$(dirname "$0")/../lib/lib.sh"

db=$T/saas.sqlite
load() { run_cmd with_timeout 60 "$SEEDMILL" load profiles/saas.yaml --to "sqlite:$db" "$@"; }

# none WHAT QUERY: the query counts what must not be there
none() { is_equal "$(sqlite3 "$db" "select count(*) from $2")" 0 "$1"; }

looks_right()
{
	none "no project has an owner of another organisation, or one who came later" \
		"projects p join users u on u.id = owner_id
		where u.org_id <> p.org_id or u.created_at > p.created_at"
	none "no task has people of another organisation, or who came later" \
		"tasks t join users u on u.id in (reporter_id, assignee_id)
		where u.org_id <> t.org_id or u.created_at > t.created_at"
	none "no comment answers one of another task, or a later one" \
		"comments c join comments p on p.id = c.parent_id
		where p.task_id <> c.task_id or p.created_at > c.created_at"
	for subject in project task user; do
		none "the log says nothing of a $subject of others, or before it was there" \
			"audit_log a join ${subject}s s on s.id = subject_id
			where subject_type = '$subject'
			and (s.org_id <> a.org_id or s.created_at > a.at)"
		none "and every $subject in it is one" \
			"audit_log where subject_type = '$subject'
			and subject_id not in (select id from ${subject}s)"
	done
	none "no handle comes twice in an organisation" \
		"(select 1 from users group by org_id, handle having count(*) > 1)"
	none "projects count their open tasks" \
		"projects p where tasks_open <> (select count(*) from tasks t
		where t.project_id = p.id and status <> 'done')"
	none "and add up their hours" \
		"projects p where abs(hours_spent - (select coalesce(sum(hours), 0)
		from tasks t where t.project_id = p.id)) > 0.01"
}

load
is_status 0 "it loads"
is_equal "$(sqlite3 "$db" 'select count(*) from orgs')" 20 "20 organisations"
is_equal "$(sqlite3 "$db" "select id || email from users where last_name = 'Admin'")" \
	1admin@example.com "the first user is the one that was written out"
looks_right
load --clean --tenants 3 --size small
is_status 0 "--tenants and a size go together"
is_equal "$(sqlite3 "$db" 'select count(*) from orgs')" 3 "and there are so many"
looks_right

load --append
is_status 3 "--append would give the roles a second time"
err_has "leave this table out: --table names the others" "and says how not to"
load --append --seed 5 --table orgs,users,user_roles,projects,tasks,comments,audit_log
is_status 0 "without them it adds organisations"
looks_right
