/*-------------------------------------------------------------------------
 *
 * request.c
 *	  What a scan asks for: from a plan and its values to lists and gets.
 *
 * The executor and EXPLAIN both come here, so that what is shown is what is
 * sent.  This file knows neither plan nodes nor connections: it is given
 * values, or in EXPLAIN texts that stand for them.
 *
 * It rests on all clauses being checked again locally, so a filter may be
 * left out.  The keys are different: what cannot be a project or a job
 * matches nothing and must not be asked for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "request.h"

/* The values of one key of a plan. */
typedef struct Key
{
	List	   *texts;			/* char *, sorted, no two equal */
	bool		is_given;		/* the query has this key */
	bool		is_unknown;		/* the one text is a placeholder */
} Key;

static JobsRequest *make_request(const JobsScanPlan *plan,
								 const JobsOptions *options,
								 const JobsFilterValue *values,
								 bool describe);
static bool set_page_size(JobsRequest *request, const JobsScanPlan *plan,
						  const JobsOptions *options,
						  const JobsFilterValue *values, bool describe);
static bool read_size(const JobsFilterValue *value, bool is_list,
					  int64 *size);
static int64 rows_wanted(const JobsScanPlan *plan,
						 const JobsFilterValue *values);
static Key	read_key(const JobsPlanKey *key, const JobsFilterValue *values);
static List *read_texts(const JobsFilterValue *value, bool is_list);
static List *sort_unique(List *texts);
static int	compare_texts(const ListCell *one, const ListCell *other);
static void keep_possible(Key *key, bool (*is_possible) (const char *));
static List *list_projects(Key *key, const JobsScanPlan *plan,
						   const JobsOptions *options, bool describe);
static bool is_member(const char *text, const List *texts);
static const char *project_name(const JobsOptions *options);
JOBS_NORETURN static void raise_no_project(const JobsOptions *options);
static List *list_filters(const Key *key, const JobsScanPlan *plan,
						  const JobsOptions *options,
						  const JobsFilterValue *values, bool *generated);
static void add_gets(JobsRequest *request, const List *projects,
					 const List *jobs);
static void add_lists(JobsRequest *request, const List *projects,
					  const List *filters, bool generated,
					  const List *tokens);
static bool same_text(const char *one, const char *other);

JobsRequest *
jobs_request_make(const JobsScanPlan *plan, const JobsOptions *options,
				  const JobsFilterValue *values)
{
	return make_request(plan, options, values, false);
}

JobsRequest *
jobs_request_describe(const JobsScanPlan *plan, const JobsOptions *options,
					  const JobsFilterValue *values)
{
	return make_request(plan, options, values, true);
}

bool
jobs_request_equal(const JobsRequest *one, const JobsRequest *other)
{
	ListCell   *cell;
	ListCell   *other_cell;

	if (one->page_size != other->page_size ||
		one->limit != other->limit ||
		one->asked_page_size != other->asked_page_size ||
		!same_text(one->asked_update_mask, other->asked_update_mask) ||
		list_length(one->sources) != list_length(other->sources))
		return false;

	forboth(cell, one->sources, other_cell, other->sources)
	{
		const JobsSource *source = lfirst(cell);
		const JobsSource *other_source = lfirst(other_cell);

		if (!same_text(source->project, other_source->project) ||
			!same_text(source->job, other_source->job) ||
			!same_text(source->filter, other_source->filter) ||
			!same_text(source->page_token, other_source->page_token))
			return false;
	}
	return true;
}

static JobsRequest *
make_request(const JobsScanPlan *plan, const JobsOptions *options,
			 const JobsFilterValue *values, bool describe)
{
	JobsRequest *request = palloc0(sizeof(JobsRequest));
	Key			project = read_key(&plan->project, values);
	Key			job = read_key(&plan->job, values);
	Key			filter = read_key(&plan->filter, values);
	Key			token = read_key(&plan->page_token, values);
	Key			mask = read_key(&plan->update_mask, values);
	List	   *projects;
	List	   *filters;
	bool		generated;

	request->filter_asked = filter.is_given;
	request->page_token_asked = token.is_given;
	request->limit = rows_wanted(plan, values);
	if (!set_page_size(request, plan, options, values, describe))
		return request;

	/* as with page sizes, of several masks the first will do */
	if (mask.texts != NIL)
		request->asked_update_mask = linitial(mask.texts);

	keep_possible(&job, jobs_service_is_job);
	if ((job.is_given && job.texts == NIL) ||
		(mask.is_given && mask.texts == NIL) ||
		jobs_filter_is_never(plan->conditions, values))
		return request;
	projects = list_projects(&project, plan, options, describe);

	/* A get has neither filter nor token, and they must not be ignored. */
	filters = list_filters(&filter, plan, options, values, &generated);
	if (job.is_given && !token.is_given && (filters == NIL || generated))
		add_gets(request, projects, job.texts);
	else
	{
		if (!filter.is_given && filters == NIL)
			filters = list_make1(NULL);
		add_lists(request, projects, filters, generated,
				  token.is_given ? token.texts : list_make1(NULL));
	}
	return request;
}

/*
 * False if the query asks for a page size that nothing has.
 */
static bool
set_page_size(JobsRequest *request, const JobsScanPlan *plan,
			  const JobsOptions *options, const JobsFilterValue *values,
			  bool describe)
{
	int64		size = options->page_size;

	if (plan->page_size.expression >= 0)
	{
		const JobsFilterValue *value = &values[plan->page_size.expression];
		int			max = options->service->max_page_size;

		if (value->placeholder == NULL)
		{
			if (!read_size(value, plan->page_size.is_list, &size))
				return false;
			if (!describe && (size < 1 || size > max))
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("%s must be between 1 and %d",
								jobs_service_field(options->service,
												   JOBS_ROLE_PAGE_SIZE)->path,
								max)));
			size = Min(Max(size, 0), PG_INT32_MAX);
			request->asked_page_size = (int) size;
		}
	}
	if (request->limit > 0)
		size = Min(size, request->limit);
	request->page_size = (int) size;
	return true;
}

/*
 * The page size that is asked for; false if it is NULL.  Of several the first
 * will do: the pages of each hold the same jobs.
 */
static bool
read_size(const JobsFilterValue *value, bool is_list, int64 *size)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	if (value->isnull)
		return false;
	if (!is_list)
	{
		*size = DatumGetInt64(value->value);
		return true;
	}
	deconstruct_array(DatumGetArrayTypeP(value->value), INT8OID,
					  sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
		{
			*size = DatumGetInt64(elements[i]);
			return true;
		}
	}
	return false;
}

/*
 * LIMIT plus OFFSET, -1 for all rows.  Values that the Limit node above will
 * refuse are none of our business.
 */
static int64
rows_wanted(const JobsScanPlan *plan, const JobsFilterValue *values)
{
	int64		count;
	int64		offset = 0;

	if (plan->limit_count < 0 ||
		values[plan->limit_count].placeholder != NULL ||
		values[plan->limit_count].isnull)
		return -1;
	count = DatumGetInt64(values[plan->limit_count].value);

	if (plan->limit_offset >= 0)
	{
		if (values[plan->limit_offset].placeholder != NULL)
			return -1;
		if (!values[plan->limit_offset].isnull)
			offset = DatumGetInt64(values[plan->limit_offset].value);
	}
	if (count < 0 || offset < 0 || pg_add_s64_overflow(count, offset, &count))
		return -1;
	return count;
}

static Key
read_key(const JobsPlanKey *key, const JobsFilterValue *values)
{
	Key			result = {0};
	const JobsFilterValue *value;

	if (key->expression < 0)
		return result;
	value = &values[key->expression];
	result.is_given = true;
	if (value->placeholder != NULL)
	{
		result.is_unknown = true;
		result.texts = list_make1(pstrdup(value->placeholder));
	}
	else if (!value->isnull)
		result.texts = read_texts(value, key->is_list);
	return result;
}

/* The texts of a value that is not NULL; elements that are match nothing. */
static List *
read_texts(const JobsFilterValue *value, bool is_list)
{
	List	   *texts = NIL;
	ArrayType  *array;
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	if (!is_list)
		return list_make1(TextDatumGetCString(value->value));

	array = DatumGetArrayTypeP(value->value);
	/* varchar[] is the same but for its name */
	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_INT,
					  &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			texts = lappend(texts, TextDatumGetCString(elements[i]));
	}
	return sort_unique(texts);
}

/* Each text once; by sorting, as a list of keys may be long. */
static List *
sort_unique(List *texts)
{
	List	   *result = NIL;
	ListCell   *cell;

	list_sort(texts, compare_texts);
	foreach(cell, texts)
	{
		if (result == NIL || strcmp(llast(result), lfirst(cell)) != 0)
			result = lappend(result, lfirst(cell));
	}
	return result;
}

static int
compare_texts(const ListCell *one, const ListCell *other)
{
	return strcmp(lfirst(one), lfirst(other));
}

/* An id that is none is never put into a path: it matches nothing. */
static void
keep_possible(Key *key, bool (*is_possible) (const char *))
{
	ListCell   *cell;

	if (key->is_unknown)
		return;
	foreach(cell, key->texts)
	{
		if (!is_possible(lfirst(cell)))
			key->texts = foreach_delete_current(key->texts, cell);
	}
}

/*
 * The projects to ask: what the query says, as far as the table can contain
 * it; else all that the table contains; else the server's default.
 */
static List *
list_projects(Key *key, const JobsScanPlan *plan, const JobsOptions *options,
			  bool describe)
{
	ListCell   *cell;

	if (!key->is_given)
	{
		List	   *projects = options->table_projects;

		if (projects == NIL && !plan->project_is_joined)
			projects = options->default_projects;
		if (projects == NIL && !describe)
			raise_no_project(options);
		if (projects == NIL)
			return list_make1(psprintf("{%s}", project_name(options)));
		return sort_unique(list_copy(projects));
	}

	keep_possible(key, jobs_service_is_project);
	if (options->table_projects == NIL || key->is_unknown)
		return key->texts;
	foreach(cell, key->texts)
	{
		if (!is_member(lfirst(cell), options->table_projects))
			key->texts = foreach_delete_current(key->texts, cell);
	}
	return key->texts;
}

static bool
is_member(const char *text, const List *texts)
{
	ListCell   *cell;

	foreach(cell, texts)
	{
		if (strcmp(text, lfirst(cell)) == 0)
			return true;
	}
	return false;
}

static const char *
project_name(const JobsOptions *options)
{
	return jobs_service_field(options->service, JOBS_ROLE_PROJECT)->path;
}

static void
raise_no_project(const JobsOptions *options)
{
	char	   *table = get_rel_name(options->relid);

	ereport(ERROR,
			(errcode(ERRCODE_FDW_DYNAMIC_PARAMETER_VALUE_NEEDED),
			 errmsg("%s must be given to read foreign table \"%s\"",
					project_name(options), table),
			 errhint("Add WHERE %s = '...' to the query, or set the option project of foreign table \"%s\" or of server \"%s\".",
					 project_name(options), table, options->servername)));
}

/*
 * The filters of a list: those that the query asks for, else the table's, else
 * what could be made of the other clauses.  NIL: no filter, or none can match.
 */
static List *
list_filters(const Key *key, const JobsScanPlan *plan,
			 const JobsOptions *options, const JobsFilterValue *values,
			 bool *generated)
{
	List	   *filters;

	*generated = false;
	if (key->is_given)
		return key->texts;
	if (options->filter != NULL)
		return list_make1(options->filter);
	if (plan->conditions == NIL || jobs_pager_filters_off(options->serverid))
		return NIL;
	filters = jobs_filter_render(plan->conditions, values, plan->max_lists);
	*generated = filters != NIL;
	return filters;
}

static void
add_gets(JobsRequest *request, const List *projects, const List *jobs)
{
	ListCell   *project;
	ListCell   *job;

	foreach(project, projects)
	{
		foreach(job, jobs)
		{
			JobsSource *source = palloc0(sizeof(JobsSource));

			CHECK_FOR_INTERRUPTS();
			source->project = lfirst(project);
			source->job = lfirst(job);
			request->sources = lappend(request->sources, source);
		}
	}
}

static void
add_lists(JobsRequest *request, const List *projects, const List *filters,
		  bool generated, const List *tokens)
{
	ListCell   *project;
	ListCell   *filter;
	ListCell   *token;

	foreach(project, projects)
	{
		foreach(filter, filters)
		{
			foreach(token, tokens)
			{
				JobsSource *source = palloc0(sizeof(JobsSource));

				source->project = lfirst(project);
				source->filter = lfirst(filter);
				source->filter_is_generated = generated;
				source->page_token = lfirst(token);
				request->sources = lappend(request->sources, source);
			}
		}
	}
}

/* NULL is equal to NULL. */
static bool
same_text(const char *one, const char *other)
{
	if (one == NULL || other == NULL)
		return one == other;
	return strcmp(one, other) == 0;
}
