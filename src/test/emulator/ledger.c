/*-------------------------------------------------------------------------
 *
 * ledger.c
 *	  The record of every request and its effect.
 *
 * One JSON object a line, written before the answer leaves, so that a test
 * that has its answer finds the line.  This is the oracle for what was sent,
 * and for what was lost or done twice.  It holds the tokens of requests in
 * the clear: that is what it is for.  Knows nothing of methods.
 *
 *-------------------------------------------------------------------------
 */
#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "options.h"
#include "parameters.h"
#include "route.h"

/* Lines kept for GET /emulator/ledger; the file has them all. */
#define KEPT 8192

typedef struct Line
{
	char	   *text;			/* NULL if there is none yet */
	char	   *project;		/* or NULL */
} Line;

static Line kept[KEPT];			/* a ring: place is sequence modulo KEPT */
static int64_t sequence;		/* of the newest line */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int	file = -1;

static void describe(EmuBuffer *line, const EmuCall *call);
static void text(EmuBuffer *line, const char *name, const char *value);
static void number(EmuBuffer *line, const char *name, int64_t value);
static void keep(const EmuBuffer *line, const char *project);

void
emu_ledger_open(void)
{
	if (emu_options.ledger == NULL)
		return;
	file = open(emu_options.ledger, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
				0666);
	if (file < 0)
	{
		fprintf(stderr, "emulator: cannot open %s: %s\n", emu_options.ledger,
				strerror(errno));
		exit(1);
	}
}

void
emu_ledger_write(const EmuCall *call)
{
	EmuBuffer	rest = {0};
	EmuBuffer	line = {0};
	const char *at;
	size_t		left;

	describe(&rest, call);
	pthread_mutex_lock(&lock);
	emu_buffer_format(&line, "{\"seq\":%lld", (long long) ++sequence);
	emu_buffer_add(&line, rest.data, rest.length);
	keep(&line, call->project_name);
	emu_buffer_char(&line, '\n');
	at = line.data;
	left = line.length;
	while (file >= 0 && left > 0)
	{
		ssize_t		written = write(file, at, left);

		if (written < 0 && errno != EINTR)
		{
			/* a ledger with holes would prove what is not true */
			perror("emulator: cannot write the ledger");
			abort();
		}
		if (written > 0)
		{
			at += written;
			left -= (size_t) written;
		}
	}
	pthread_mutex_unlock(&lock);
	emu_buffer_free(&rest);
	emu_buffer_free(&line);
}

void
emu_ledger_read(EmuBuffer *out, const char *project, int64_t since)
{
	int64_t		number_kept;

	pthread_mutex_lock(&lock);
	number_kept = sequence > KEPT ? sequence - KEPT : 0;
	if (since < number_kept)
		since = number_kept;
	while (++since <= sequence)
	{
		const Line *line = &kept[since % KEPT];

		if (project != NULL && (line->project == NULL ||
								strcmp(line->project, project) != 0))
			continue;
		emu_buffer_text(out, line->text);
		emu_buffer_char(out, '\n');
	}
	pthread_mutex_unlock(&lock);
}

static void
describe(EmuBuffer *line, const EmuCall *call)
{
	const EmuRequest *request = call->request;
	const EmuRoute *route = call->route;
	bool		list = call->method == EMU_LIST;

	emu_buffer_text(line, ",\"time\":\"");
	emu_clock_write(line, request->time / EMU_SECOND);
	/* with the microseconds in front of the Z */
	line->length--;
	emu_buffer_format(line, ".%06dZ\"", (int) (request->time % EMU_SECOND));
	text(line, "method", request->verb);
	text(line, "path", request->path);
	text(line, "query", request->query);
	text(line, "operation", route != NULL ? route->operation : NULL);
	text(line, "project", call->project_name);
	text(line, "job", call->job_id);
	text(line, "token", call->token);
	text(line, "user_agent", request->user_agent);
	text(line, "accept_encoding", request->accept_encoding);
	text(line, "quota_project", request->quota_project);
	text(line, "body", request->body.length > 0 ? request->body.data : NULL);
	number(line, "status", call->answer.status);
	text(line, "fault", call->fault);
	text(line, "effect", call->effect);
	number(line, "response_bytes", (int64_t) call->answer.body.length);
	text(line, "page_size",
		 list ? emu_parameters_text(call, "pageSize") : NULL);
	text(line, "page_token",
		 list ? emu_parameters_text(call, "pageToken") : NULL);
	text(line, "filter", list ? emu_parameters_text(call, "filter") : NULL);
	text(line, "fields",
		 route != NULL ? emu_parameters_text(call, "fields") : NULL);
	number(line, "connection", (int64_t) request->connection);
	number(line, "in_flight", request->in_flight);
	emu_buffer_char(line, '}');
}

static void
text(EmuBuffer *line, const char *name, const char *value)
{
	emu_buffer_format(line, ",\"%s\":", name);
	if (value != NULL)
		emu_buffer_json(line, value, strlen(value));
	else
		emu_buffer_text(line, "null");
}

static void
number(EmuBuffer *line, const char *name, int64_t value)
{
	emu_buffer_format(line, ",\"%s\":%lld", name, (long long) value);
}

static void
keep(const EmuBuffer *line, const char *project)
{
	Line	   *place = &kept[sequence % KEPT];

	free(place->text);
	free(place->project);
	place->text = emu_memory_copy(line->data, line->length);
	place->project = project == NULL ? NULL :
		emu_memory_copy(project, strlen(project));
}
