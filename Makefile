# jobs_fdw: google.ml.jobs as a foreign table
#
#   make, make install, make installcheck   as for any PGXS extension
#   make demo     install what is missing, show it on a throwaway server
#   make test     install what is missing, run all tests
#   make lint     layout and static analysis
#   make matrix   all tests on other versions of PostgreSQL, as root on Debian
#   make emulator the service's stand-in, for trying and testing

EXTENSION = jobs_fdw
MODULE_big = jobs_fdw
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" jobs_fdw.control)
DATA = $(wildcard sql/jobs_fdw--*.sql)
OBJS = $(patsubst %.c,%.o,jobs_fdw.c $(wildcard src/*.c))
REGRESS = $(filter-out jobs_fdw--%,$(patsubst sql/%.sql,%,$(wildcard sql/*.sql)))

# Every psql of the suite gets an emulator of its own; C and UTF-8 so that
# ORDER BY does not depend on the cluster.
REGRESS_OPTS = --launcher=src/test/with_emulator --encoding=UTF8 --no-locale

EMULATOR = src/test/emulator/emulator
EMULATOR_OBJS = $(patsubst %.c,%.o,$(wildcard src/test/emulator.c src/test/emulator/*.c))

# A packager with a compiler newer than ours may say WERROR=
WERROR = -Werror
WARNINGS = -Wall -Wextra -Wmissing-prototypes -Wdeclaration-after-statement $(WERROR)

EXTRA_CLEAN = $(EMULATOR) $(EMULATOR_OBJS) \
	$(OBJS:.o=.d) $(EMULATOR_OBJS:.o=.d) tmp_check

# These install what they need, so they must not demand it.
HOUSE = demo test lint matrix
ifneq ($(filter-out $(HOUSE),$(or $(MAKECMDGOALS),all)),)

ifeq ($(filter clean,$(MAKECMDGOALS)),)
# $(call need,pkg-config module,least version,Debian package)
need = $(if $(shell pkg-config --exists '$(1) >= $(2)' 2>/dev/null && echo yes),,\
	$(error jobs_fdw needs $(1) $(2) or newer: install the package $(3)))
ifeq ($(shell command -v pkg-config 2>/dev/null),)
$(error jobs_fdw needs pkg-config to find its libraries: install the package pkg-config)
endif
$(call need,libcurl,7.87,libcurl4-openssl-dev)
$(call need,json-c,0.15,libjson-c-dev)
$(call need,libcrypto,3.0,libssl-dev)
endif

SHLIB_LINK = $(shell pkg-config --libs libcurl json-c libcrypto)

# The server's headers come first as -isystem, which wins over PGXS's -I: what
# they do is not for our warnings to judge.  PostgreSQL 15 leaves PGDLLEXPORT
# empty, which hidden visibility would turn into a module without entry points.
PG_CONFIG = pg_config
PG_CPPFLAGS = -isystem $(shell $(PG_CONFIG) --includedir-server) \
	'-DPGDLLEXPORT=__attribute__((visibility("default")))' \
	'-DJOBS_VERSION="$(EXTVERSION)"' $(shell pkg-config --cflags libcurl json-c libcrypto)

# clang is given the flags that PostgreSQL was built with by gcc
PG_CFLAGS = -fvisibility=hidden $(WARNINGS) $(if $(findstring clang,$(CC)),\
	-Wno-unknown-warning-option -Wno-ignored-optimization-argument)

PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifeq ($(wildcard $(PGXS)),)
$(error jobs_fdw is built with PGXS: install the package postgresql-server-dev-N for your PostgreSQL N, or set PG_CONFIG)
endif
include $(PGXS)

# PGXS does not track headers, nor what is defined above
$(OBJS): jobs_fdw.control
$(OBJS): override CFLAGS += -MMD -MP
-include $(OBJS:.o=.d)

installcheck: emulator

# The TAP tests start servers of their own and need IPC::Run, while
# installcheck promises to need only the running server.
tapcheck: PROVE_TESTS ?= src/test/t/*.pl
tapcheck: emulator
	$(prove_installcheck)

emulator: $(EMULATOR)

$(EMULATOR_OBJS): %.o: %.c
	$(if $(shell pkg-config --exists libmicrohttpd zlib libssl && echo yes),,\
		$(error the emulator needs the packages libmicrohttpd-dev, zlib1g-dev and libssl-dev))
	$(CC) -std=gnu11 -D_GNU_SOURCE -O2 -g -pthread -MMD -MP $(WARNINGS) -Isrc/test/emulator \
		$(shell pkg-config --cflags libmicrohttpd json-c libssl libcrypto zlib) -c -o $@ $<

$(EMULATOR): $(EMULATOR_OBJS)
	$(CC) -g -pthread -o $@ $^ \
		$(shell pkg-config --libs libmicrohttpd json-c libssl libcrypto zlib) -lm

-include $(EMULATOR_OBJS:.o=.d)

endif

demo:
	@src/test/demo

test:
	@src/test/run

lint:
	@src/test/lint

matrix:
	@src/test/matrix $(MAJORS)

.PHONY: $(HOUSE) emulator tapcheck
