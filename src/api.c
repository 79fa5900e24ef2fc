/*-------------------------------------------------------------------------
 *
 * api.c
 *	  Calls of REST methods: headers, attempts, outcome.
 *
 * Turns what a call asks for into requests, as many as it takes.  Must not know what an answer means beyond
 * success and failure (fault.c judges), nor what the jobs are for.  Nothing
 * here blocks but jobs_api_pause(): a wait between attempts is a request that
 * starts later.
 *
 * A call has a memory context of its own below that of the api, so whatever
 * way a statement ends, calls go before the api that counts them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/ilist.h"
#include "utils/memutils.h"

#include "api.h"
#include "auth.h"
#include "backoff.h"
#include "event.h"
#include "handle.h"
#include "http.h"

/*
 * Google compresses only for clients that name gzip here.
 */
#define GZIP_WORD			" (gzip)"
#define OWN_USER_AGENT		"jobs_fdw/" JOBS_VERSION GZIP_WORD

/* Targets hold page tokens of up to 8 kB; nobody reads these to their end. */
#define LOGGED_TARGET		1024

struct JobsApi
{
	const JobsOptions *options;
	JobsAuth   *auth;
	JobsPeer   *peer;
	const char *user_agent;
	JobsApiCounts counts;
	dlist_head	queued;			/* JobsCall, in order of arrival */
	dlist_head	active;
	int			nactive;
};

typedef enum CallState
{
	CALL_QUEUED,				/* in api->queued */
	CALL_ACTIVE,				/* in api->active, has an exchange */
	CALL_OVER					/* in neither */
} CallState;

struct JobsCall
{
	MemoryContext context;		/* of all that belongs to the call */
	JobsApi    *api;
	dlist_node	node;
	JobsHandle *membership;		/* leaves the api's lists in time */
	CallState	state;
	const JobsMethod *method;
	char	   *project;
	char	   *job;			/* may be NULL */
	char	   *target;			/* path and query as sent */
	char	   *shown;			/* as errors show it */
	char	   *body;			/* may be NULL */
	JobsHttpExchange *exchange; /* of the last attempt */
	JobsFault  *fault;			/* once over: NULL is success */
	JobsBackoff backoff;
	int			attempts;		/* started so far */
	bool		renewed;		/* a refused token has been replaced */
	int64		starts_at;		/* us on the event clock: this attempt */
};

/* What is particular to a kind of method, beside the service's own row. */
typedef struct MethodTraits
{
	const char *task;			/* completes "could not ..." */
	bool		empty_is_fine;	/* a success may come without a body */
} MethodTraits;

static const MethodTraits method_traits[JOBS_METHOD_COUNT] = {
	[JOBS_METHOD_LIST] = {"list the jobs", false},
	[JOBS_METHOD_GET] = {"get job", false},
	[JOBS_METHOD_CREATE] = {"create job", false},
	[JOBS_METHOD_PATCH] = {"change job", false},
	[JOBS_METHOD_CANCEL] = {"cancel job", true},
	[JOBS_METHOD_GET_IAM_POLICY] = {"get the policy of job", false},
	[JOBS_METHOD_SET_IAM_POLICY] = {"set the policy of job", false},
	[JOBS_METHOD_TEST_IAM_PERMISSIONS] = {"test the permissions on job", false},
};

/*
 * What an answer is taken for whose body breaks off.  Without a length or with
 * compression only the body itself tells.
 */
static const JobsFault cut_short = {
	.transient = true, .delivered = true, .retry_after = -1
};

static void leave_api(void *object);
static void begin_attempt(JobsCall *call, int delay);
static List *request_headers(JobsCall *call, const char *bearer);
static void finish_attempt(JobsCall *call);
static int	next_attempt(JobsCall *call, JobsFault *fault);
static void end_call(JobsCall *call, JobsFault *fault);
static bool breaks_off(const JobsHttpResponse *response);
static void log_attempt(const JobsCall *call, const JobsFault *fault);

JobsApi *
jobs_api_open(MemoryContext owner, const JobsOptions *options)
{
	MemoryContext old = MemoryContextSwitchTo(owner);
	JobsApi    *api = palloc0(sizeof(JobsApi));

	api->options = options;
	api->auth = jobs_auth_open(owner, options);
	api->peer = jobs_peer_get(options->serverid);
	if (options->user_agent == NULL)
		api->user_agent = OWN_USER_AGENT;
	else if (strstr(options->user_agent, "gzip") != NULL)
		api->user_agent = options->user_agent;
	else
		api->user_agent = psprintf("%s" GZIP_WORD, options->user_agent);
	dlist_init(&api->queued);
	dlist_init(&api->active);
	MemoryContextSwitchTo(old);
	return api;
}

const JobsOptions *
jobs_api_options(const JobsApi *api)
{
	return api->options;
}

const JobsApiCounts *
jobs_api_counts(const JobsApi *api)
{
	return &api->counts;
}

JobsCall *
jobs_api_start(JobsApi *api, MemoryContext owner, const JobsCallSpec *spec)
{
	const JobsService *service = api->options->service;
	MemoryContext context = AllocSetContextCreate(owner, "jobs_fdw call",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	JobsCall   *call = palloc0(sizeof(JobsCall));

	call->context = context;
	call->api = api;
	call->membership = jobs_handle_create(context, leave_api);
	call->method = &service->methods[spec->method];
	call->project = pstrdup(spec->project);
	call->job = spec->job ? pstrdup(spec->job) : NULL;
	call->target = jobs_target_build(service, spec);
	call->shown = jobs_target_show(service, spec);
	call->body = spec->body ? pstrdup(spec->body) : NULL;
	MemoryContextSwitchTo(old);

	call->state = CALL_QUEUED;
	dlist_push_tail(&api->queued, &call->node);
	call->membership->object = call;
	jobs_api_progress(api);
	return call;
}

void
jobs_api_progress(JobsApi *api)
{
	dlist_mutable_iter iter;

	jobs_http_poll();
	dlist_foreach_modify(iter, &api->active)
	{
		JobsCall   *call = dlist_container(JobsCall, node, iter.cur);

		if (jobs_http_is_done(call->exchange))
			finish_attempt(call);
	}

	while (api->nactive < api->options->max_connections &&
		   !dlist_is_empty(&api->queued))
	{
		JobsCall   *call = dlist_head_element(JobsCall, node, &api->queued);

		begin_attempt(call, 0);
		dlist_delete(&call->node);
		dlist_push_tail(&api->active, &call->node);
		api->nactive++;
		call->state = CALL_ACTIVE;
	}
}

bool
jobs_api_is_over(const JobsCall *call)
{
	return call->state == CALL_OVER;
}

bool
jobs_api_poll(JobsCall *call)
{
	jobs_api_progress(call->api);
	return jobs_api_is_over(call);
}

void
jobs_api_pause(JobsApi *api)
{
	int64		start = jobs_event_now();

	jobs_http_wait();
	api->peer->stats.seconds_waited += (jobs_event_now() - start) / 1e6;
}

void
jobs_api_wait(JobsCall *call)
{
	while (!jobs_api_poll(call))
		jobs_api_pause(call->api);
}

const JobsFault *
jobs_api_fault(const JobsCall *call)
{
	return call->fault;
}

void
jobs_api_raise(const JobsCall *call)
{
	jobs_fault_raise(call->fault, jobs_api_describe_failure(call),
					 call->method->verb, call->shown, call->attempts);
}

void
jobs_api_raise_as(const JobsCall *call, int sqlstate, const char *hint)
{
	JobsFault	fault = *call->fault;

	fault.sqlstate = sqlstate;
	fault.hint = hint;
	jobs_fault_raise(&fault, jobs_api_describe_failure(call),
					 call->method->verb, call->shown, call->attempts);
}

void
jobs_api_error_context(void *arg)
{
	const JobsCall *call = arg;

	errcontext("request %s %s", call->method->verb, call->shown);
}

char *
jobs_api_describe_failure(const JobsCall *call)
{
	const char *task = method_traits[call->method->kind].task;

	if (call->job == NULL)
		return psprintf("could not %s of project \"%s\"", task, call->project);
	return psprintf("could not %s \"%s\" of project \"%s\"", task, call->job,
					call->project);
}

const char *
jobs_api_body(const JobsCall *call, size_t *len)
{
	const JobsHttpResponse *response = jobs_http_response(call->exchange);

	*len = response->body_len;
	return response->body;
}

const JobsHttpResponse *
jobs_api_response(const JobsCall *call)
{
	return jobs_http_response(call->exchange);
}

void
jobs_api_free(JobsCall *call)
{
	MemoryContextDelete(call->context);
}

const JobsApiStats *
jobs_api_stats(int index)
{
	const JobsPeer *peer = jobs_peer_at(index);

	return peer ? &peer->stats : NULL;
}

/*
 * The end of a call's context, perhaps in the middle of an attempt.
 */
static void
leave_api(void *object)
{
	JobsCall   *call = object;
	JobsApi    *api = call->api;

	if (call->state == CALL_OVER)
		return;
	dlist_delete(&call->node);
	if (call->state != CALL_ACTIVE)
		return;
	api->nactive--;
	if (call->starts_at > jobs_event_now())
		jobs_peer_unbook(api->peer, api->options->requests_per_minute);
}

/*
 * Start an attempt in "delay" ms, or later if the pace of the server wants
 * that.
 */
static void
begin_attempt(JobsCall *call, int delay)
{
	JobsApi    *api = call->api;
	const JobsOptions *options = api->options;
	MemoryContext old = MemoryContextSwitchTo(call->context);
	const char *token = jobs_auth_token(api->auth);
	char	   *bearer = token ? psprintf("Bearer %s", token) : NULL;
	JobsHttpRequest request = {0};

	if (call->exchange != NULL)
		jobs_http_free(call->exchange);
	call->exchange = NULL;

	request.delay = jobs_peer_book(api->peer, options->requests_per_minute);
	request.delay = Max(request.delay, delay);
	call->starts_at = jobs_event_now() + request.delay * INT64CONST(1000);
	if (call->attempts == 0)
		call->backoff.started = call->starts_at;

	request.verb = call->method->verb;
	request.url = psprintf("%s%s", options->endpoint, call->target);
	request.headers = request_headers(call, bearer);
	request.body = call->body;
	request.body_len = call->body ? strlen(call->body) : 0;
	request.idempotent = call->method->retry == JOBS_RETRY_FREELY;
	request.connect_timeout = options->connect_timeout;
	request.timeout = jobs_backoff_timeout(&call->backoff, options,
										   request.delay);
	request.max_size = options->max_response_size;
	request.ca_file = options->ca_file;
	request.proxy = options->proxy;
	request.user_agent = api->user_agent;
	/* option.c has made sure that plain http may be used if it is asked for */
	request.allow_http = pg_strncasecmp(options->endpoint, "http:", 5) == 0;
	request.allow_private = options->endpoint_trusted;
	call->exchange = jobs_http_start(call->context, &request);

	if (bearer != NULL)
		explicit_bzero(bearer, strlen(bearer));
	if (call->attempts++ > 0)
	{
		api->counts.retries++;
		api->peer->stats.retries++;
	}
	api->counts.requests++;
	api->peer->stats.requests++;
	MemoryContextSwitchTo(old);
}

/*
 * The JobsHttpHeader of a call, in the current context; refers to "bearer".
 */
static List *
request_headers(JobsCall *call, const char *bearer)
{
	const JobsHttpHeader all[] = {
		{"Authorization", bearer},
		{"Content-Type", call->body ? "application/json; charset=utf-8" : NULL},
		{"x-goog-user-project", call->api->options->quota_project}
	};
	List	   *headers = NIL;

	for (size_t i = 0; i < lengthof(all); i++)
	{
		JobsHttpHeader *header;

		if (all[i].value == NULL)
			continue;
		header = palloc(sizeof(JobsHttpHeader));
		*header = all[i];
		headers = lappend(headers, header);
	}
	return headers;
}

/*
 * An exchange is over: with it the call, or another attempt begins.
 */
static void
finish_attempt(JobsCall *call)
{
	JobsApi    *api = call->api;
	const MethodTraits *traits = &method_traits[call->method->kind];
	const JobsHttpResponse *response = jobs_http_response(call->exchange);
	MemoryContext old = MemoryContextSwitchTo(call->context);
	JobsFault  *fault = jobs_fault_judge(response, traits->empty_is_fine);
	int			delay;

	api->counts.bytes += response->wire_bytes;
	api->peer->stats.bytes += response->wire_bytes;
	api->peer->stats.connections += response->connections;
	log_attempt(call, fault);

	delay = next_attempt(call, fault);
	if (delay >= 0)
		begin_attempt(call, delay);
	else
		end_call(call, fault);
	MemoryContextSwitchTo(old);
}

/*
 * Milliseconds until the next attempt of a call whose last one ended with
 * "fault" (NULL: with a success), or -1 if that was the last.  Where a limit
 * is the reason for that, and the fault has no better hint, it becomes one.
 */
static int
next_attempt(JobsCall *call, JobsFault *fault)
{
	JobsApi    *api = call->api;
	const char *refusal;
	int			delay;

	if (fault == NULL && !breaks_off(jobs_http_response(call->exchange)))
		return -1;

	/* a refused token has had no effect, whatever the method */
	if (fault != NULL && fault->http_status == 401 && !call->renewed &&
		jobs_auth_refused(api->auth))
	{
		call->renewed = true;
		return 0;
	}

	delay = jobs_backoff_next(&call->backoff, api->options,
							  call->method->retry,
							  fault ? fault : &cut_short, &refusal);
	if (delay >= 0 && !jobs_backoff_within_budget(api->counts.requests,
												  api->counts.retries))
	{
		delay = -1;
		refusal = "The repeats that one statement may make are used up.";
	}
	if (delay >= 0)
		call->backoff.repeats++;
	else if (refusal != NULL && fault != NULL &&
			 (fault->hint == NULL || fault->retry_after > 0))
	{
		/* instead of the hint that fault.c makes of the wish to wait */
		fault->hint = refusal;
		fault->retry_after = -1;
	}
	return delay;
}

static void
end_call(JobsCall *call, JobsFault *fault)
{
	JobsApi    *api = call->api;

	dlist_delete(&call->node);
	api->nactive--;
	call->state = CALL_OVER;
	call->fault = fault;
	if (fault != NULL)
		api->peer->stats.errors++;
}

/*
 * Whether a body that came as a success is the beginning of an object and no
 * more.  If the attempts are used up it counts as the answer all the same, and
 * whoever reads it says where it breaks off.  A body cut right behind one of
 * its inner objects is not seen here, only there.
 */
static bool
breaks_off(const JobsHttpResponse *response)
{
	const char *body = response->body;
	size_t		len = response->body_len;

	if (len == 0 || body[0] != '{')
		return false;
	while (strchr(" \t\r\n", body[len - 1]) != NULL)
		len--;
	return body[len - 1] != '}';
}

/*
 * One line for each attempt: never a header, never a body.
 */
static void
log_attempt(const JobsCall *call, const JobsFault *fault)
{
	const JobsHttpResponse *response = jobs_http_response(call->exchange);
	int			elevel = jobs_option_log_requests ? LOG : DEBUG1;

	ereport(elevel,
			(errmsg_internal("request %s %.*s: %s%s%s, " INT64_FORMAT " bytes in %.1f ms, attempt %d",
							 call->method->verb, LOGGED_TARGET, call->target,
							 response->status > 0 ?
							 psprintf("HTTP %d", response->status) : "no answer",
							 fault ? ", " : "", fault ? fault->summary : "",
							 response->wire_bytes,
							 (jobs_event_now() - call->starts_at) / 1000.0,
							 call->attempts),
			 errhidestmt(true), errhidecontext(true)));
}
