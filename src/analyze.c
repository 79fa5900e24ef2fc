/*-------------------------------------------------------------------------
 *
 * analyze.c
 *	  ANALYZE of a foreign table: a sample of its rows, in bounded time.
 *
 * The service can't be asked for a sample, nor for a count: a list is read
 * from its start, as far as the option analyze_pages allows.  What comes after
 * is guessed to be like what came before, and to be no less than what was
 * known or said of the table so far.
 *
 * This file must not know how requests are made of options: it asks for all
 * that a query without a WHERE clause asks for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/tuptable.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/sampling.h"

#include "analyze.h"
#include "pager.h"
#include "request.h"
#include "tuple.h"

/* A sample that is being taken. */
typedef struct Sample
{
	HeapTuple  *rows;			/* the caller's */
	MemoryContext context;		/* where they live, the caller's too */
	int			target;			/* rows wanted at most */
	int			nrows;			/* rows in it */
	double		seen;			/* rows read */
	double		skip;			/* rows to pass over before the next; -1: not
								 * yet decided */
	ReservoirStateData reservoir;
} Sample;

static int	acquire_sample(Relation relation, int elevel, HeapTuple *rows,
						   int target, double *total, double *dead);
static bool read_rows(Relation relation, JobsOptions *options,
					  Sample *sample);
static void add_row(Sample *sample, TupleTableSlot *slot);
static double guess_total(Relation relation, const JobsOptions *options,
						  double seen);

bool
jobsAnalyzeForeignTable(Relation relation, AcquireSampleRowsFunc *func,
						BlockNumber *totalpages)
{
	Oid			relid = RelationGetRelid(relation);
	JobsOptions *options;

	options = jobs_option_resolve(GetForeignTable(relid)->serverid, relid);
	if (options->table_projects == NIL && options->default_projects == NIL)
	{
		ereport(WARNING,
				(errmsg("cannot analyze foreign table \"%s\": its project is not known",
						RelationGetRelationName(relation)),
				 errhint("Set the option project of the table or of the server.")));
		return false;
	}
	*func = acquire_sample;

	/* there are no blocks; 0 would stand for a table that is empty */
	*totalpages = 1;
	return true;
}

static int
acquire_sample(Relation relation, int elevel, HeapTuple *rows, int target,
			   double *total, double *dead)
{
	MemoryContext caller_context = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "jobs_fdw analyze",
												  ALLOCSET_DEFAULT_SIZES);
	Oid			relid = RelationGetRelid(relation);
	JobsOptions *options;
	Sample		sample = {0};
	bool		complete;

	MemoryContextSwitchTo(context);
	options = jobs_option_resolve(GetForeignTable(relid)->serverid, relid);
	/* ANALYZE works as the table's owner, and that is whose mapping counts */
	jobs_option_resolve_user(options, GetUserId());

	sample.rows = rows;
	sample.context = caller_context;
	sample.target = target;
	sample.skip = -1;
	reservoir_init_selection_state(&sample.reservoir, target);
	complete = read_rows(relation, options, &sample);

	*total = complete ? sample.seen :
		guess_total(relation, options, sample.seen);
	*dead = 0;
	ereport(elevel,
			(errmsg("\"%s\": read %.0f jobs%s, %d of them in the sample",
					RelationGetRelationName(relation), sample.seen,
					complete ? "" : " and left the rest", sample.nrows)));

	MemoryContextSwitchTo(caller_context);
	MemoryContextDelete(context);
	return sample.nrows;
}

/*
 * Read the table's rows into the sample.  False if there may be more than
 * analyze_pages allowed.
 */
static bool
read_rows(Relation relation, JobsOptions *options, Sample *sample)
{
	MemoryContext context = CurrentMemoryContext;
	JobsColumns *columns = jobs_column_bind(options->service,
											RelationGetRelid(relation));
	Bitmapset  *all = bms_make_singleton(0);
	JobsRowDecoder *decoder = jobs_row_decoder_create(columns, all);
	JobsTupleMaker *maker = jobs_tuple_maker_create(columns, all);
	const JobsPlanKey nothing = {.expression = -1};
	JobsScanPlan plan = {
		.project = nothing, .job = nothing, .filter = nothing,
		.page_size = nothing, .page_token = nothing, .update_mask = nothing,
		.limit_count = -1, .limit_offset = -1
	};
	JobsRequest *request = jobs_request_make(&plan, options, NULL);
	JobsPagerSpec spec = {
		.sources = request->sources,
		.page_size = request->page_size,
		.limit = -1,
		.page_limit = options->analyze_pages,
		.max_pages = options->max_pages,
		.max_active = options->max_connections
	};
	JobsPager  *pager = jobs_pager_create(context,
										  jobs_api_open(context, options),
										  decoder, &spec);
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(relation),
													&TTSOpsVirtual);
	MemoryContext row_context = AllocSetContextCreate(context,
													  "jobs_fdw analyze row",
													  ALLOCSET_SMALL_SIZES);
	JobsTupleParameters parameters = {0};
	const JobsSource *source;
	const JobsRow *row;
	bool		complete;

	while ((row = jobs_pager_next(pager, &source)) != NULL)
	{
		parameters.project = source->project;
		MemoryContextReset(row_context);
		MemoryContextSwitchTo(row_context);
		jobs_tuple_store(maker, row, &parameters, slot);
		MemoryContextSwitchTo(context);
		add_row(sample, slot);
	}
	complete = jobs_pager_is_complete(pager);
	jobs_pager_free(pager);
	ExecDropSingleTupleTableSlot(slot);
	return complete;
}

/* Vitter's algorithm, as ANALYZE itself samples a stream of rows. */
static void
add_row(Sample *sample, TupleTableSlot *slot)
{
	int			place = -1;

	if (sample->nrows < sample->target)
		place = sample->nrows++;
	else
	{
		if (sample->skip < 0)
			sample->skip = reservoir_get_next_S(&sample->reservoir,
												sample->seen, sample->target);
		if (sample->skip <= 0)
		{
			place = (int) (sample->target *
						   sampler_random_fract(&sample->reservoir.randstate));
			heap_freetuple(sample->rows[place]);
		}
		sample->skip--;
	}
	sample->seen++;
	if (place >= 0)
	{
		MemoryContext old_context = MemoryContextSwitchTo(sample->context);

		sample->rows[place] = ExecCopySlotHeapTuple(slot);
		MemoryContextSwitchTo(old_context);
	}
}

/*
 * What lists have that were not read to their end: what is known from before,
 * or what the options say, but not less than what was seen.
 */
static double
guess_total(Relation relation, const JobsOptions *options, double seen)
{
	double		known = relation->rd_rel->reltuples;
	int			projects = list_length(options->table_projects);

	if (projects == 0)
		projects = list_length(options->default_projects);
	return Max(seen, Max(known, options->estimated_rows * projects));
}
