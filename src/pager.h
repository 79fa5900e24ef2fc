/*-------------------------------------------------------------------------
 *
 * pager.h
 *	  One stream of rows out of many pages of many lists and gets.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_PAGER_H
#define JOBS_PAGER_H

#include "postgres.h"

#include "api.h"
#include "row.h"
#include "stream.h"

typedef struct JobsPager JobsPager;

/*
 * No I/O before the first call of jobs_pager_next or jobs_pager_start.  Lives
 * in a child context of "owner"; "decoder" and "spec" must live as long.
 */
extern JobsPager *jobs_pager_create(MemoryContext owner, JobsApi *api,
									const JobsRowDecoder *decoder,
									const JobsPagerSpec *spec);

/*
 * Send the first requests without waiting; harmless when called again.
 */
extern void jobs_pager_start(JobsPager *pager);

/*
 * Would jobs_pager_next return without waiting?  Lets the requests go on, and
 * raises what jobs_pager_next raises.  The row that was handed out last stays
 * valid.
 */
extern bool jobs_pager_ready(JobsPager *pager);

/*
 * The next row, or NULL when all sources are at their end; "source" is set to
 * where it came from.  The row is valid until the next call.  Waits,
 * interruptibly.  Raises the faults of api.h, those of row.h, and
 *	 08P01	a page token that came twice; 1,000 empty pages in a row
 *	 54000	more than max_pages pages
 *	 42704	a project that does not exist
 *	 22023	a user's own filter that is refused
 *	 55000	a page token that is refused, once there have been pages
 */
extern const JobsRow *jobs_pager_next(JobsPager *pager,
									  const JobsSource **source);

/*
 * After the last row: was that all that the sources have, rather than all that
 * page_limit or limit let through?  Never raises.
 */
extern bool jobs_pager_is_complete(const JobsPager *pager);

/* Drop what is under way and free everything. */
extern void jobs_pager_free(JobsPager *pager);

/*
 * Has the service behind a server refused generated filters in this session?
 * Then it should not get any.
 */
extern bool jobs_pager_filters_off(Oid serverid);

/* Let them be tried again, on one server or with InvalidOid on all. */
extern void jobs_pager_forget(Oid serverid);

#endif							/* JOBS_PAGER_H */
