/*-------------------------------------------------------------------------
 *
 * transfer.c
 *	  One request on its way through libcurl.
 *
 * One multi handle per backend, made by its first request, drives all of
 * them.  libcurl says which sockets it waits for and when it wants to be
 * called again; event.c waits for that.
 *
 * What the rest rests on:
 * - Callbacks never raise, nor do they call what may: a longjmp across libcurl
 *	 leaves its handles unusable.
 * - Transfers are freed by their memory contexts, never in a callback.
 * - Signals are blocked whenever libcurl runs: a thread that it starts to
 *	 resolve a name inherits the mask, and must not run the server's handlers.
 *
 * Besides easy.c this is the only file that knows libcurl.  It does not know
 * when a request is to begin, what an answer means, or whether it is worth
 * another try.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <curl/curl.h>

#include "storage/fd.h"

#include "address.h"
#include "answer.h"
#include "compat.h"
#include "easy.h"
#include "event.h"
#include "handle.h"
#include "lookup.h"
#include "transfer.h"

/* As many as are in use at the same time in all but unusual cases. */
#define MAX_IDLE_CONNECTIONS	8

/*
 * A body that stops coming is given up after this many seconds, even if the
 * time-out of the request is longer.
 */
#define STALL_SECONDS	30L

/*
 * In microseconds: libcurl is called this often while there are transfers.
 * When memory runs out it may lose a socket or a timer; this ensures that the
 * time-out of the transfer still ends it.
 */
#define HEARTBEAT		INT64CONST(1000000)

struct JobsTransfer
{
	CURL	   *easy;			/* NULL when it has ended */
	struct curl_slist *headers; /* may hold secrets; NULL when it has ended */
	bool		is_running;		/* in engine.multi */
	bool		is_shaking;		/* the TLS handshake has begun */
	bool		is_receiving;	/* the head of the answer has come */
	size_t		body_len;		/* of the request */
	JobsAddressRule rule;
	JobsAnswer	answer;
	JobsHttpResponse *response; /* the caller's */
};

StaticAssertDecl(sizeof(((JobsHttpResponse *) NULL)->error) >= CURL_ERROR_SIZE,
				 "room for libcurl's message");

/* Lives as long as the backend; made by its first request. */
static struct
{
	bool		is_initialized;
	CURLM	   *multi;			/* NULL: none yet, or disconnected */
	int64		timer;			/* us: when libcurl wants a call; 0: never */
	int64		heartbeat;		/* us: when it is called in any case */
	bool		disconnect;		/* drop "multi" as soon as it is not used */
	int			descriptors;	/* that the server counts as ours */
	JobsTransferStatus status;
}			engine;

static void set_callbacks(JobsTransfer *transfer);
static bool open_multi(void);
static void close_multi(void);
static void serve_events(void);
static void gather_finished(void);
static void finish(JobsTransfer *transfer, CURLcode result);
static JobsHttpOutcome classify(const JobsTransfer *transfer,
								CURLcode result);
static const char *name_phase(const JobsTransfer *transfer);
static bool is_resolving(const JobsTransfer *transfer);
static void read_answer(JobsTransfer *transfer);
static void end(JobsTransfer *transfer);
static void release_descriptors(int kept);
static void release(void *object);
static int	watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg,
						 void *socket_arg);
static int	set_timer(CURLM *multi, long timeout, void *arg);
static curl_socket_t open_socket(void *arg, curlsocktype purpose,
								 struct curl_sockaddr *address);
static CURLcode note_handshake(CURL *easy, void *context, void *arg);
static int	check_peer(void *arg, char *peer, char *local, int peer_port,
					   int local_port);
static size_t take_header(char *data, size_t size, size_t count, void *arg);
static size_t take_body(char *data, size_t size, size_t count, void *arg);

void
jobs_transfer_initialize(void)
{
	const curl_version_info_data *info;

	if (engine.is_initialized)
		return;

	info = curl_version_info(CURLVERSION_NOW);
	if ((info->features & CURL_VERSION_ASYNCHDNS) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("libcurl %s cannot resolve names in the background",
						info->version),
				 errdetail("A cancel would have to wait for the name server."),
				 errhint("Install a libcurl with the threaded resolver or c-ares.")));
	jobs_easy_require(curl_global_init(CURL_GLOBAL_DEFAULT));
	engine.is_initialized = true;
}

JobsTransfer *
jobs_transfer_create(MemoryContext context, const JobsHttpRequest *request,
					 JobsHttpResponse *response)
{
	JobsHandle *handle = jobs_handle_create(context, release);
	JobsTransfer *transfer = MemoryContextAllocZero(context,
													sizeof(JobsTransfer));

	handle->object = transfer;
	transfer->response = response;
	/* as long as there is no answer */
	response->body = "";
	response->retry_after = -1;
	transfer->body_len = request->body_len;
	/* who may name a proxy is trusted, and proxies live in private networks */
	transfer->rule.allow_private = request->allow_private ||
		request->proxy != NULL;
	transfer->answer.max_size = request->max_size;

	transfer->easy = curl_easy_init();
	if (transfer->easy == NULL)
		jobs_easy_require(CURLE_OUT_OF_MEMORY);
	jobs_easy_configure(transfer->easy, request, &transfer->headers);
	set_callbacks(transfer);
	return transfer;
}

JobsHttpOutcome
jobs_transfer_begin(JobsTransfer *transfer)
{
	sigset_t	saved;

	/*
	 * The server is told of descriptors that it did not open.  libcurl closes
	 * some without a word, so they can't be counted one by one; what counts
	 * is how many transfers there were at a time, since each may leave an
	 * idle connection.
	 */
	if (engine.status.running >= engine.descriptors)
	{
		if (!AcquireExternalFD())
			return JOBS_HTTP_NO_DESCRIPTOR;
		engine.descriptors++;
	}

	jobs_lookup_block_signals(&saved);
	if (engine.disconnect)
		(void) curl_easy_setopt(transfer->easy, CURLOPT_FRESH_CONNECT, 1L);
	if (open_multi() &&
		curl_multi_add_handle(engine.multi, transfer->easy) == CURLM_OK)
	{
		transfer->is_running = true;
		engine.status.running++;
	}
	jobs_lookup_restore_signals(&saved);
	return transfer->is_running ? JOBS_HTTP_PENDING : JOBS_HTTP_NO_MEMORY;
}

void
jobs_transfer_drive(void)
{
	sigset_t	saved;

	jobs_lookup_block_signals(&saved);
	serve_events();
	gather_finished();
	if (engine.disconnect && engine.status.running == 0)
		close_multi();
	jobs_lookup_restore_signals(&saved);
}

const JobsTransferStatus *
jobs_transfer_status(void)
{
	if (engine.status.running == 0)
		engine.status.due = 0;
	else if (engine.timer != 0)
		engine.status.due = Min(engine.timer, engine.heartbeat);
	else
		engine.status.due = engine.heartbeat;
	return &engine.status;
}

/*
 * libcurl closes idle connections only together with all others, so while some
 * are in use this waits for their end; until then new requests don't reuse any.
 */
void
jobs_transfer_disconnect(void)
{
	if (engine.multi == NULL)
		return;
	engine.disconnect = true;
	jobs_transfer_drive();
}

const char *
jobs_transfer_version(void)
{
	return curl_version();
}

static void
set_callbacks(JobsTransfer *transfer)
{
	CURL	   *easy = transfer->easy;

	JOBS_EASY_SET(easy, CURLOPT_PRIVATE, transfer);
	JOBS_EASY_SET(easy, CURLOPT_ERRORBUFFER, transfer->response->error);
	JOBS_EASY_SET(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	JOBS_EASY_SET(easy, CURLOPT_OPENSOCKETDATA, transfer);
	/* only to know how far it got, so no matter if the TLS library has none */
	(void) curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, note_handshake);
	(void) curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, transfer);
	JOBS_EASY_SET(easy, CURLOPT_PREREQFUNCTION, check_peer);
	JOBS_EASY_SET(easy, CURLOPT_PREREQDATA, transfer);
	JOBS_EASY_SET(easy, CURLOPT_HEADERFUNCTION, take_header);
	JOBS_EASY_SET(easy, CURLOPT_HEADERDATA, transfer);
	JOBS_EASY_SET(easy, CURLOPT_WRITEFUNCTION, take_body);
	JOBS_EASY_SET(easy, CURLOPT_WRITEDATA, transfer);
}

/* False out of memory. */
static bool
open_multi(void)
{
	CURLM	   *multi;
	int			lowest;

	if (engine.multi != NULL)
		return true;

	lowest = jobs_event_next_descriptor();
	multi = curl_multi_init();
	/* libcurl opens sockets to wake itself up, which children would get */
	jobs_event_hide_sockets(lowest);
	if (multi == NULL)
		return false;
	(void) curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	(void) curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
	(void) curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS,
							 (long) MAX_IDLE_CONNECTIONS);
	(void) jobs_compat_quick_exit(multi);
	engine.multi = multi;
	return true;
}

/* Close all connections, forget what is known about names and sessions. */
static void
close_multi(void)
{
	(void) curl_multi_cleanup(engine.multi);
	release_descriptors(0);
	engine.multi = NULL;
	engine.timer = 0;
	engine.disconnect = false;
}

static void
serve_events(void)
{
	JobsEvent	events[32];
	int			nevents = jobs_event_collect(events, lengthof(events));
	int64		now;
	int			running;

	if (engine.multi == NULL)
		return;

	for (int i = 0; i < nevents; i++)
	{
		int			mask = 0;

		if (events[i].readable)
			mask |= CURL_CSELECT_IN;
		if (events[i].writable)
			mask |= CURL_CSELECT_OUT;
		if (events[i].failed)
			mask |= CURL_CSELECT_ERR;

		/*
		 * What goes wrong ends a transfer, and is heard of there.  A socket
		 * that an earlier event has closed is unknown here, and harmless.
		 */
		(void) curl_multi_socket_action(engine.multi, events[i].fd, mask,
										&running);
	}

	now = jobs_event_now();
	if (engine.timer != 0 && engine.timer <= now)
		engine.timer = 0;
	else if (engine.heartbeat > now)
		return;
	engine.heartbeat = now + HEARTBEAT;
	(void) curl_multi_socket_action(engine.multi, CURL_SOCKET_TIMEOUT, 0,
									&running);
}

static void
gather_finished(void)
{
	CURLMsg    *message;
	int			left;

	while (engine.multi != NULL &&
		   (message = curl_multi_info_read(engine.multi, &left)) != NULL)
	{
		char	   *transfer;

		if (message->msg == CURLMSG_DONE &&
			curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
							  &transfer) == CURLE_OK)
			finish((JobsTransfer *) transfer, message->data.result);
	}
}

static void
finish(JobsTransfer *transfer, CURLcode result)
{
	JobsHttpResponse *response = transfer->response;
	JobsHttpOutcome outcome = classify(transfer, result);
	const char *error = response->error;

	if (outcome == JOBS_HTTP_ANSWERED)
		error = "";				/* libcurl keeps that of an earlier attempt */
	else if (transfer->answer.trouble != JOBS_ANSWER_FINE)
		error = transfer->answer.reason;
	else if (outcome == transfer->rule.trouble)
		error = transfer->rule.reason;
	else if (outcome == JOBS_HTTP_LOST && result == CURLE_OK)
		error = "the headers of the answer are cut short";
	else if (outcome == JOBS_HTTP_MALFORMED &&
			 (result == CURLE_TOO_LARGE || result == CURLE_OUT_OF_MEMORY))
		error = "a header of the answer is too large";
	else if (error[0] == '\0')
		error = curl_easy_strerror(result);
	if (error != response->error)
		strlcpy(response->error, error, sizeof(response->error));
	jobs_answer_make_printable(response->error);

	response->phase = name_phase(transfer);
	read_answer(transfer);
	response->connections = (int) jobs_easy_long(transfer->easy,
												 CURLINFO_NUM_CONNECTS);
	response->outcome = outcome;
	end(transfer);
}

static JobsHttpOutcome
classify(const JobsTransfer *transfer, CURLcode result)
{
	bool		sent = transfer->response->sent;
	JobsHttpOutcome outcome = jobs_easy_outcome(result, sent);
	long		proxy_status;

	if (transfer->answer.is_cut)
		return JOBS_HTTP_ANSWERED;
	switch (transfer->answer.trouble)
	{
		case JOBS_ANSWER_FINE:
			break;
		case JOBS_ANSWER_MALFORMED:
			return JOBS_HTTP_MALFORMED;
		case JOBS_ANSWER_TOO_LARGE:
			return JOBS_HTTP_TOO_LARGE;
		case JOBS_ANSWER_NO_MEMORY:
			return JOBS_HTTP_NO_MEMORY;
	}

	/* libcurl takes headers that are cut short for an answer */
	if (result == CURLE_OK && !transfer->is_receiving)
		return JOBS_HTTP_LOST;
	/* before 8.6.0 a header that is too large is said to be out of memory */
	if (result == CURLE_OUT_OF_MEMORY && !transfer->is_receiving &&
		jobs_easy_number(transfer->easy, CURLINFO_STARTTRANSFER_TIME_T) > 0)
		return JOBS_HTTP_MALFORMED;
	if (sent || outcome == JOBS_HTTP_TIMED_OUT)
		return outcome;

	/* nothing was sent: because of an address, the proxy or the network */
	if (transfer->rule.trouble != JOBS_HTTP_PENDING)
		return transfer->rule.trouble;
	proxy_status = jobs_easy_long(transfer->easy, CURLINFO_HTTP_CONNECTCODE);
	if (proxy_status != 0 && proxy_status / 100 != 2)
		return JOBS_HTTP_PROXY_FAILED;
	return outcome == JOBS_HTTP_MALFORMED ? JOBS_HTTP_NOT_CONNECTED : outcome;
}

static const char *
name_phase(const JobsTransfer *transfer)
{
	if (transfer->is_receiving)
		return "receiving";
	if (transfer->response->sent)
		return jobs_easy_number(transfer->easy, CURLINFO_SIZE_UPLOAD_T) <
			(int64) transfer->body_len ? "sending" : "waiting for the answer";
	if (is_resolving(transfer))
		return "resolving the name";
	return transfer->is_shaking ? "TLS handshake" : "connecting";
}

static bool
is_resolving(const JobsTransfer *transfer)
{
	return !transfer->response->sent &&
		jobs_easy_number(transfer->easy, CURLINFO_NAMELOOKUP_TIME_T) == 0;
}

static void
read_answer(JobsTransfer *transfer)
{
	JobsHttpResponse *response = transfer->response;
	const JobsAnswer *answer = &transfer->answer;

	response->wire_bytes = jobs_easy_long(transfer->easy, CURLINFO_HEADER_SIZE) +
		jobs_easy_number(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T);
	if (!transfer->is_receiving)
		return;

	response->status = answer->status;
	if (answer->body != NULL)
		response->body = answer->body;
	response->body_len = answer->body_len;
	response->is_cut = answer->is_cut;
	strlcpy(response->content_type, answer->content_type,
			sizeof(response->content_type));
	strlcpy(response->location_host, answer->location_host,
			sizeof(response->location_host));
	response->date = jobs_easy_date(answer->date);
	response->retry_after = jobs_easy_delay(answer->retry_after,
											response->date);
}

/* Give back all but the answer; in any state, and more than once. */
static void
end(JobsTransfer *transfer)
{
	JobsHttpOutcome outcome = transfer->response->outcome;

	if (transfer->is_running)
	{
		if ((outcome == JOBS_HTTP_PENDING || outcome == JOBS_HTTP_TIMED_OUT) &&
			is_resolving(transfer))
			jobs_lookup_abandon(jobs_event_now());
		(void) curl_multi_remove_handle(engine.multi, transfer->easy);
		transfer->is_running = false;
		engine.status.running--;
		release_descriptors(Max(engine.status.running, MAX_IDLE_CONNECTIONS));
	}

	jobs_easy_wipe(transfer->headers);
	transfer->headers = NULL;
	curl_easy_cleanup(transfer->easy);
	transfer->easy = NULL;
}

/* Give back all but "kept" of the descriptors that the server counts. */
static void
release_descriptors(int kept)
{
	while (engine.descriptors > kept)
	{
		ReleaseExternalFD();
		engine.descriptors--;
	}
}

/* The context of a transfer is being reset.  Never raises. */
static void
release(void *object)
{
	JobsTransfer *transfer = object;
	sigset_t	saved;

	jobs_lookup_block_signals(&saved);
	end(transfer);
	jobs_lookup_restore_signals(&saved);
	jobs_answer_free(&transfer->answer);
}

/*
 * From here on: callbacks.
 */

static int
watch_socket(CURL *easy pg_attribute_unused(), curl_socket_t fd, int what,
			 void *arg pg_attribute_unused(),
			 void *socket_arg pg_attribute_unused())
{
	if (what == CURL_POLL_REMOVE)
	{
		jobs_event_unwatch(fd);
		return 0;
	}
	return jobs_event_watch(fd, (what & CURL_POLL_IN) != 0,
							(what & CURL_POLL_OUT) != 0) ? 0 : -1;
}

static int
set_timer(CURLM *multi pg_attribute_unused(), long timeout,
		  void *arg pg_attribute_unused())
{
	engine.timer = timeout < 0 ? 0 :
		jobs_event_now() + timeout * INT64CONST(1000);
	return 0;
}

static curl_socket_t
open_socket(void *arg, curlsocktype purpose pg_attribute_unused(),
			struct curl_sockaddr *address)
{
	JobsTransfer *transfer = arg;

	return jobs_address_open(&transfer->rule, &address->addr,
							 address->socktype, address->protocol);
}

static CURLcode
note_handshake(CURL *easy pg_attribute_unused(),
			   void *context pg_attribute_unused(), void *arg)
{
	JobsTransfer *transfer = arg;

	transfer->is_shaking = true;
	return CURLE_OK;
}

/*
 * A connection is ready, new or not, and the request is about to be sent.  A
 * connection that was opened for one who may do more must not be reused.
 */
static int
check_peer(void *arg, char *peer, char *local pg_attribute_unused(),
		   int peer_port pg_attribute_unused(),
		   int local_port pg_attribute_unused())
{
	JobsTransfer *transfer = arg;

	if (!jobs_address_admits(&transfer->rule, peer))
		return CURL_PREREQFUNC_ABORT;
	transfer->response->sent = true;
	return CURL_PREREQFUNC_OK;
}

static size_t
take_header(char *data, size_t size, size_t count, void *arg)
{
	JobsTransfer *transfer = arg;

	if (!jobs_answer_header(&transfer->answer, data, size * count))
		return 0;

	/*
	 * Only now does silence mean a stall: until here the service may take its
	 * time to find an answer.
	 */
	if (!transfer->is_receiving && jobs_answer_has_head(&transfer->answer))
	{
		transfer->is_receiving = true;
		(void) curl_easy_setopt(transfer->easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
		(void) curl_easy_setopt(transfer->easy, CURLOPT_LOW_SPEED_TIME,
								STALL_SECONDS);
	}
	return size * count;
}

static size_t
take_body(char *data, size_t size, size_t count, void *arg)
{
	JobsTransfer *transfer = arg;

	return jobs_answer_body(&transfer->answer, data, size * count) ?
		size * count : 0;
}
