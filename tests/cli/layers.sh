#!/usr/bin/env bash
# A tree that breaks every layer rule once: the checker has to find each.
. "$(dirname "$0")/../lib/lib.sh"

mkdir -p "$T/tree/include/seedmill" "$T/tree/gen/base" "$T/tree/gen/op" \
	"$T/tree/load/target" || exit 1

put() { mkdir -p "$T/tree/$(dirname "$1")"; printf '%s\n' "${@:2}" >"$T/tree/$1"; }
check_tree() { run_cmd tests/lib/layers.sh "$T/tree"; }

put include/seedmill/base.h '#include <stdint.h>'
put include/seedmill/op.h '#include <cyaml/cyaml.h>' '#include "seedmill/base.h"'
put gen/op/ops_private.h '#include "seedmill/op.h"'
put gen/op/op_int.c '#include "ops_private.h"' '/* free() is called free( */' \
	'static const char *s = "malloc(1)";' 'sm_free(p); x->free(p);'
put gen/base/alloc.c '#include <stdlib.h>' 'p = malloc(n);'
put load/target/target_private.h '#include <libpq-fe.h>'
put load/target/target_pg.c '#include "target/target_private.h"' '#include "sql_pg.h"'
check_tree
is_status 0 "a tree that keeps the rules passes"
is_equal "$(grep -c '^ok' <<<"$out")" 7 "with seven rules looked at"

# breach FILE LINE PATTERN CLAIM: add a line that breaks a rule, take it back
breach()
{
	cp "$T/tree/$1" "$T/kept"
	printf '%s\n' "$2" >>"$T/tree/$1"
	check_tree
	if [ "$status" = 1 ] && grep -qE "^#   $3" <<<"$out" &&
	   [ "$(grep -c '^not ok' <<<"$out")" = 1 ]; then
		ok "$4"
	else
		not_ok "$4" "$(last_run)"
	fi
	cp "$T/kept" "$T/tree/$1"
}

breach include/seedmill/base.h '#include <sqlite3.h>' \
	'include/seedmill/base.h:2:' "a client library in include/ is found"
breach include/seedmill/base.h '#include <cyaml/cyaml.h>' \
	'include/seedmill/base.h:2:' "cyaml outside op.h is found"
breach include/seedmill/base.h '#include "gen/op/ops_private.h"' \
	'include/seedmill/base.h:2: .* is in gen' "a private header in include/ is found"
breach gen/op/op_int.c '#include <libpq-fe.h>' \
	'gen/op/op_int.c:5:' "a client library in gen/ is found"
breach gen/op/op_int.c '# include <sys/socket.h>' \
	'gen/op/op_int.c:5:' "a socket in gen/ is found"
breach gen/op/op_int.c '#include "load/target/target_private.h"' \
	'gen/op/op_int.c:5: .* is in load' "a header of load/ in gen/ is found"
breach gen/op/op_int.c '#include "../../load/target/target_private.h"' \
	'gen/op/op_int.c:5: .* is in load' "whatever way it is spelled"
breach gen/op/op_int.c '#include "nobody.h"' \
	'gen/op/op_int.c:5: .* is in nowhere' "a header that is not there is found"
breach load/target/target_pg.c '#include "../../gen/op/ops_private.h"' \
	'load/target/target_pg.c:3: .* is in gen' "a header of gen/ in load/ is found"
breach gen/op/op_int.c 'p = realloc (p, n);' \
	'gen/op/op_int.c:5:' "an allocation outside alloc.c is found"
