/*-------------------------------------------------------------------------
 *
 * pager.c
 *	  One stream of rows out of many pages of many lists and gets.
 *
 * Decides when to ask for what, which page is handed out next, and which of
 * its rows have been there before.  Must not know how a page is asked for or
 * read (stream.c) nor what the rows are for.
 *
 * Pages are handed out as they come, in the order of their sources where
 * several are there.  A source has at most one page that is being handed out
 * and one under way, so memory depends on page_size and max_active alone, not
 * on how much there is to read.  The set of jobs met so far is bounded by
 * work_mem.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "pager.h"
#include "peer.h"
#include "seen.h"

/* Where a pager stands. */
typedef enum PagerState
{
	PAGER_ON_ROW,				/* the next row is at hand */
	PAGER_WAITING,				/* something under way must end first */
	PAGER_AT_END
} PagerState;

struct JobsPager
{
	MemoryContext context;		/* of all that belongs to the pager */
	JobsApi    *api;
	const JobsRowDecoder *decoder;
	const JobsPagerSpec *spec;
	int			next_source;	/* index of the first not yet asked */
	List	   *streams;		/* JobsStream *, in the order of sources */
	List	   *whole;			/* char *, projects listed without the
								 * generated filter of a source */
	int64		delivered;		/* rows handed out */
	int			asked;			/* pages asked for */

	/* the page being handed out */
	JobsPage   *page;			/* NULL: none */
	MemoryContext page_context;
	int			row;			/* index of the next one */
	bool		on_row;			/* which is known to be new */
	const JobsSource *source;
	JobsStream *held;			/* may not run ahead of this page; or NULL */

	MemoryContext used_page;	/* may have the row handed out last; or NULL */
	JobsSeen   *jobs;			/* those met so far; NULL: none yet */
	bool		jobs_full;		/* and the user knows */
};

static PagerState advance(JobsPager *pager);
static bool is_asking(const JobsPager *pager);
static bool find_row(JobsPager *pager);
static bool is_repeated(JobsPager *pager, const JobsRow *row);
static void drop_page(JobsPager *pager);
static void keep_asking(JobsPager *pager);
static void ask(JobsPager *pager, JobsStream *stream);
static bool wants_more(const JobsPager *pager);
static bool is_redundant(JobsPager *pager, const JobsStream *stream);
static bool take_page(JobsPager *pager);
static void read_page(JobsPager *pager, JobsStream *stream);
static void drop_stream(JobsPager *pager, JobsStream *stream);

JobsPager *
jobs_pager_create(MemoryContext owner, JobsApi *api,
				  const JobsRowDecoder *decoder, const JobsPagerSpec *spec)
{
	MemoryContext context = AllocSetContextCreate(owner, "jobs_fdw pager",
												  ALLOCSET_SMALL_SIZES);
	JobsPager  *pager = MemoryContextAllocZero(context, sizeof(JobsPager));

	pager->context = context;
	pager->api = api;
	pager->decoder = decoder;
	pager->spec = spec;
	return pager;
}

void
jobs_pager_start(JobsPager *pager)
{
	keep_asking(pager);
}

bool
jobs_pager_ready(JobsPager *pager)
{
	return advance(pager) != PAGER_WAITING;
}

const JobsRow *
jobs_pager_next(JobsPager *pager, const JobsSource **source)
{
	PagerState	state;

	if (pager->used_page != NULL)
		MemoryContextDelete(pager->used_page);
	pager->used_page = NULL;

	while ((state = advance(pager)) == PAGER_WAITING)
		jobs_api_pause(pager->api);
	if (state == PAGER_AT_END)
		return NULL;

	pager->delivered++;
	pager->on_row = false;
	*source = pager->source;
	return &pager->page->rows[pager->row++];
}

bool
jobs_pager_is_complete(const JobsPager *pager)
{
	return pager->streams == NIL &&
		pager->next_source == list_length(pager->spec->sources) &&
		!pager->on_row;
}

void
jobs_pager_free(JobsPager *pager)
{
	MemoryContextDelete(pager->context);
}

bool
jobs_pager_filters_off(Oid serverid)
{
	return jobs_peer_get(serverid)->filters_off;
}

void
jobs_pager_forget(Oid serverid)
{
	jobs_peer_forget(serverid);
}

/*
 * Go on as far as possible without waiting.
 */
static PagerState
advance(JobsPager *pager)
{
	const JobsPagerSpec *spec = pager->spec;

	for (;;)
	{
		if (spec->limit >= 0 && pager->delivered >= spec->limit)
			return PAGER_AT_END;
		if (find_row(pager))
			return PAGER_ON_ROW;
		drop_page(pager);
		keep_asking(pager);
		if (!is_asking(pager))
			return PAGER_AT_END;
		if (!take_page(pager))
			return PAGER_WAITING;
	}
}

static bool
is_asking(const JobsPager *pager)
{
	ListCell   *lc;

	foreach(lc, pager->streams)
	{
		if (((const JobsStream *) lfirst(lc))->call != NULL)
			return true;
	}
	return false;
}

/*
 * Move to the next row of the page, past those that have been there before.
 * False if there is none.
 */
static bool
find_row(JobsPager *pager)
{
	if (pager->page == NULL)
		return false;
	while (!pager->on_row && pager->row < pager->page->nrows)
	{
		if (is_repeated(pager, &pager->page->rows[pager->row]))
			pager->row++;
		else
			pager->on_row = true;
	}
	return pager->on_row;
}

/*
 * Has this row been handed out before?  It is asked once about each: jobs of
 * one project may come from several of its lists, and a list that changes
 * while it is read may show a job twice.
 */
static bool
is_repeated(JobsPager *pager, const JobsRow *row)
{
	/* a get is asked once and answers once */
	if (pager->source->job != NULL || row->job == NULL)
		return false;
	if (pager->jobs == NULL)
		pager->jobs = jobs_seen_create(pager->context,
									   work_mem * INT64CONST(1024));

	switch (jobs_seen_add(pager->jobs, pager->source->project, row->job))
	{
		case JOBS_SEEN_BEFORE:
			return true;
		case JOBS_SEEN_FULL:
			if (!pager->jobs_full)
				ereport(NOTICE,
						(errmsg("too many jobs to remember them all: one that the service lists twice may now appear twice"),
						 errhint("Raise work_mem.")));
			pager->jobs_full = true;
			return false;
		case JOBS_SEEN_NEW:
			return false;
	}
	return false;
}

/*
 * Done with a page.  Its last row may be in use until the next is asked for;
 * if there is such a page already, then this one's rows have not been.
 */
static void
drop_page(JobsPager *pager)
{
	if (pager->page == NULL)
		return;
	if (pager->used_page == NULL)
		pager->used_page = pager->page_context;
	else
		MemoryContextDelete(pager->page_context);
	pager->page_context = NULL;
	pager->page = NULL;
	pager->held = NULL;
}

/*
 * Ask for what is worth asking at this point: next pages first, then other
 * sources, and never for more rows than are wanted.
 */
static void
keep_asking(JobsPager *pager)
{
	const JobsPagerSpec *spec = pager->spec;
	ListCell   *lc;

	foreach(lc, pager->streams)
	{
		JobsStream *stream = lfirst(lc);

		if (stream->call == NULL && stream != pager->held &&
			wants_more(pager))
			ask(pager, stream);
	}

	while (pager->next_source < list_length(spec->sources) &&
		   list_length(pager->streams) < spec->max_active &&
		   wants_more(pager))
	{
		const JobsSource *source = list_nth(spec->sources, pager->next_source);
		JobsStream *stream = jobs_stream_create(pager->context, pager->api,
												pager->decoder, spec, source);
		MemoryContext old;

		pager->next_source++;
		if (stream->unfiltered && is_redundant(pager, stream))
		{
			jobs_stream_free(stream);
			continue;
		}
		old = MemoryContextSwitchTo(pager->context);
		pager->streams = lappend(pager->streams, stream);
		MemoryContextSwitchTo(old);
		ask(pager, stream);
	}
}

static void
ask(JobsPager *pager, JobsStream *stream)
{
	jobs_stream_ask(stream);
	pager->asked++;
}

/*
 * Are more rows wanted than those at hand and under way may turn out to be?
 */
static bool
wants_more(const JobsPager *pager)
{
	int64		rows = pager->delivered;
	ListCell   *lc;

	if (pager->spec->page_limit > 0 &&
		pager->asked >= pager->spec->page_limit)
		return false;
	if (pager->spec->limit < 0)
		return true;
	if (pager->page != NULL)
		rows += pager->page->nrows - pager->row;
	foreach(lc, pager->streams)
		rows += jobs_stream_expects(lfirst(lc));
	return rows < pager->spec->limit;
}

/*
 * Several lists of one project differ by their filters alone.  When these are
 * left out, one of them is all of them.
 */
static bool
is_redundant(JobsPager *pager, const JobsStream *stream)
{
	const JobsSource *source = stream->source;
	ListCell   *lc;
	MemoryContext old;

	if (source->page_token != NULL)
		return false;
	foreach(lc, pager->whole)
	{
		if (strcmp(lfirst(lc), source->project) == 0)
			return true;
	}
	old = MemoryContextSwitchTo(pager->context);
	pager->whole = lappend(pager->whole, pstrdup(source->project));
	MemoryContextSwitchTo(old);
	return false;
}

/*
 * Read the first answer that has come, in the order of the sources.  False if
 * none has.
 */
static bool
take_page(JobsPager *pager)
{
	ListCell   *lc;

	jobs_api_progress(pager->api);
	foreach(lc, pager->streams)
	{
		JobsStream *stream = lfirst(lc);

		if (stream->call != NULL && jobs_api_is_over(stream->call))
		{
			read_page(pager, stream);
			return true;
		}
	}
	return false;
}

/*
 * Read an answer, and have asked for what is worth it before the first of its
 * rows is handed out.
 */
static void
read_page(JobsPager *pager, JobsStream *stream)
{
	MemoryContext context = AllocSetContextCreate(pager->context,
												  "jobs_fdw page",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	JobsPage   *page = jobs_stream_read(stream);

	MemoryContextSwitchTo(old);
	if (page == NULL)
	{
		MemoryContextDelete(context);
		if (is_redundant(pager, stream))
			drop_stream(pager, stream);
		return;
	}

	pager->page = page;
	pager->page_context = context;
	pager->row = 0;
	pager->source = stream->source;
	pager->held = NULL;
	if (stream->is_over)
		drop_stream(pager, stream);
	else if (!jobs_stream_may_run_ahead(stream))
		pager->held = stream;
	keep_asking(pager);
}

static void
drop_stream(JobsPager *pager, JobsStream *stream)
{
	pager->streams = list_delete_ptr(pager->streams, stream);
	jobs_stream_free(stream);
}
