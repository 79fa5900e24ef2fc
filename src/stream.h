/*-------------------------------------------------------------------------
 *
 * stream.h
 *	  One list as a chain of pages, or one get.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_STREAM_H
#define JOBS_STREAM_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "api.h"
#include "row.h"
#include "seen.h"

/* One thing to ask for: a list, or with "job" a get. */
typedef struct JobsSource
{
	const char *project;		/* a possible project id */
	const char *job;			/* a possible job id, NULL: list */
	const char *filter;			/* NULL: none */
	bool		filter_is_generated;	/* may be dropped if refused with 400 */
	const char *page_token;		/* where to begin; NULL: the start */
} JobsSource;

typedef struct JobsPagerSpec
{
	List	   *sources;		/* JobsSource *, no two equal */
	const char *list_fields;	/* fields parameter of list; NULL: all */
	const char *get_fields;		/* fields parameter of get; NULL: all */
	int			page_size;		/* pageSize of list */
	bool		single_page;	/* a pageToken was asked for: one page only */
	int64		limit;			/* rows wanted at most; -1: all */
	int			page_limit;		/* pages to ask for at most, of all sources
								 * together; 0: all there are */
	int			max_pages;		/* error beyond; of one source */
	int			max_active;		/* sources asked at the same time */
} JobsPagerSpec;

/*
 * A source while it is being asked.  Others read its members, only stream.c
 * changes them.
 */
typedef struct JobsStream
{
	MemoryContext context;		/* of all that belongs to the stream */
	JobsApi    *api;
	const JobsRowDecoder *decoder;
	const JobsPagerSpec *spec;
	const JobsSource *source;
	JobsCall   *call;			/* asks for the next page; NULL: nothing is
								 * under way */
	JobsCall   *refused;		/* the first page, with a generated filter
								 * that the service did not take */
	bool		unfiltered;		/* the generated filter is left out */
	bool		is_over;		/* there is nothing more to ask for */
	char	   *token;			/* of the next page; NULL: the start */
	bool		token_repeats;	/* it has led to an earlier page already */
	JobsSeen   *tokens;			/* those so far; NULL: none yet */
	int			pages;			/* read so far */
	int			empty_pages;	/* of these, without a row, the last ones */
} JobsStream;

/*
 * A stream in a child context of "owner"; what is given to it must live as
 * long.  No I/O.
 */
extern JobsStream *jobs_stream_create(MemoryContext owner, JobsApi *api,
									  const JobsRowDecoder *decoder,
									  const JobsPagerSpec *spec,
									  const JobsSource *source);

/*
 * Ask for the next page, of a stream that is neither over nor asking already.
 * Raises what jobs_api_start raises and, since the list can't be had to its
 * end,
 *	 08P01	the page token came before
 *	 54000	more than max_pages pages
 */
extern void jobs_stream_ask(JobsStream *stream);

/*
 * May the next page be asked for although the last one has not been used yet?
 * Not from the first page on, so that one page costs one request, and not
 * where asking would raise: perhaps nobody wants more.
 */
extern bool jobs_stream_may_run_ahead(const JobsStream *stream);

/* How many rows may what is under way bring? */
extern int64 jobs_stream_expects(const JobsStream *stream);

/*
 * Read the answer of a call that is over: a page in the current context, or
 * NULL if the page must be asked for again, now without the generated filter.
 * Raises
 *	 42704	a project that does not exist
 *	 22023	a filter that is refused
 *	 55000	a page token that is refused
 *	 08P01	the last of a thousand empty pages
 *	 and what row.h and other faults raise
 */
extern JobsPage *jobs_stream_read(JobsStream *stream);

/* Drop what is under way and free everything. */
extern void jobs_stream_free(JobsStream *stream);

/*
 * The first request of a source, as EXPLAIN shows it.  palloc'd in the current
 * context.
 */
extern char *jobs_stream_describe(const JobsService *service,
								  const JobsSource *source, int page_size);

#endif							/* JOBS_STREAM_H */
