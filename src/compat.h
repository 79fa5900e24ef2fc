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
#include "storage/latch.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"

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

/*
 * The user that a scan runs as when that is not the current one: moved from
 * the range table to the plan in 16 (commit a61b1f74823c).
 */
#if PG_VERSION_NUM >= 160000
#define jobs_compat_check_as_user(node) \
	(((ForeignScan *) (node)->ss.ps.plan)->checkAsUser)
#else
#define jobs_compat_check_as_user(node) \
	(exec_rt_fetch(((Scan *) (node)->ss.ps.plan)->scanrelid, \
				   (node)->ss.ps.state)->checkAsUser)
#endif

/* A module has said its name and version since 18 (commit 9324c8c58065). */
#ifdef PG_MODULE_MAGIC_EXT
#define JOBS_MODULE_MAGIC(its_name, its_version) \
	PG_MODULE_MAGIC_EXT(.name = its_name, .version = its_version)
#else
#define JOBS_MODULE_MAGIC(its_name, its_version) PG_MODULE_MAGIC
#endif

/*
 * What pg_stat_activity shows while a request is waited for: a name of our
 * own since 17 (commit c9af054653dd), "Extension" before.  May raise out of
 * shared memory for a new name.
 */
static inline uint32
jobs_compat_wait_event(void)
{
#if PG_VERSION_NUM >= 170000
	return WaitEventExtensionNew("JobsFdwRequest");
#else
	return PG_WAIT_EXTENSION;
#endif
}

/*
 * A wait event set for the life of the backend.  It belongs to a resource
 * owner, or none, since 17 (commit 50c67c2019ab), to a memory context before.
 */
static inline WaitEventSet *
jobs_compat_create_wait_set(int nevents)
{
#if PG_VERSION_NUM >= 170000
	return CreateWaitEventSet(NULL, nevents);
#else
	return CreateWaitEventSet(TopMemoryContext, nevents);
#endif
}

/* For files that include optimizer/pathnode.h before this file. */
#ifdef PATHNODE_H

/*
 * A path that scans one foreign table.  "is_refused" makes it the last that
 * the planner takes: by a count of what is disabled, which comes before all
 * costs, since 18 (commit e22253467942), by a cost beyond that of any disabled
 * path before.  17 added the clauses of joins that the wrapper does (commit
 * 9e9931d2bf40).
 */
static inline Path *
jobs_compat_foreign_path(PlannerInfo *root, RelOptInfo *rel, double rows,
						 bool is_refused, Cost startup, Cost total,
						 Relids required_outer)
{
#if PG_VERSION_NUM >= 180000
	return (Path *) create_foreignscan_path(root, rel, NULL, rows,
											is_refused ? 1 : 0, startup, total,
											NIL, required_outer, NULL, NIL,
											NIL);
#else
	Cost		extra = is_refused ? 1.0e12 : 0;

#if PG_VERSION_NUM >= 170000
	return (Path *) create_foreignscan_path(root, rel, NULL, rows,
											startup + extra, total + extra,
											NIL, required_outer, NULL, NIL,
											NIL);
#else
	return (Path *) create_foreignscan_path(root, rel, NULL, rows,
											startup + extra, total + extra,
											NIL, required_outer, NULL, NIL);
#endif
#endif
}

#endif							/* PATHNODE_H */

/* For files that include utils/selfuncs.h before this file. */
#ifdef SELFUNCS_H

/* It looks at statistics since 17 (commit 9391f71523b6). */
static inline double
jobs_compat_array_length(PlannerInfo *root, Node *array)
{
#if PG_VERSION_NUM >= 170000
	return estimate_array_length(root, array);
#else
	(void) root;
	return estimate_array_length(array);
#endif
}

#endif							/* SELFUNCS_H */

/*
 * The functions that print properties, and their state, got headers of their
 * own in 18 (commits 9173e8b60468 and c65bc2e1d14a).  For files that include
 * commands/explain.h before this file.
 */
#if defined(EXPLAIN_H) && PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif

/* A file that uses libcurl includes curl.h before this file. */
#ifdef LIBCURL_VERSION_NUM

/* CURLOPT_QUICK_EXIT, without which a cancel waits for the name server */
#if LIBCURL_VERSION_NUM < 0x075700
#error "jobs_fdw needs libcurl 7.87 or newer"
#endif

/* The code for too large headers is new in 8.6.0; until then it was another. */
#if LIBCURL_VERSION_NUM < 0x080600
#define CURLE_TOO_LARGE ((CURLcode) 100)
#endif

/*
 * Since 8.20.0 the resolver's threads belong to the multi handle, whose end
 * waits for them unless told otherwise.
 */
static inline CURLMcode
jobs_compat_quick_exit(CURLM *multi)
{
#if LIBCURL_VERSION_NUM >= 0x081400
	return curl_multi_setopt(multi, CURLMOPT_QUICK_EXIT, 1L);
#else
	(void) multi;
	return CURLM_OK;
#endif
}

#endif							/* LIBCURL_VERSION_NUM */

#endif							/* JOBS_COMPAT_H */
