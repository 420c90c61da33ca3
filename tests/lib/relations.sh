# shellcheck shell=bash
# relations.sh - what tests/db/profiles/relations.yaml promises, asked in SQL
#
#     . tests/lib/relations.sh; relations NAME RUNS
#
# Needs lib.sh (or db.sh), and from whoever sources it `rows SQL`, its result with
# fields separated by |. RUNS is how often the profile was loaded, the second time
# and later with --append: all but the shape of trees holds for all runs together.

none() { is_equal "$(rows "select count(*) from $1")" 0 "$name: $2"; }
same_is() { is_equal "$(rows "select $1")" "$2" "$name: $3"; }

turns()
{
	same_is "count(*) from (select count(*) n from flights group by destination_id) x
		where n >= 1" $((40 * runs)) "each airport is some flight's destination"
	same_is "count(*) from (select count(*) n from flights group by destination_id
		having count(*) > 1000) x" "$runs" "though one has most of them"
	none "(select count(*) n from flights group by gate_id) x where n <> 100" \
		"those in turn have the same number each"
	none "flights where (gate_id - 1) % 40 <> (id - 1) % 40" "in order"
	none "flights where id <= 4000 and origin_id > 40 or id > 4000 and origin_id <= 40" \
		"rows of a run refer to those of the run"
	is_equal "$(rows "select count(*) > 2400 * $runs from flights where
		(origin_id - 1) % 40 between 6 and 13" | sed 's/^t$/1/')" 1 \
		"$name: a bell has two thirds within its stddev"
	none "flights f join airports a on a.id = f.destination_id where a.code <> f.destination" \
		"of several references to one table each has its own row"
}

trees()
{
	none "categories c join categories p on p.id = c.parent_id where p.id >= c.id" \
		"a tree's parents come before their children"
	same_is "count(*) from categories where parent_id is null" $((3 * runs)) "three roots"
	none "(select count(*) n from categories where parent_id is not null group by parent_id) x
		where n > 4" "nobody has more than four children"
	same_is "count(*) from (select count(*) n from categories where parent_id is not null
		group by parent_id having count(*) < 4) x" "$runs" "and but one has four or none"
	same_is "count(*) from units where above_id = id" "$runs" "a root may point to itself"
	rows "with recursive t(id, depth) as (select id, 1 from categories where parent_id is
		null union all select c.id, depth + 1 from categories c join t on c.parent_id = t.id)
		select depth, count(*) from t group by depth order by depth" >"$T/levels"
	is_equal "$(tr '\n' ' ' <"$T/levels")" \
		"1|$((3 * runs)) 2|$((12 * runs)) 3|$((48 * runs)) 4|$((192 * runs)) 5|$((245 * runs)) " \
		"$name: levels fill up one after the other, and all rows hang on a root"
}

scopes()
{
	none "tasks t join users u on u.id = t.assignee_id where u.tenant_id <> t.tenant_id" \
		"no task is given to another tenant's user"
	none "tasks t join boards b on b.id = t.board_id where b.tenant_id <> t.tenant_id" \
		"nor stands on another tenant's board, two tables down"
	none "tasks t where t.board_id is not null and not exists (select 1 from projects p
		where p.tenant_id = t.tenant_id)" "a tenant without boards has none to stand on"
	none "users u join users b on b.id = u.boss_id where b.tenant_id <> u.tenant_id or b.id >= u.id" \
		"bosses are earlier users of the tenant"
	same_is "count(*) from bookings b join seats s on s.tenant_id = b.tenant_id and s.no = b.seat_no" \
		$((1500 * runs)) "a key of two columns shares the tenant"
	none "notes n join tasks t on t.id = n.task_id where t.assignee_id <> n.reader_id" \
		"a row reached through a reference refers to the same one"
	is_equal "$(rows "select count(distinct t.assignee_id) * 10 > count(distinct u.id) * 9
		from users u left join tasks t on t.assignee_id = u.id" | sed 's/^t$/1/')" 1 \
		"$name: and nearly all of them are chosen"
}

tuples()
{
	same_is "count(*) from (select distinct user_id, category_id from memberships) x" \
		"$(rows "select count(*) from memberships")" "no tuple comes twice"
	is_equal "$(rows "select count(distinct user_id) * 10 > $(rows "select count(*) from users") * 9
		from memberships" | sed 's/^t$/1/')" 1 "$name: they are spread over all"
	same_is "count(*) from routes where from_id = to_id" $((40 * runs)) \
		"all tuples of a table with itself"
	none "friends where a_id >= b_id" "ordered ones begin with the earlier row"
	same_is "count(*) from (select distinct a_id, b_id from friends) x" \
		"$((runs * 300))" "and come once"
	none "routes r join airports a on a.id = r.from_id where a.code <> r.from_code" \
		"values come through a side as through a reference"
}

relations()
{
	name=$1
	runs=$2
	turns
	trees
	scopes
	tuples
}
