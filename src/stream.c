/*-------------------------------------------------------------------------
 *
 * stream.c
 *	  One list as a chain of pages, or one get.
 *
 * Follows page tokens to their end and says so when there is none; knows what
 * a refused filter, a refused token and a missing job mean.  Must not know
 * when to ask, nor which rows are wanted: pager.c does.
 *
 * What the API promises is little: a page may hold fewer jobs than asked for
 * or none at all and still have a successor; only a missing token is the end.
 * Tokens are opaque and must come back as they were, together with the same
 * parameters, which is why pageSize never changes along a chain.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "peer.h"
#include "stream.h"

/*
 * Empty pages are allowed, but a thousand in a row, which stand for up to
 * 100,000 jobs, are no list any more.
 */
#define MAX_EMPTY_PAGES		1000

/* Bytes of an id that nobody asked for; a valid one has no more. */
#define MAX_SHOWN_ID		128

/* The parameters of a list that a source sets. */
#define LIST_PARAMETERS		3

static void list_parameters(const JobsService *service, const char *filter,
							int page_size, const char *page_token,
							JobsCallParameter *parameters);
static bool read_fault(JobsStream *stream);
static JobsPage *decode(JobsStream *stream);
static JobsPage *decode_body(JobsStream *stream);
static bool is_about_answer(int sqlstate);
static void follow_token(JobsStream *stream, const JobsPage *page);
static void blame_filter(JobsStream *stream);

JobsStream *
jobs_stream_create(MemoryContext owner, JobsApi *api,
				   const JobsRowDecoder *decoder, const JobsPagerSpec *spec,
				   const JobsSource *source)
{
	MemoryContext context = AllocSetContextCreate(owner, "jobs_fdw stream",
												  ALLOCSET_SMALL_SIZES);
	JobsStream *stream = MemoryContextAllocZero(context, sizeof(JobsStream));

	stream->context = context;
	stream->api = api;
	stream->decoder = decoder;
	stream->spec = spec;
	stream->source = source;
	stream->unfiltered = source->filter != NULL &&
		source->filter_is_generated &&
		jobs_peer_get(jobs_api_options(api)->serverid)->filters_off;
	if (source->page_token != NULL)
		stream->token = MemoryContextStrdup(context, source->page_token);
	return stream;
}

void
jobs_stream_ask(JobsStream *stream)
{
	const JobsSource *source = stream->source;
	const JobsPagerSpec *spec = stream->spec;
	const JobsOptions *options = jobs_api_options(stream->api);
	JobsCallParameter parameters[LIST_PARAMETERS];
	JobsCallSpec call = {0};

	if (stream->token_repeats)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("could not list the jobs of project \"%s\": the list leads back to where it has been",
						source->project),
				 errdetail("Page %d ends with a page token that an earlier page had.",
						   stream->pages)));
	if (stream->pages >= spec->max_pages)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("could not list the jobs of project \"%s\": it has more than %d pages",
						source->project, spec->max_pages),
				 errhint("Raise option max_pages of server \"%s\".",
						 options->servername)));

	call.method = source->job ? JOBS_METHOD_GET : JOBS_METHOD_LIST;
	call.project = source->project;
	call.job = source->job;
	call.fields = source->job ? spec->get_fields : spec->list_fields;
	if (source->job == NULL)
	{
		list_parameters(options->service,
						stream->unfiltered ? NULL : source->filter,
						spec->page_size, stream->token, parameters);
		call.parameters = parameters;
		call.nparameters = lengthof(parameters);
	}
	stream->call = jobs_api_start(stream->api, stream->context, &call);
}

bool
jobs_stream_may_run_ahead(const JobsStream *stream)
{
	return stream->pages > 1 && !stream->token_repeats &&
		stream->pages < stream->spec->max_pages;
}

int64
jobs_stream_expects(const JobsStream *stream)
{
	if (stream->call == NULL)
		return 0;
	return stream->source->job ? 1 : stream->spec->page_size;
}

JobsPage *
jobs_stream_read(JobsStream *stream)
{
	JobsPage   *page;

	if (jobs_api_fault(stream->call) == NULL)
	{
		page = decode(stream);
		if (stream->refused != NULL)
			blame_filter(stream);
		stream->pages++;
		follow_token(stream, page);
	}
	else if (read_fault(stream))
		page = palloc0(sizeof(JobsPage));
	else
		return NULL;

	jobs_api_free(stream->call);
	stream->call = NULL;
	return page;
}

void
jobs_stream_free(JobsStream *stream)
{
	MemoryContextDelete(stream->context);
}

char *
jobs_stream_describe(const JobsService *service, const JobsSource *source,
					 int page_size)
{
	JobsCallParameter parameters[LIST_PARAMETERS];
	JobsCallSpec call = {0};

	call.method = source->job ? JOBS_METHOD_GET : JOBS_METHOD_LIST;
	call.project = source->project;
	call.job = source->job;
	if (source->job == NULL)
	{
		list_parameters(service, source->filter, page_size,
						source->page_token, parameters);
		call.parameters = parameters;
		call.nparameters = lengthof(parameters);
	}
	return jobs_target_explain(service, &call);
}

static void
list_parameters(const JobsService *service, const char *filter, int page_size,
				const char *page_token, JobsCallParameter *parameters)
{
	const struct
	{
		JobsFieldRole role;
		const char *value;
	}			all[LIST_PARAMETERS] = {
		{JOBS_ROLE_FILTER, filter},
		{JOBS_ROLE_PAGE_SIZE, psprintf("%d", page_size)},
		{JOBS_ROLE_PAGE_TOKEN, page_token}
	};

	for (int i = 0; i < LIST_PARAMETERS; i++)
	{
		parameters[i].name = jobs_service_field(service, all[i].role)->path;
		parameters[i].value = all[i].value;
	}
}

/*
 * What a fault means to the stream.  True: it is over, without a row.  False:
 * the page is to be asked for again.  Else it is raised.
 */
static bool
read_fault(JobsStream *stream)
{
	const JobsSource *source = stream->source;
	const JobsFault *fault = jobs_api_fault(stream->call);
	bool		refused;

	/* the service's own word, not that of a proxy that knows no such page */
	if (source->job != NULL && fault->http_status == 404 &&
		fault->is_service)
	{
		stream->is_over = true;
		return true;
	}

	/* without the filter it is refused as well, so the filter was innocent */
	if (stream->refused != NULL)
		jobs_api_raise(stream->refused);

	refused = fault->http_status == 400 &&
		fault->sqlstate == ERRCODE_INVALID_PARAMETER_VALUE;
	if (refused && stream->pages > 0)
		jobs_api_raise_as(stream->call,
						  ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
						  "The page token may have expired, or the list has changed too much: run the query again.");
	if (!refused || source->filter == NULL ||
		!source->filter_is_generated || stream->unfiltered)
		jobs_api_raise(stream->call);

	stream->refused = stream->call;
	stream->call = NULL;
	stream->unfiltered = true;
	return false;
}

/*
 * The codec finds what is wrong with an answer, but not whose answer it is.
 * An error about the answer as a whole is therefore caught, given the words
 * for what failed, and raised again at once; any other goes on as it is.
 */
static JobsPage *
decode(JobsStream *stream)
{
	MemoryContext context = CurrentMemoryContext;
	ErrorContextCallback callback = {
		.previous = error_context_stack,
		.callback = jobs_api_error_context,
		.arg = stream->call
	};
	JobsPage   *page = NULL;
	ErrorData  *error;

	error_context_stack = &callback;
	PG_TRY();
	{
		page = decode_body(stream);
	}
	PG_CATCH();
	{
		if (!is_about_answer(geterrcode()))
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		error->message = psprintf("%s: %s",
								  jobs_api_describe_failure(stream->call),
								  error->message);
		ReThrowError(error);
	}
	PG_END_TRY();
	error_context_stack = callback.previous;
	return page;
}

static JobsPage *
decode_body(JobsStream *stream)
{
	size_t		len;
	const char *body = jobs_api_body(stream->call, &len);
	const char *job = stream->source->job;
	const char *id;
	JobsPage   *page;

	if (job == NULL)
		return jobs_row_decode_list(stream->decoder, body, len);

	page = jobs_row_decode_job(stream->decoder, body, len);
	id = page->rows[0].job;
	if (strcmp(id, job) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("answer is another job"),
				 errdetail("It has the id \"%s\".",
						   jobs_fault_clean(id, strlen(id), MAX_SHOWN_ID))));
	return page;
}

/* Not of a value in it, which names table, column and job. */
static bool
is_about_answer(int sqlstate)
{
	return sqlstate == ERRCODE_PROTOCOL_VIOLATION ||
		sqlstate == ERRCODE_PROGRAM_LIMIT_EXCEEDED ||
		sqlstate == ERRCODE_INVALID_JSON_TEXT ||
		sqlstate == ERRCODE_CHARACTER_NOT_IN_REPERTOIRE;
}

/*
 * See where a page leads to.
 */
static void
follow_token(JobsStream *stream, const JobsPage *page)
{
	MemoryContext old;

	if (page->next_token == NULL || stream->source->job != NULL ||
		stream->spec->single_page)
	{
		stream->is_over = true;
		return;
	}

	stream->empty_pages = page->nrows > 0 ? 0 : stream->empty_pages + 1;
	if (stream->empty_pages >= MAX_EMPTY_PAGES)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("could not list the jobs of project \"%s\": the list does not end",
						stream->source->project),
				 errdetail("The last %d pages had no jobs, and each named a next page.",
						   MAX_EMPTY_PAGES)));

	/* as the other parameters are: url.c sends the server's encoding */
	old = MemoryContextSwitchTo(stream->context);
	if (stream->token != NULL)
		pfree(stream->token);
	stream->token = pg_any_to_server(page->next_token,
									 strlen(page->next_token), PG_UTF8);
	if (stream->token == page->next_token)
		stream->token = pstrdup(page->next_token);
	if (stream->tokens == NULL)
		stream->tokens = jobs_seen_create(stream->context,
										  work_mem * INT64CONST(1024));
	MemoryContextSwitchTo(old);

	/* a set that is full finds old loops only; max_pages finds the others */
	stream->token_repeats = jobs_seen_add(stream->tokens, "",
										  stream->token) == JOBS_SEEN_BEFORE;
}

/*
 * The page came without the generated filter and not with it.  The server
 * gets no more of those in this session.
 */
static void
blame_filter(JobsStream *stream)
{
	const JobsOptions *options = jobs_api_options(stream->api);
	JobsPeer   *peer = jobs_peer_get(options->serverid);

	if (!peer->filters_off)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("the service behind server \"%s\" refuses generated filters: jobs are filtered here from now on",
						options->servername),
				 errdetail("It refused \"%s\".", stream->source->filter),
				 errhint("Set option pushdown of the server to off, so that later sessions do not try.")));
	peer->filters_off = true;
	jobs_api_free(stream->refused);
	stream->refused = NULL;
}
