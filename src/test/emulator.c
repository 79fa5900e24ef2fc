/*-------------------------------------------------------------------------
 *
 * emulator.c
 *	  A server that behaves as ml.googleapis.com does for projects.jobs.
 *
 * The process: it listens on 127.0.0.1, hands each connection to
 * libmicrohttpd, which runs a thread for it, turns what arrives into an
 * EmuCall, and sends the answer, unless the answer is one that no HTTP
 * library would send: those are written to the socket by wire.c.  This is
 * the only file that knows libmicrohttpd; what is answered is decided in
 * emulator/route.c.
 *
 *-------------------------------------------------------------------------
 */
#include <errno.h>
#include <locale.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "emulator/call.h"
#include "emulator/clock.h"
#include "emulator/ledger.h"
#include "emulator/options.h"
#include "emulator/relay.h"
#include "emulator/route.h"
#include "emulator/wire.h"

#define CONNECTIONS 4096

/* Room for request headers: page tokens may be long. */
#define CONNECTION_MEMORY (256 * 1024)

/* A body beyond this is refused. */
#define BODY_LIMIT (16 * 1024 * 1024)

/* Pieces a second in which --bandwidth sends. */
#define PIECES 20

typedef struct Connection
{
	uint64_t	number;			/* from 1 */
	uint64_t	requests;		/* so far */
	char	   *target;			/* of the current request; malloc'd */
} Connection;

static int	listen_on(int64_t port, int *actual);
static void accept_forever(struct MHD_Daemon *daemon, int main_socket,
						   int other_socket, int signals);
static void accept_one(struct MHD_Daemon *daemon, int listener, bool tls);
static void follow_connection(void *closure, struct MHD_Connection *http,
							  void **context,
							  enum MHD_ConnectionNotificationCode code);
static void *note_target(void *closure, const char *target,
						 struct MHD_Connection *http);
static Connection *connection_of(struct MHD_Connection *http);
static enum MHD_Result handle(void *closure, struct MHD_Connection *http,
							  const char *url, const char *method,
							  const char *version, const char *data,
							  size_t *length, void **context);
static EmuRequest *start_request(struct MHD_Connection *http,
								 const char *method);
static void end_request(void *closure, struct MHD_Connection *http,
						void **context,
						enum MHD_RequestTerminationCode code);
static enum MHD_Result answer_request(struct MHD_Connection *http,
									  EmuRequest *request);
static enum MHD_Result send_answer(struct MHD_Connection *http,
								   EmuAnswer *answer);
static ssize_t read_slowly(void *closure, uint64_t position, char *into,
						   size_t room);
static void free_slow(void *closure);

int
main(int argc, char **argv)
{
	struct MHD_Daemon *daemon;
	sigset_t	signals;
	int			port;
	int			main_socket;
	int			other_socket;
	pid_t		parent = getppid();

	emu_options_read(argc, argv);
	setlocale(LC_CTYPE, "C.UTF-8");
	if (emu_options.die_with_parent)
	{
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			return 0;
	}
	/* in every thread: only the main one looks for them */
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);

	emu_ledger_open();
	if (emu_options.tls_cert != NULL)
		emu_relay_start();
	main_socket = listen_on(emu_options.port, &port);
	other_socket = listen_on(0, &emu_options.other_port);
	daemon = MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION |
							  MHD_USE_INTERNAL_POLLING_THREAD |
							  MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC,
							  0, NULL, NULL, handle, NULL,
							  MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
							  MHD_OPTION_CONNECTION_MEMORY_LIMIT,
							  (size_t) CONNECTION_MEMORY,
							  MHD_OPTION_NOTIFY_CONNECTION, follow_connection,
							  NULL,
							  MHD_OPTION_URI_LOG_CALLBACK, note_target, NULL,
							  MHD_OPTION_NOTIFY_COMPLETED, end_request, NULL,
							  MHD_OPTION_END);
	if (daemon == NULL)
	{
		fputs("emulator: cannot start libmicrohttpd\n", stderr);
		return 1;
	}
	printf("listening on %s://127.0.0.1:%d\n",
		   emu_options.tls_cert != NULL ? "https" : "http", port);
	fflush(stdout);
	accept_forever(daemon, main_socket, other_socket,
				   signalfd(-1, &signals, SFD_CLOEXEC));
	return 0;
}

static int
listen_on(int64_t port, int *actual)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t) port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	socklen_t	length = sizeof(address);
	int			yes = 1;
	int			listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(listener, (struct sockaddr *) &address, length) != 0 ||
		listen(listener, SOMAXCONN) != 0 ||
		getsockname(listener, (struct sockaddr *) &address, &length) != 0)
	{
		fprintf(stderr, "emulator: cannot listen on port %d: %s\n",
				(int) port, strerror(errno));
		exit(1);
	}
	*actual = ntohs(address.sin_port);
	return listener;
}

/* Until a signal says otherwise. */
static void
accept_forever(struct MHD_Daemon *daemon, int main_socket, int other_socket,
			   int signals)
{
	struct pollfd ready[3] = {
		{.fd = signals, .events = POLLIN},
		{.fd = main_socket, .events = POLLIN},
		{.fd = other_socket, .events = POLLIN}
	};

	for (;;)
	{
		if (poll(ready, 3, -1) < 0 && errno != EINTR)
			return;
		if (ready[0].revents != 0)
			return;
		if (ready[1].revents != 0)
			accept_one(daemon, main_socket, emu_options.tls_cert != NULL);
		if (ready[2].revents != 0)
			accept_one(daemon, other_socket, false);
	}
}

static void
accept_one(struct MHD_Daemon *daemon, int listener, bool tls)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t	length = sizeof(address);
	int			yes = 1;
	int			client = accept4(listener, (struct sockaddr *) &address,
								 &length, SOCK_CLOEXEC);

	if (client < 0)
		return;
	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (tls)
		emu_relay_connection(client, emu_options.other_port);
	else						/* owns the socket, even if it fails */
		MHD_add_connection(daemon, client, (struct sockaddr *) &address,
						   length);
}

static void
follow_connection(void *closure, struct MHD_Connection *http, void **context,
				  enum MHD_ConnectionNotificationCode code)
{
	static atomic_ullong count;
	Connection *connection = *context;

	(void) closure;
	(void) http;
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
	{
		connection = emu_memory_zero(sizeof(Connection));
		connection->number = atomic_fetch_add(&count, 1) + 1;
		*context = connection;
	}
	else if (connection != NULL)
	{
		free(connection->target);
		free(connection);
		*context = NULL;
	}
}

/*
 * The target as it came; libmicrohttpd gives it away decoded, which would
 * make %2F a slash.
 */
static void *
note_target(void *closure, const char *target, struct MHD_Connection *http)
{
	Connection *connection = connection_of(http);

	(void) closure;
	free(connection->target);
	connection->target = emu_memory_copy(target, strlen(target));
	return NULL;
}

static Connection *
connection_of(struct MHD_Connection *http)
{
	const union MHD_ConnectionInfo *info;

	info = MHD_get_connection_info(http, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info->socket_context;
}

/* Called for the header, for each part of the body, and at the end. */
static enum MHD_Result
handle(void *closure, struct MHD_Connection *http, const char *url,
	   const char *method, const char *version, const char *data,
	   size_t *length, void **context)
{
	EmuRequest *request = *context;

	(void) closure;
	(void) url;
	(void) version;
	if (request == NULL)
	{
		*context = start_request(http, method);
		return MHD_YES;
	}
	if (*length == 0)
		return answer_request(http, request);
	if (request->body.length + *length > BODY_LIMIT)
		return MHD_NO;
	emu_buffer_add(&request->body, data, *length);
	*length = 0;
	return MHD_YES;
}

static EmuRequest *
start_request(struct MHD_Connection *http, const char *method)
{
	Connection *connection = connection_of(http);
	EmuArena   *arena = emu_arena_create();
	EmuRequest *request = emu_arena_alloc(arena, sizeof(EmuRequest));
	const struct
	{
		const char **target;
		const char *name;
	}			headers[] = {
		{&request->authorization, "Authorization"},
		{&request->user_agent, "User-Agent"},
		{&request->accept_encoding, "Accept-Encoding"},
		{&request->quota_project, "X-Goog-User-Project"},
		{&request->field_mask, "X-Goog-FieldMask"},
		{&request->verb, "X-HTTP-Method-Override"},
	};
	size_t		i;

	request->arena = arena;
	request->time = emu_clock_now();
	request->connection = connection->number;
	request->ordinal = ++connection->requests;
	for (i = 0; i < lengthof(headers); i++)
	{
		const char *value = MHD_lookup_connection_value(http, MHD_HEADER_KIND,
														headers[i].name);

		*headers[i].target = value == NULL ? NULL :
			emu_arena_copy(arena, value, strlen(value));
	}
	/* the verb may be overridden in a POST only */
	if (request->verb == NULL || strcmp(method, "POST") != 0)
		request->verb = emu_arena_copy(arena, method, strlen(method));
	emu_request_parse(request, connection->target);
	return request;
}

static void
end_request(void *closure, struct MHD_Connection *http, void **context,
			enum MHD_RequestTerminationCode code)
{
	EmuRequest *request = *context;

	(void) closure;
	(void) http;
	(void) code;
	if (request == NULL)
		return;
	emu_buffer_free(&request->body);
	emu_arena_free(request->arena);
	*context = NULL;
}

static enum MHD_Result
answer_request(struct MHD_Connection *http, EmuRequest *request)
{
	static atomic_int in_flight;
	EmuCall		call = {.request = request};
	const union MHD_ConnectionInfo *info;
	enum MHD_Result result = MHD_NO;

	info = MHD_get_connection_info(http, MHD_CONNECTION_INFO_CONNECTION_FD);
	call.socket = info->connect_fd;
	request->in_flight = atomic_fetch_add(&in_flight, 1) + 1;
	emu_route_call(&call);
	/* MHD_NO makes libmicrohttpd end the connection without a word */
	if (call.answer.wire.raw)
		emu_wire_send(call.socket, &call.answer);
	else
		result = send_answer(http, &call.answer);
	atomic_fetch_sub(&in_flight, 1);
	emu_buffer_free(&call.answer.body);
	return result;
}

static enum MHD_Result
send_answer(struct MHD_Connection *http, EmuAnswer *answer)
{
	struct MHD_Response *response;
	enum MHD_Result result;
	int			i;

	if (emu_options.bandwidth > 0)
	{
		EmuBuffer  *slow = emu_memory_zero(sizeof(EmuBuffer));

		*slow = answer->body;
		response = MHD_create_response_from_callback(slow->length, 65536,
													 read_slowly, slow,
													 free_slow);
	}
	else
		response = MHD_create_response_from_buffer(answer->body.length,
												   answer->body.data,
												   MHD_RESPMEM_MUST_FREE);
	/* the response owns the body now */
	memset(&answer->body, 0, sizeof(answer->body));
	if (answer->type != NULL)
		MHD_add_response_header(response, "Content-Type", answer->type);
	if (answer->encoding != NULL)
		MHD_add_response_header(response, "Content-Encoding",
								answer->encoding);
	for (i = 0; i < answer->nheaders; i++)
		MHD_add_response_header(response, answer->headers[i].name,
								answer->headers[i].value);
	MHD_add_response_header(response, "Vary", "Origin, X-Origin, Referer");
	MHD_add_response_header(response, "Server", "ESF");
	result = MHD_queue_response(http, (unsigned) answer->status, response);
	MHD_destroy_response(response);
	return result;
}

static ssize_t
read_slowly(void *closure, uint64_t position, char *into, size_t room)
{
	const EmuBuffer *body = closure;
	size_t		left = body->length - position;
	size_t		piece = (size_t) emu_options.bandwidth / PIECES + 1;

	if (left == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (piece > room)
		piece = room;
	if (piece > left)
		piece = left;
	emu_clock_sleep((int64_t) piece * 1000 / emu_options.bandwidth);
	memcpy(into, body->data + position, piece);
	return (ssize_t) piece;
}

static void
free_slow(void *closure)
{
	emu_buffer_free(closure);
	free(closure);
}
