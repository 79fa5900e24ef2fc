/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Differences between the versions of PostgreSQL and libcurl.
 *
 * The only file that looks at a version number.  Code elsewhere is written
 * for the newest interface; this file gives the older versions the same one.
 * Include it after postgres.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_COMPAT_H
#define JOBS_COMPAT_H

#if PG_VERSION_NUM < 150000
#error "jobs_fdw needs PostgreSQL 15 or newer"
#endif

#include "fmgr.h"

/* varatt.h was split from postgres.h in 16 (commit d952373a987b). */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/*
 * SQL-callable functions are exported from a module that is otherwise built
 * with hidden visibility; before 16 PG_FUNCTION_INFO_V1 exports only its
 * own record (commit 089480c07705).
 */
#if PG_VERSION_NUM >= 160000
#define JOBS_FUNCTION(name) PG_FUNCTION_INFO_V1(name)
#else
#define JOBS_FUNCTION(name) \
	PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); \
	PG_FUNCTION_INFO_V1(name)
#endif

/* pg_attribute_noreturn() became pg_noreturn in 18 (commit 0a20ff54f5e6). */
#define JOBS_NORETURN __attribute__((noreturn))

#endif							/* JOBS_COMPAT_H */
