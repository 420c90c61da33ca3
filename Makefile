# seedmill: `make help` lists the goals, `make flags` shows what is compiled how.
#
# Everything that is built goes to build/$(VARIANT)/, so that variants live side
# by side; the release variant is linked to ./seedmill and ./libseedmill.a.

VARIANT ?= release
PREFIX  ?= /usr/local
DESTDIR ?=
WERROR  ?= 1

# make's own default is "cc": spell out the compiler that the bars are for.
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif
AR ?= ar

VARIANTS := release debug asan tsan cover
ifeq ($(filter $(VARIANT),$(VARIANTS)),)
$(error VARIANT is one of $(VARIANTS), not "$(VARIANT)")
endif

B := build/$(VARIANT)
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

# A variable that is worked out once, and only if somebody asks: `make deps` has
# to work on a machine that has neither a compiler nor pkg-config yet.
once = $(eval $(1) := $(2))$($(1))

# ---- libraries -----------------------------------------------------------------
# By their pkg-config names. CORE is all that gen/ may use; the rest is for load/.
# A new client library is one more word in LOAD_LIBS and one line in .ci/deps.

CORE_LIBS := libxxhash libcyaml yaml-0.1
# MySQL and MariaDB: either client library, the first that is there.
MYSQL_LIB = $(call once,MYSQL_LIB,$(shell pkg-config --exists libmariadb \
	&& echo libmariadb || echo mysqlclient))
LOAD_LIBS = libpq sqlite3 yajl libzstd zlib $(MYSQL_LIB)

# -isystem: warnings in other people's headers are not ours to mend.
PKG_CFLAGS = $(call once,PKG_CFLAGS,$(patsubst -I%,-isystem %,\
	$(shell pkg-config --cflags $(CORE_LIBS) $(LOAD_LIBS))))
PKG_LIBS = $(call once,PKG_LIBS,$(shell pkg-config --libs $(CORE_LIBS) $(LOAD_LIBS)))
LIBS = $(PKG_LIBS) -lm -pthread

# ---- flags ---------------------------------------------------------------------

# $(call accepted,FLAGS): those of FLAGS that this compiler takes without a word.
accepted = $(shell for f in $(1); do $(CC) -Werror -O1 $$f -x c -fsyntax-only \
	/dev/null >/dev/null 2>&1 && echo $$f; done)

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
	-Wimplicit-fallthrough -Wdate-time \
	-Werror=format-security -Werror=implicit -Werror=int-conversion \
	-Werror=incompatible-pointer-types -Werror=date-time
WARN_MAYBE := -Wtrampolines -Wbidi-chars=any
ifeq ($(WERROR),1)
WARN += -Werror
endif

# What both compilers have, and what only some versions have (clang 14 has no
# -fzero-call-used-regs and takes -ftrivial-auto-var-init=zero with a password).
# Only the release is hardened this way: the sanitizers look closer themselves,
# and -fno-strict-overflow would hide from them the overflows they are to find.
HARDEN := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
	-fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing
HARDEN_MAYBE := -fstack-clash-protection -fcf-protection=full \
	-ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr

# FAST is for the folders every row passes through: loops worth unrolling.
OPT_release := -O2 $(HARDEN)
FAST_release := -O3
MAYBE_release := $(HARDEN_MAYBE)
OPT_debug := -Og -g3
OPT_asan := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
OPT_tsan := -O1 -fno-omit-frame-pointer -fsanitize=thread
# Counters are bumped by several threads at once.
OPT_cover := -O0 --coverage -fprofile-update=atomic
LINK_asan := -fsanitize=address,undefined
LINK_tsan := -fsanitize=thread
LINK_cover := --coverage

PROBED = $(call once,PROBED,$(call accepted,$(MAYBE_$(VARIANT)) $(WARN_MAYBE)))

# -ffp-contract=off: a fused multiply-add rounds once instead of twice, and the
# same row would then hold other bytes on another machine.
# -ffile-prefix-map: two builds in different folders give the same bytes.
CFLAGS = -std=gnu11 -g $(OPT_$(VARIANT)) -ffp-contract=off -fPIE -fexceptions \
	-pthread -ffile-prefix-map=$(CURDIR)=. $(WARN) $(PROBED)
CXXFLAGS = -std=c++17 -g -O1 -fPIE -Wall -Wextra $(filter -fsanitize=%,$(OPT_$(VARIANT)))
DEFS := -DSM_SHAREDIR='"$(PREFIX)/share/seedmill"'
LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed \
	-Wl,--no-copy-dt-needed-entries,--build-id=sha1 $(LINK_$(VARIANT))

INC := -Iinclude -I.
INC_GEN := $(INC) -Igen
INC_LOAD := $(INC) -Iload -I$(B)/gen-sql
# Newer cmocka has other names for what Debian 12's calls assert_in_range.
INC_TESTS := $(INC) -Igen -Iload -Itests/lib -I$(B)/gen-sql \
	-Wno-deprecated-declarations

# ---- sources -------------------------------------------------------------------

GEN_SRC := $(sort $(shell find gen -name '*.c'))
LOAD_SRC := $(sort $(shell find load -name '*.c'))
SQL_DIRS := $(patsubst %/,%,$(sort $(dir $(wildcard load/sql/*/*.sql))))
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c))
# What several test programs share: fixtures, and the C++ oracle for PCG.
HELP_SRC := $(filter-out $(UNIT_SRC),$(sort $(wildcard tests/unit/*.c tests/lib/*.c)))
HELP_CXX := $(sort $(wildcard tests/unit/*.cc tests/lib/*.cc))
# Programs that play a server or a network for the scripts.
FAKE_SRC := $(sort $(wildcard tests/fake/*.c))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/*.c))
BENCH_SRC := $(sort $(wildcard bench/micro/bench_*.c))
BENCH_HELP := $(filter-out $(BENCH_SRC),$(sort $(wildcard bench/micro/*.c)))
CLI_TESTS := $(sort $(wildcard tests/cli/*.sh))
DB_TESTS := $(sort $(wildcard tests/db/*.sh))
MYSQL_TESTS := $(filter tests/db/mysql_%,$(DB_TESTS))

GEN_OBJ := $(GEN_SRC:%.c=$(B)/%.o)
LOAD_OBJ := $(filter-out $(B)/load/main.o,$(LOAD_SRC:%.c=$(B)/%.o))
MAIN_OBJ := $(filter $(B)/load/main.o,$(LOAD_SRC:%.c=$(B)/%.o))
UNIT_OBJ := $(UNIT_SRC:%.c=$(B)/%.o)
HELP_OBJ := $(HELP_SRC:%.c=$(B)/%.o) $(HELP_CXX:%.cc=$(B)/%.o)
FAKE_OBJ := $(FAKE_SRC:%.c=$(B)/%.o)
FUZZ_OBJ := $(FUZZ_SRC:%.c=$(B)/%.o)
BENCH_OBJ := $(BENCH_SRC:%.c=$(B)/%.o)
BENCH_HELP_OBJ := $(BENCH_HELP:%.c=$(B)/%.o)
SQL_HDR := $(SQL_DIRS:load/sql/%=$(B)/gen-sql/sql_%.h)
UNIT_BIN := $(UNIT_OBJ:.o=)
FAKE_BIN := $(FAKE_OBJ:.o=)
BENCH_BIN := $(BENCH_OBJ:.o=)
FUZZ_BIN := $(B)/tests/fuzz/fuzz_profiles

CORE_LIB := $(B)/libseedmill.a
LOAD_LIB := $(B)/libload.a
HELP_LIB := $(if $(strip $(HELP_OBJ)),$(B)/libhelp.a)

# ---- build ---------------------------------------------------------------------

.PHONY: all lib
all: $(B)/seedmill $(CORE_LIB) ## build ./seedmill and ./libseedmill.a
lib: $(CORE_LIB) ## build the library alone
ifeq ($(VARIANT),release)
all: seedmill libseedmill.a
lib: libseedmill.a

# Links rather than copies: one binary, never an old one at the top.
seedmill libseedmill.a: %: $(B)/%
	@ln -sfn $< $@
endif

# Rewritten only when the flags differ from the last build's, so that another
# compiler, prefix or flag rebuilds, and the same ones do not.
.PHONY: FORCE
FORCE:
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$$FLAGS" | cmp -s - $@ || printf '%s\n' "$$FLAGS" >$@
$(B)/flags: export FLAGS = $(CC) $(CFLAGS) $(FAST_$(VARIANT)) $(DEFS) $(PKG_CFLAGS) \
	$(CXX) $(CXXFLAGS) $(LDFLAGS) $(LIBS)

$(B)/gen/%.o: INCLUDES = $(INC_GEN)
$(B)/load/%.o: INCLUDES = $(INC_LOAD)
$(B)/tests/%.o: INCLUDES = $(INC_TESTS)
$(B)/bench/%.o: INCLUDES = $(INC_TESTS)
$(B)/gen/op/%.o $(B)/gen/run/%.o $(B)/load/encode/%.o $(B)/bench/%.o: \
	FAST = $(FAST_$(VARIANT))

COMPILE = $(CC) $(CFLAGS) $(FAST) $(DEFS) $(INCLUDES) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	@echo "  CC      $<"
	@$(COMPILE)

$(B)/%.o: %.cc $(B)/flags
	@mkdir -p $(@D)
	@echo "  CXX     $<"
	@$(CXX) $(CXXFLAGS) $(INCLUDES) -MMD -MP -c -o $@ $<

# The queries are compiled in: load/sql/pg/*.sql becomes sql_pg.h.
$(LOAD_OBJ) $(MAIN_OBJ) $(UNIT_OBJ) $(HELP_OBJ) $(FUZZ_OBJ): | $(SQL_HDR)
.SECONDEXPANSION:
$(B)/gen-sql/sql_%.h: load/sql/sql2c.awk $$(wildcard load/sql/$$*/*.sql) load/sql/%
	@mkdir -p $(@D)
	@awk -f $< $(filter %.sql,$^) >$@

# Archives are made anew: `ar r` would keep the object of a file that is gone.
$(CORE_LIB): $(GEN_OBJ)
$(LOAD_LIB): $(LOAD_OBJ)
$(B)/libhelp.a: $(HELP_OBJ)
$(B)/%.a:
	@mkdir -p $(@D)
	@rm -f $@
	@$(AR) rcsD $@ $^

LINK = $(CC) $(CFLAGS) $(LDFLAGS) -o $@

$(B)/seedmill: $(MAIN_OBJ) $(LOAD_LIB) $(CORE_LIB)
	@echo "  LINK    $@"
	@$(LINK) $^ $(LIBS)

$(UNIT_BIN): %: %.o $(HELP_LIB) $(LOAD_LIB) $(CORE_LIB)
	@echo "  LINK    $@"
	@$(LINK) $^ -lcmocka $(if $(HELP_CXX),-lstdc++) $(LIBS)

$(BENCH_BIN): %: %.o $(BENCH_HELP_OBJ) $(LOAD_LIB) $(CORE_LIB)
	@echo "  LINK    $@"
	@$(LINK) $^ $(LIBS)

$(FUZZ_BIN): $(FUZZ_OBJ) $(LOAD_LIB) $(CORE_LIB)
	@echo "  LINK    $@"
	@$(LINK) $^ $(LIBS)

$(FAKE_BIN): %: %.o
	@echo "  LINK    $@"
	@$(LINK) $^

# Objects of tests are kept: make would take them for intermediate files.
.SECONDARY: $(UNIT_OBJ) $(FAKE_OBJ) $(FUZZ_OBJ) $(BENCH_OBJ) $(BENCH_HELP_OBJ)

-include $(patsubst %.o,%.d,$(GEN_OBJ) $(LOAD_OBJ) $(MAIN_OBJ) $(UNIT_OBJ) \
	$(HELP_OBJ) $(FAKE_OBJ) $(FUZZ_OBJ) $(BENCH_OBJ) $(BENCH_HELP_OBJ))

# ---- what is needed, and a first look --------------------------------------------

.PHONY: deps deps-test demo example
deps: ## install what the build needs, if anything is missing
	@.ci/deps build

deps-test: deps ## install what the tests need besides
	@.ci/deps test

# A make of its own: this one may have started before pkg-config was there.
SUBMAKE = +@$(MAKE) --no-print-directory VARIANT=$(VARIANT)

demo: deps ## build, fill a SQLite database, show that it reconciles
	$(SUBMAKE) all
	@mkdir -p build/demo
	@rm -f build/demo/shop.sqlite*
	./seedmill load profiles/shop.yaml --to sqlite:build/demo/shop.sqlite
	@echo
	./seedmill gen profiles/shop.yaml --out - --limit 3

# Against the installed headers and library, as a stranger would build it.
example: deps ## build and run the programs in docs/example/ that embed the library
	$(SUBMAKE) lib
	@mkdir -p build/example
	@set -e; for src in docs/example/*.c; do \
		bin=build/example/$$(basename $$src .c); \
		$(CC) -std=gnu11 -O2 -Wall -Wextra -pthread -Iinclude \
			$(PKG_CFLAGS) -o $$bin $$src libseedmill.a $(LIBS); \
		echo "$$bin:"; $$bin; done

# ---- checks ----------------------------------------------------------------------

.PHONY: check check-unit check-cli check-db check-mysql chaos tpch \
	schemas check-oracle-client determinism tests-built db-built san tsan fuzz fuzz-built \
	layers cover golden
RUN = @SEEDMILL=$(CURDIR)/$(B)/seedmill VARIANT=$(VARIANT) tests/lib/run.sh -o $(B)/logs

tests-built: all $(UNIT_BIN) $(FAKE_BIN)

db-built: all $(FAKE_BIN)

check: deps-test ## all tests; the last line is "N passed, N failed"
	$(SUBMAKE) tests-built
	$(RUN) $(UNIT_BIN) $(CLI_TESTS) tests/lib/layers.sh $(DB_TESTS)

check-unit: deps-test ## the unit tests
	$(SUBMAKE) tests-built
	$(RUN) $(UNIT_BIN)

check-cli: deps-test ## the command line and SQLite; no server
	$(SUBMAKE) all
	$(RUN) $(CLI_TESTS)

check-db: deps-test ## the tests that need a server: private ones are started
	$(SUBMAKE) db-built
	$(RUN) $(DB_TESTS)

# TPC-H at another scale factor, with its 22 queries, on every server there is.
tpch: deps-test ## TPC-H and its 22 queries at SCALE= (0.1) on every engine
	$(SUBMAKE) db-built
	$(RUN:@%=@TPCH_SCALE=$(or $(SCALE),0.1) TEST_TIMEOUT=1800 %) tests/db/mysql_tpch.sh

# A server for tests alone: they make databases and users, and set globals.
check-mysql: deps-test ## those for MySQL, on the server $SEEDMILL_TEST_MYSQL_URL names
	@[ -n "$$SEEDMILL_TEST_MYSQL_URL" ] || { echo "check-mysql: set" \
		"SEEDMILL_TEST_MYSQL_URL=mysql://root:PASSWORD@127.0.0.1:PORT/ to a MySQL" \
		"or MariaDB that tests may do anything with (tests/lib/mysql-root.sh starts" \
		"a MySQL); make check-db starts a MariaDB of its own" >&2; exit 2; }
	$(SUBMAKE) db-built
	$(RUN:@%=@MYURL="$$SEEDMILL_TEST_MYSQL_URL" %) $(MYSQL_TESTS)

chaos: deps-test ## kill -9 at ten random moments of a load into MariaDB, --resume after each
	$(SUBMAKE) all
	@SEEDMILL=$(CURDIR)/$(B)/seedmill VARIANT=$(VARIANT) tests/lib/pg.sh run tests/lib/mariadb.sh run \
		tests/chaos/mysql_kill.sh

# Others than last time with SCHEMA_SEED=; one that fails is shown whole, by its seed.
schemas: deps-test ## SCHEMAS= (1000) random schemas into SQLite, all promises asked in SQL
	$(SUBMAKE) all
	$(RUN:@%=@SCHEMAS=$(or $(SCHEMAS),1000) SCHEMA_SEED=$(or $(SCHEMA_SEED),4711) \
		SCHEMAS_TO=$(CURDIR)/bench/results/schemas.txt TEST_TIMEOUT=7200 %) \
		tests/cli/schemas.sh

# The same rows from other compilers and levels: "gcc-O0" is gcc with -O0.
DETERMINISM := gcc-O0 gcc-O2 gcc-O3 clang-O2
determinism: deps-test ## the same digests and bytes from gcc -O0, -O2, -O3 and clang -O2
	$(SUBMAKE) all
	+@set -e; for v in $(DETERMINISM); do $(MAKE) --no-print-directory \
		VARIANT=debug WERROR=0 CC=$${v%-*} OPT_debug=-$${v#*-} \
		B=build/determinism/$$v build/determinism/$$v/seedmill; done
	$(RUN:@%=@SEEDMILL_SHARE=$(CURDIR)/profiles TEST_TIMEOUT=1800 \
		DETERMINISM="$(DETERMINISM:%=$(CURDIR)/build/determinism/%/seedmill)" %) \
		tests/cli/determinism.sh

check-oracle-client: ## those, built with Oracle's client library in ROOT=folder
	@[ -n "$(ROOT)" ] || { echo "check-oracle-client: set ROOT= to a folder that" \
		"tests/lib/mysql-root.sh make FOLDER has made" >&2; exit 2; }
	@tests/lib/mysql-root.sh check "$(ROOT)"

san: ## all tests under the address and undefined-behaviour sanitizers
	+@$(MAKE) --no-print-directory VARIANT=asan check

tsan: ## all tests under the thread sanitizer
	+@$(MAKE) --no-print-directory VARIANT=tsan check

# The same texts for the same seed: FUZZ_SEED= goes elsewhere, FUZZ_SECONDS= longer.
FUZZ_PROFILES = $(wildcard profiles/*.yaml tests/db/profiles/*.yaml \
	tests/cli/impossible/*.yaml tests/lib/*.yaml)
fuzz: deps-test ## profiles changed at random, for FUZZ_SECONDS= (60), under the sanitizers
	+@$(MAKE) --no-print-directory VARIANT=asan fuzz-built
	@rm -rf build/fuzz && mkdir -p build/fuzz
	@ASAN_OPTIONS=allocator_may_return_null=1:quarantine_size_mb=8 \
		build/asan/tests/fuzz/fuzz_profiles $(or $(FUZZ_SECONDS),60) \
		$(or $(FUZZ_SEED),1) build/fuzz $(FUZZ_PROFILES)

fuzz-built: $(FUZZ_BIN)

layers: ## check who includes whom, and that gen/ allocates in one place
	@tests/lib/layers.sh

cover: ## all tests, then line coverage a folder
	@find build/cover -name '*.gcda' -delete 2>/dev/null || true
	+@$(MAKE) --no-print-directory VARIANT=cover check
	@tests/lib/cover.sh build/cover

golden: all $(B)/tests/unit/test_registry ## rewrite tests/golden/ from what the binary makes now
	@SEEDMILL_GOLDEN=1 $(B)/tests/unit/test_registry >/dev/null
	@SEEDMILL=$(CURDIR)/$(B)/seedmill tests/golden/update.sh

# Peers and seedmill in turn, RUNS=5 times each: bench/README.md says how to read
# the ratios. SCALE= sizes what is loaded: 100 makes 2.6 million rows of shop.
# TPC-H's benches take its scale factor: give SCALE to one bench at a time.
BENCHES := micro null lineitem eight sqlite postgres tpch mariadb limits

.PHONY: bench bench-built $(BENCHES:%=bench-%)
# One after the other, whatever -j says: they measure.
bench: ## all benches, into bench/results/ (about half an hour)
	+@set -e; for b in $(BENCHES); do $(MAKE) --no-print-directory bench-$$b; done

bench-micro: ## ns a value of each kind, ns a cell of each type
bench-null: ## rows to nowhere, beside a hand-written loop
bench-lineitem: ## TPC-H's lineitem to nowhere, beside a loop for it alone
bench-eight: ## all of TPC-H to nowhere, beside the same loop
bench-sqlite: ## rows into a SQLite file, beside sqlite3's .import
bench-postgres: ## rows into PostgreSQL, beside pgbench -i and psql's copy
bench-tpch: ## TPC-H into PostgreSQL and SQLite, beside copy and .import
bench-mariadb: ## TPC-H into MariaDB, beside LOAD DATA LOCAL
bench-limits: ## the first row, plans of many tables, memory of long runs

$(BENCHES:%=bench-%): bench-%: deps-test
	$(SUBMAKE) bench-built
	@SEEDMILL=$(CURDIR)/$(B)/seedmill BENCH_BIN=$(CURDIR)/$(B)/bench/micro \
		BENCH_CC="$$($(CC) --version | head -n 1)" bench/e2e/$*.sh

bench-built: all $(BENCH_BIN)

# ---- the rest --------------------------------------------------------------------

.PHONY: format install clean flags help
format: ## clang-format all C files in place
	@find include gen load tests bench docs -name '*.[ch]' -exec clang-format -i {} +

install: all ## install to $(DESTDIR)$(PREFIX): binary, library, headers, profiles
	install -D -m 755 $(B)/seedmill $(DESTDIR)$(PREFIX)/bin/seedmill
	install -D -m 644 $(CORE_LIB) $(DESTDIR)$(PREFIX)/lib/libseedmill.a
	install -d $(DESTDIR)$(PREFIX)/include/seedmill
	install -m 644 include/seedmill/*.h $(DESTDIR)$(PREFIX)/include/seedmill
	install -d $(DESTDIR)$(PREFIX)/share/seedmill/words
	install -m 644 $(wildcard profiles/*.yaml) $(DESTDIR)$(PREFIX)/share/seedmill
	install -m 644 profiles/words/*.txt $(DESTDIR)$(PREFIX)/share/seedmill/words
	@set -e; for dir in profiles/words/*/; do \
		to=$(DESTDIR)$(PREFIX)/share/seedmill/words/$$(basename $$dir); \
		install -d $$to; install -m 644 $$dir*.txt $$to; done

clean: ## remove all that was built
	rm -rf build seedmill libseedmill.a

flags: ## print compiler, flags and libraries of this variant
	@echo "variant  $(VARIANT) in $(B)/"
	@echo "compiler $(CC): $$($(CC) --version | head -n 1)"
	@echo "cflags   $(CFLAGS)"
	@echo "rows     $(FAST_$(VARIANT))    (added for gen/op gen/run load/encode bench)"
	@echo "ldflags  $(LDFLAGS)"
	@echo "libs     $(LIBS)"
	@for l in $(CORE_LIBS) $(LOAD_LIBS); do \
		echo "library  $$l $$(pkg-config --modversion $$l 2>/dev/null || echo not found)"; done

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  %-19s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  VARIANT=release|debug|asan|tsan|cover  CC=gcc|clang  WERROR=1|0  PREFIX= DESTDIR="
