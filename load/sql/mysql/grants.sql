-- $1 privilege, $2 database: what we know of having it there.
--     1 we have it, or a role that may give it, or nobody tells us what we have
--     0 we have not
-- The database of a grant is a pattern.
select coalesce(current_role(), 'NONE') <> 'NONE'
	or not exists (select 1 from information_schema.user_privileges u
		where u.grantee = concat('''', substring_index(current_user(), '@', 1),
			'''@''', substring_index(current_user(), '@', -1), ''''))
	or exists (select 1 from information_schema.user_privileges u
		where u.privilege_type = $1
		and u.grantee = concat('''', substring_index(current_user(), '@', 1),
			'''@''', substring_index(current_user(), '@', -1), ''''))
	or exists (select 1 from information_schema.schema_privileges s
		where s.privilege_type = $1 and $2 like s.table_schema
		and s.grantee = concat('''', substring_index(current_user(), '@', 1),
			'''@''', substring_index(current_user(), '@', -1), ''''))
