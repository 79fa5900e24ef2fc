/*-------------------------------------------------------------------------
 *
 * scan_exec.c
 *	  Foreign scans in the executor.
 *
 * A scan is opened in three steps, each as late as it can be.  Begin keeps
 * what belongs to the moment: whose user mapping counts.  The first row reads
 * the options and makes the request of the values that are known by then.
 * Only a request that can match anything opens the server, so a scan that is
 * never read, or cannot match, needs neither credentials nor network.
 *
 * This file must not know what a request looks like on the wire, nor how
 * pages become rows: it holds the parts together.
 *
 * Rows are kept where a rescan is likely, in the manner of a Material node:
 * a rescan that asks for the same is answered from what is kept, and goes on
 * where the first left off.  The executor tells by chgParam only that some
 * value may have changed, often one that merely a local clause uses, so the
 * requests themselves are compared.
 *
 * Scans of one statement that ask for the same (share.h) read one list: the
 * first that runs asks for all that any of them needs, and keeps its rows;
 * whichever comes to their end fetches the next.  A row that one of them has
 * handed up must outlive what another does, so there each is a copy.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "executor/executor.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "storage/fd.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "handle.h"
#include "http.h"
#include "mask.h"
#include "pager.h"
#include "plan.h"
#include "request.h"
#include "scan_exec.h"
#include "share.h"
#include "tuple.h"

typedef struct JobsScanState
{
	/* from Begin on */
	MemoryContext context;		/* all of the scan but this struct */
	Oid			userid;			/* whose user mapping counts */
	JobsScanPlan *plan;
	List	   *expressions;	/* ExprState *, one for each of fdw_exprs */
	bool		expects_rescan; /* as the executor says */
	bool		keeps_rows;		/* for a rescan */
	bool		is_large;		/* to keep them would fill a file */
	JobsShareMember share;

	/* from the first row on */
	JobsOptions *options;
	JobsColumns *columns;
	JobsRowDecoder *decoder;
	JobsTupleMaker *maker;
	Tuplestorestate *kept;		/* rows handed out since the request was made;
								 * NULL: not kept */
	TupleTableSlot *kept_slot;
	struct JobsScanState *shared;	/* the scan that keeps the rows of
									 * several, perhaps this one; NULL: none */
	int			read_pointer;	/* in the rows that it keeps */
	JobsApi    *api;			/* NULL: nothing was asked so far */
	JobsHandle *descriptor;		/* int, for an Append; NULL: none */

	/* one request; all in its context */
	MemoryContext request_context;
	JobsRequest *request;		/* NULL: none was made so far */
	JobsPagerSpec spec;
	JobsPager  *pager;			/* NULL: no more rows */
	bool		is_stale;		/* rescanned: the values may be others */
} JobsScanState;

static const JobsApiCounts no_counts;

static TupleTableSlot *read_shared(ForeignScanState *node);
static bool read_kept(JobsScanState *state, Tuplestorestate *kept);
static bool fetch_row(JobsScanState *state, TupleTableSlot *slot);
static void open_scan(ForeignScanState *node);
static bool is_follower(ForeignScanState *node);
static void lead(JobsScanState *state, const List *others);
static void refresh_request(ForeignScanState *node);
static JobsFilterValue *evaluate(ForeignScanState *node);
static void open_pager(JobsScanState *state);
static void prepare_to_keep(ForeignScanState *node);
static TupleTableSlot *make_kept_slot(ForeignScanState *node);
static void store_row(JobsScanState *state, const JobsRow *row,
					  const JobsSource *source, TupleTableSlot *slot);
static void keep_row(JobsScanState *state, TupleTableSlot *slot);
static void open_descriptor(JobsScanState *state);
static void close_descriptor(void *object);

void
jobsBeginForeignScan(ForeignScanState *node, int eflags)
{
	ForeignScan *scan = castNode(ForeignScan, node->ss.ps.plan);
	JobsScanState *state;
	MemoryContext old_context;
	Oid			userid;

	if (eflags & EXEC_FLAG_EXPLAIN_ONLY)
		return;

	state = palloc0(sizeof(JobsScanState));
	state->context = AllocSetContextCreate(node->ss.ps.state->es_query_cxt,
										   "jobs_fdw scan",
										   ALLOCSET_DEFAULT_SIZES);
	userid = jobs_compat_check_as_user(node);
	state->userid = OidIsValid(userid) ? userid : GetUserId();
	state->expressions = ExecInitExprList(scan->fdw_exprs, &node->ss.ps);

	/*
	 * A plan below one that hands down values is most likely run for several
	 * of them, but the executor does not say so.
	 */
	state->expects_rescan = (eflags & EXEC_FLAG_REWIND) != 0;
	state->keeps_rows = state->expects_rescan ||
		!bms_is_empty(scan->scan.plan.extParam);

	old_context = MemoryContextSwitchTo(state->context);
	state->plan = jobs_plan_unpack(scan->fdw_private);
	MemoryContextSwitchTo(old_context);
	node->fdw_state = state;
	jobs_share_offer(&state->share, node, state->userid, state->context);
}

TupleTableSlot *
jobsIterateForeignScan(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;
	TupleTableSlot *slot = node->ss.ss_ScanTupleSlot;

	refresh_request(node);

	if (state->shared != NULL)
		return read_shared(node);
	if (state->kept != NULL && read_kept(state, state->kept))
		return state->kept_slot;

	/* the old tuple's values go with the old row */
	ExecClearTuple(slot);
	if (state->pager == NULL)
		return slot;

	/* An Append that waits for several scans must not be made to wait here. */
	if (node->ss.ps.async_capable && !jobs_pager_ready(state->pager))
		return slot;

	if (fetch_row(state, slot) && state->kept != NULL)
		keep_row(state, slot);
	return slot;
}

void
jobsReScanForeignScan(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;

	if (state == NULL)
		return;
	state->is_stale = true;

	/* there may be another; a large scan it is worth only where announced */
	if (!state->is_large)
		state->keeps_rows = true;
}

void
jobsEndForeignScan(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;

	if (state == NULL)
		return;
	if (state->kept_slot != NULL)
		ExecDropSingleTupleTableSlot(state->kept_slot);
	if (state->kept != NULL)
		tuplestore_end(state->kept);
	MemoryContextDelete(state->context);
	node->fdw_state = NULL;
}

const JobsApiCounts *
jobs_scan_exec_counts(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;

	if (state == NULL)
		return NULL;
	return state->api != NULL ? jobs_api_counts(state->api) : &no_counts;
}

bool
jobs_scan_exec_ready(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;

	refresh_request(node);
	if (state->pager == NULL)
		return true;
	jobs_pager_start(state->pager);
	if (state->kept != NULL && !tuplestore_ateof(state->kept))
		return true;
	return jobs_pager_ready(state->pager);
}

bool
jobs_scan_exec_at_end(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;

	return state->pager == NULL &&
		(state->kept == NULL || tuplestore_ateof(state->kept));
}

int
jobs_scan_exec_descriptor(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;

	if (state->descriptor == NULL)
		open_descriptor(state);
	return *(int *) state->descriptor->object;
}

/* The next row of those that several scans read, each at its own pace. */
static TupleTableSlot *
read_shared(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;
	Tuplestorestate *kept = state->shared->kept;
	TupleTableSlot *slot = node->ss.ss_ScanTupleSlot;

	tuplestore_select_read_pointer(kept, state->read_pointer);
	if (read_kept(state, kept))
		return state->kept_slot;

	/* this read pointer stays behind the new row, the others come to it */
	ExecClearTuple(slot);
	if (fetch_row(state->shared, slot))
	{
		ExecMaterializeSlot(slot);
		tuplestore_puttupleslot(kept, slot);
	}
	return slot;
}

/*
 * A row that was kept, in the slot for these; false past the last.  A copy of
 * it belongs to the slot, which outlives the context of a row.
 */
static bool
read_kept(JobsScanState *state, Tuplestorestate *kept)
{
	MemoryContext old_context = MemoryContextSwitchTo(state->context);
	bool		is_shared = state->shared != NULL;
	bool		found;

	found = tuplestore_gettupleslot(kept, true, is_shared, state->kept_slot);
	MemoryContextSwitchTo(old_context);
	return found;
}

/* The next row that the service has, in an empty slot; false at the end. */
static bool
fetch_row(JobsScanState *state, TupleTableSlot *slot)
{
	const JobsSource *source;
	const JobsRow *row;

	if (state->pager == NULL)
		return false;
	row = jobs_pager_next(state->pager, &source);
	if (row == NULL)
	{
		jobs_pager_free(state->pager);
		state->pager = NULL;
		return false;
	}
	store_row(state, row, source, slot);
	return true;
}

/* What a scan needs whatever its values. */
static void
open_scan(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;
	Oid			relid = RelationGetRelid(node->ss.ss_currentRelation);
	MemoryContext old_context = MemoryContextSwitchTo(state->context);

	state->options = jobs_option_resolve(GetForeignTable(relid)->serverid,
										 relid);
	state->columns = jobs_column_bind(state->options->service, relid);
	state->decoder = jobs_row_decoder_create(state->columns,
											 state->plan->needed);
	state->maker = jobs_tuple_maker_create(state->columns,
										   state->plan->needed);
	state->spec.list_fields = jobs_mask_show_list(state->options->service,
												  state->plan->fields);
	state->spec.get_fields = jobs_mask_show_get(state->options->service,
												state->plan->fields);
	MemoryContextSwitchTo(old_context);
}

/*
 * Does another scan keep the rows that this one wants?  If there is none, but
 * others will want them, this one does from now on.
 */
static bool
is_follower(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;
	List	   *others;
	ListCell   *cell;

	if (state->shared != NULL)
		return state->shared != state;
	others = jobs_share_find(&state->share);
	foreach(cell, others)
	{
		JobsScanState *other = ((ForeignScanState *) lfirst(cell))->fdw_state;

		if (other->shared != other)
			continue;
		state->shared = other;
		state->kept_slot = make_kept_slot(node);
		state->read_pointer = tuplestore_alloc_read_pointer(other->kept,
															EXEC_FLAG_REWIND);
		/* a new one is where the first is, wherever that may be */
		state->is_stale = true;
		return true;
	}
	if (others != NIL)
		lead(state, others);
	list_free(others);
	return false;
}

/* Ask for what the other scans need, too, and keep all rows. */
static void
lead(JobsScanState *state, const List *others)
{
	JobsScanPlan *plan = state->plan;
	MemoryContext old_context = MemoryContextSwitchTo(state->context);
	ListCell   *cell;

	foreach(cell, others)
	{
		const JobsScanState *other =
		((ForeignScanState *) lfirst(cell))->fdw_state;

		plan->needed = bms_add_members(plan->needed, other->plan->needed);
		if (other->plan->fields == NULL)
			plan->fields = NULL;
		if (plan->fields != NULL)
			plan->fields = bms_add_members(plan->fields, other->plan->fields);
	}
	MemoryContextSwitchTo(old_context);
	state->expects_rescan = state->keeps_rows = true;
	state->shared = state;
}

/*
 * Make the request of the values of now, unless that was done.  If it is the
 * one that is in place, the rows that were kept answer it.
 */
static void
refresh_request(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;
	MemoryContext context;
	MemoryContext old_context;
	JobsRequest *request;

	if ((state->request != NULL || is_follower(node)) && !state->is_stale)
		return;

	/* what is shared does not change within a statement */
	if (state->shared != NULL && state->shared->request != NULL)
	{
		tuplestore_select_read_pointer(state->shared->kept,
									   state->read_pointer);
		tuplestore_rescan(state->shared->kept);
		state->is_stale = false;
		return;
	}
	if (state->options == NULL)
		open_scan(node);

	context = AllocSetContextCreate(state->context, "jobs_fdw request",
									ALLOCSET_SMALL_SIZES);
	old_context = MemoryContextSwitchTo(context);
	request = jobs_request_make(state->plan, state->options, evaluate(node));
	MemoryContextSwitchTo(old_context);

	state->is_stale = false;
	if (state->request != NULL && state->kept != NULL &&
		jobs_request_equal(request, state->request))
	{
		MemoryContextDelete(context);
		tuplestore_rescan(state->kept);
		return;
	}

	/* this ends what the old request has under way */
	if (state->request_context != NULL)
		MemoryContextDelete(state->request_context);
	state->request_context = context;
	state->request = request;
	state->pager = NULL;
	if (state->keeps_rows)
		prepare_to_keep(node);
	if (request->sources != NIL)
		open_pager(state);
}

/* The values of fdw_exprs, in the current context. */
static JobsFilterValue *
evaluate(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;
	ExprContext *econtext = node->ss.ps.ps_ExprContext;
	JobsFilterValue *values;
	ListCell   *cell;
	int			i = 0;

	values = palloc0((list_length(state->expressions) + 1) *
					 sizeof(JobsFilterValue));
	foreach(cell, state->expressions)
	{
		ExprState  *expression = lfirst(cell);

		values[i].typid = exprType((Node *) expression->expr);
		values[i].value = ExecEvalExpr(expression, econtext,
									   &values[i].isnull);
		i++;
	}
	return values;
}

static void
open_pager(JobsScanState *state)
{
	JobsPagerSpec *spec = &state->spec;
	const JobsOptions *options;
	MemoryContext old_context;

	if (state->api == NULL)
	{
		old_context = MemoryContextSwitchTo(state->context);
		jobs_option_resolve_user(state->options, state->userid);
		state->api = jobs_api_open(state->context, state->options);
		MemoryContextSwitchTo(old_context);
	}

	options = jobs_api_options(state->api);
	spec->sources = state->request->sources;
	spec->page_size = state->request->page_size;
	spec->single_page = state->request->page_token_asked;
	spec->limit = state->request->limit;
	spec->max_pages = options->max_pages;
	spec->max_active = options->max_connections;
	state->pager = jobs_pager_create(state->request_context, state->api,
									 state->decoder, spec);
}

/* An empty store for the rows of a new request. */
static void
prepare_to_keep(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;
	MemoryContext old_context;

	if (state->kept != NULL)
	{
		tuplestore_clear(state->kept);
		return;
	}
	old_context = MemoryContextSwitchTo(state->context);
	state->kept = tuplestore_begin_heap(false, false, work_mem);
	MemoryContextSwitchTo(old_context);
	state->kept_slot = make_kept_slot(node);
}

static TupleTableSlot *
make_kept_slot(ForeignScanState *node)
{
	JobsScanState *state = node->fdw_state;
	TupleDesc	tupdesc = node->ss.ss_ScanTupleSlot->tts_tupleDescriptor;
	MemoryContext old_context = MemoryContextSwitchTo(state->context);
	TupleTableSlot *slot;

	slot = MakeSingleTupleTableSlot(tupdesc, &TTSOpsMinimalTuple);
	MemoryContextSwitchTo(old_context);
	return slot;
}

static void
store_row(JobsScanState *state, const JobsRow *row, const JobsSource *source,
		  TupleTableSlot *slot)
{
	JobsTupleParameters parameters = {0};

	parameters.project = source->project;
	if (state->request->filter_asked)
		parameters.filter = source->filter;
	if (state->request->page_token_asked)
		parameters.page_token = source->page_token;
	parameters.page_size = state->request->asked_page_size;
	parameters.update_mask = state->request->asked_update_mask;
	jobs_tuple_store(state->maker, row, &parameters, slot);
}

/*
 * Keep a row for a rescan.  Where a rescan is only likely, no file is filled
 * for it: then the next one asks again.
 */
static void
keep_row(JobsScanState *state, TupleTableSlot *slot)
{
	tuplestore_puttupleslot(state->kept, slot);
	if (!state->expects_rescan && !tuplestore_in_memory(state->kept))
	{
		tuplestore_end(state->kept);
		state->kept = NULL;
		state->keeps_rows = false;
		state->is_large = true;
	}
}

/*
 * The executor's wait event sets take a descriptor once, and there is one
 * engine for all scans.
 */
static void
open_descriptor(JobsScanState *state)
{
	JobsHandle *handle = jobs_handle_create(state->context, close_descriptor);
	int		   *descriptor = MemoryContextAlloc(state->context, sizeof(int));

	if (AcquireExternalFD())
	{
		*descriptor = fcntl(jobs_http_descriptor(), F_DUPFD_CLOEXEC, 0);
		if (*descriptor >= 0)
		{
			handle->object = descriptor;
			state->descriptor = handle;
			return;
		}
		ReleaseExternalFD();
	}
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_RESOURCES),
			 errmsg("could not open a descriptor to wait for requests: %m")));
}

static void
close_descriptor(void *object)
{
	close(*(int *) object);
	ReleaseExternalFD();
}
