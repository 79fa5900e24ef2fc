/*-------------------------------------------------------------------------
 *
 * http.c
 *	  The HTTP engine: the only way out of the backend.
 *
 * Exchanges: who owns them, when they begin, how they are waited for.  The
 * process latch and the descriptor of event.c are all that is ever waited
 * for, so a cancel costs one wake-up wherever a request stands.
 *
 * Nothing is done at the backend's exit: exchanges go with their memory
 * contexts, the kernel closes the connections, and neither a peer nor a name
 * server is waited for.
 *
 * This file does not know what a request is for, what an answer means or
 * whether it is worth another try; nor does it know libcurl: transfer.c does.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/ilist.h"
#include "utils/memutils.h"

#include "event.h"
#include "handle.h"
#include "http.h"
#include "lookup.h"
#include "transfer.h"

/*
 * In microseconds: how long a request that would need one lookup too many
 * waits before it looks again.
 */
#define CROWD_DELAY		INT64CONST(100000)

struct JobsHttpExchange
{
	dlist_node	node;			/* in "waiting" */
	bool		is_waiting;		/* has not begun yet */
	MemoryContext context;		/* holds all of this; child of the owner */
	int64		begin_at;		/* us on the clock of event.c */
	int64		give_up_at;		/* us; when it is too late to begin */
	JobsTransfer *transfer;
	JobsHttpResponse response;
};

/*
 * Exchanges that have not begun, because of their delay or for lack of
 * something.  Lives as long as the backend.
 */
static dlist_head waiting = DLIST_STATIC_INIT(waiting);

static void initialize(void);
static void refuse_key_log(void);
static bool has_work(void);
static void drive(void);
static void begin_waiting(void);
static void fail(JobsHttpExchange *exchange, JobsHttpOutcome outcome,
				 const char *phase, const char *error);
static void stop_waiting(JobsHttpExchange *exchange);
static void set_alarm(void);
static void release(void *object);

JobsHttpExchange *
jobs_http_start(MemoryContext owner, const JobsHttpRequest *request)
{
	MemoryContext context;
	JobsHandle *handle;
	JobsHttpExchange *exchange;

	refuse_key_log();
	initialize();

	/*
	 * A context of its own lets jobs_http_free() give back everything even if
	 * the owner lives long.
	 */
	context = AllocSetContextCreate(owner, "jobs_fdw request",
									ALLOCSET_SMALL_SIZES);
	handle = jobs_handle_create(context, release);
	exchange = MemoryContextAllocZero(context, sizeof(JobsHttpExchange));
	exchange->context = context;
	handle->object = exchange;
	exchange->transfer = jobs_transfer_create(context, request,
											  &exchange->response);

	exchange->begin_at = jobs_event_now() + request->delay * INT64CONST(1000);
	exchange->give_up_at = exchange->begin_at +
		request->connect_timeout * INT64CONST(1000);
	dlist_push_tail(&waiting, &exchange->node);
	exchange->is_waiting = true;

	/* under way at once, even if the caller does other things first */
	drive();
	return exchange;
}

bool
jobs_http_is_done(const JobsHttpExchange *exchange)
{
	return exchange->response.outcome != JOBS_HTTP_PENDING;
}

const JobsHttpResponse *
jobs_http_response(const JobsHttpExchange *exchange)
{
	Assert(jobs_http_is_done(exchange));
	return &exchange->response;
}

void
jobs_http_free(JobsHttpExchange *exchange)
{
	MemoryContextDelete(exchange->context);
}

void
jobs_http_poll(void)
{
	if (has_work())
		drive();
}

void
jobs_http_wait(void)
{
	/* with nothing under way, nothing would ever happen */
	if (!has_work())
		return;

	jobs_event_wait();
	drive();
}

bool
jobs_http_wait_uninterrupted(int timeout)
{
	if (!has_work())
		return true;
	if (!jobs_event_wait_uninterrupted(timeout))
		return false;
	drive();
	return true;
}

int
jobs_http_descriptor(void)
{
	initialize();
	return jobs_event_descriptor();
}

void
jobs_http_disconnect(void)
{
	jobs_transfer_disconnect();
	set_alarm();
}

const char *
jobs_http_version(void)
{
	return jobs_transfer_version();
}

static void
initialize(void)
{
	jobs_event_open();
	jobs_transfer_initialize();
}

/*
 * libcurl writes the keys of all TLS connections to the file that this
 * variable names, and with them others can read the tokens that we send.
 */
static void
refuse_key_log(void)
{
	const char *path = getenv("SSLKEYLOGFILE");

	if (path != NULL && path[0] != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("requests are refused while SSLKEYLOGFILE is set"),
				 errdetail("This variable in the server's environment makes libcurl write the keys of TLS connections to a file, with which credentials can be read."),
				 errhint("Start the server without SSLKEYLOGFILE.")));
}

static bool
has_work(void)
{
	return jobs_transfer_status()->running > 0 || !dlist_is_empty(&waiting);
}

/* Let everything go on as far as it can without waiting.  Never raises. */
static void
drive(void)
{
	begin_waiting();
	jobs_transfer_drive();
	set_alarm();
}

static void
begin_waiting(void)
{
	dlist_mutable_iter iter;
	int64		now;
	bool		is_crowded;

	if (dlist_is_empty(&waiting))
		return;

	now = jobs_event_now();
	is_crowded = jobs_lookup_is_crowded(now);
	dlist_foreach_modify(iter, &waiting)
	{
		JobsHttpExchange *exchange = dlist_container(JobsHttpExchange, node,
													 iter.cur);
		JobsHttpOutcome outcome;

		if (exchange->begin_at > now)
			continue;
		if (is_crowded && exchange->give_up_at > now)
		{
			/* as if the name server did not answer, which it does not */
			exchange->begin_at = now + CROWD_DELAY;
			continue;
		}

		stop_waiting(exchange);
		if (is_crowded)
			fail(exchange, JOBS_HTTP_TIMED_OUT, "resolving the name",
				 "earlier lookups of host names have not ended yet");
		else
		{
			outcome = jobs_transfer_begin(exchange->transfer);
			if (outcome != JOBS_HTTP_PENDING)
				fail(exchange, outcome, "connecting",
					 "the request could not begin");
		}
	}
}

/* End an exchange that has not begun. */
static void
fail(JobsHttpExchange *exchange, JobsHttpOutcome outcome, const char *phase,
	 const char *error)
{
	JobsHttpResponse *response = &exchange->response;

	strlcpy(response->error, error, sizeof(response->error));
	response->phase = phase;
	response->outcome = outcome;
}

static void
stop_waiting(JobsHttpExchange *exchange)
{
	dlist_delete(&exchange->node);
	exchange->is_waiting = false;
}

static void
set_alarm(void)
{
	int64		when = jobs_transfer_status()->due;
	dlist_iter	iter;

	dlist_foreach(iter, &waiting)
	{
		JobsHttpExchange *exchange = dlist_container(JobsHttpExchange, node,
													 iter.cur);

		if (when == 0 || exchange->begin_at < when)
			when = exchange->begin_at;
	}
	jobs_event_alarm(when);
}

/*
 * The context of an exchange is being reset.  Its transfer was created after
 * this was registered, and so has already been ended.  Never raises.
 */
static void
release(void *object)
{
	JobsHttpExchange *exchange = object;

	if (exchange->is_waiting)
		stop_waiting(exchange);
	set_alarm();
}
