/*-------------------------------------------------------------------------
 *
 * job.c
 *	  One job: what is known of it now, and its document.
 *
 * A created job lives by the clock: QUEUED, PREPARING, RUNNING, then
 * SUCCEEDED, or FAILED if its id contains "fail"; every state is computed
 * when somebody asks, nothing runs in the background.  A seeded job stays
 * as it is until it is cancelled or relabelled.  Documents are written as
 * text, proto3 defaults left out.  Knows nothing of requests.
 *
 *-------------------------------------------------------------------------
 */
#include "job.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "options.h"
#include "seed.h"

/*
 * Seconds of the life-cycle clock from creation, and from cancel, as real
 * jobs show them: two to four minutes until the start, seven or so of work.
 */
#define PREPARING_AFTER 15
#define RUNNING_AFTER 120
#define ENDED_AFTER 540
#define CANCELLED_AFTER 10

const char *const emu_job_states[] = {
	"STATE_UNSPECIFIED", "QUEUED", "PREPARING", "RUNNING", "SUCCEEDED",
	"FAILED", "CANCELLING", "CANCELLED"
};

static void live(EmuFacts *facts, const EmuJob *job, int64_t now);
static int64_t real_time(double seconds);
static void cancel(EmuFacts *facts, int64_t since, const char *why, int64_t now);
static void write_labels(EmuBuffer *out, const EmuFacts *facts);
static void write_output(EmuBuffer *out, const EmuFacts *facts);
static void write_time(EmuBuffer *out, const char *name, int64_t seconds);

bool
emu_job_has_ended(EmuState state)
{
	return state == EMU_SUCCEEDED || state == EMU_FAILED ||
		state == EMU_CANCELLED;
}

void
emu_job_facts(EmuFacts *facts, int64_t seed, const EmuJob *job, int64_t now)
{
	if (job != NULL && job->created != 0)
	{
		memset(facts, 0, sizeof(*facts));
		memcpy(facts->id, job->id, sizeof(facts->id));
		facts->prediction = job->prediction;
		facts->create = job->created / EMU_SECOND;
		live(facts, job, now);
	}
	else
		emu_seed_facts(facts, seed);
	facts->job = job;
	if (job == NULL)
		return;
	if (job->cancelled != 0)
		cancel(facts, job->cancelled, "The job was cancelled by the user.",
			   now);
	if (job->finished != 0)
	{
		facts->state = EMU_SUCCEEDED;
		facts->error = NULL;
		facts->position = 0;
		facts->end = job->finished / EMU_SECOND;
		if (facts->start == 0)
			facts->start = facts->end;
	}
	if (job->version > 0)
		emu_job_etag(facts->etag, facts->id, job->version);
}

void
emu_job_write(EmuBuffer *out, const EmuFacts *facts)
{
	emu_buffer_text(out, "{\"jobId\":\"");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "\",\"createTime\":\"");
	emu_clock_write(out, facts->create);
	emu_buffer_char(out, '"');
	write_time(out, "startTime", facts->start);
	write_time(out, "endTime", facts->end);
	emu_buffer_text(out, ",\"state\":\"");
	emu_buffer_text(out, emu_job_states[facts->state]);
	emu_buffer_char(out, '"');
	if (facts->position != 0)
	{
		emu_buffer_text(out, ",\"jobPosition\":\"");
		emu_buffer_number(out, facts->position);
		emu_buffer_char(out, '"');
	}
	emu_buffer_text(out, ",\"etag\":\"");
	emu_buffer_text(out, facts->etag);
	emu_buffer_char(out, '"');
	if (facts->error != NULL)
	{
		emu_buffer_text(out, ",\"errorMessage\":");
		emu_buffer_json(out, facts->error, strlen(facts->error));
	}
	write_labels(out, facts);
	emu_buffer_text(out, facts->prediction ? ",\"predictionInput\":" :
					",\"trainingInput\":");
	if (facts->seed != 0)
		emu_seed_input(out, facts);
	else
		emu_buffer_text(out, facts->job->input);
	write_output(out, facts);
	emu_buffer_char(out, '}');
}

/* Eight bytes that look random; both alphabets' odd digits occur. */
void
emu_job_etag(char *etag, const char *name, unsigned version)
{
	static const char digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint64_t	bits = version;
	int			i;

	for (; *name != '\0'; name++)
		bits = bits * 1099511628211u + (unsigned char) *name;
	bits = emu_seed_mix(bits);
	for (i = 0; i < 10; i++)
		etag[i] = digits[bits >> (58 - 6 * i) & 63];
	etag[10] = digits[bits << 2 & 63];
	etag[11] = '=';
	etag[12] = '\0';
}

/* Where a created job has got to by itself. */
static void
live(EmuFacts *facts, const EmuJob *job, int64_t now)
{
	/* a cancelled or finished job stays where it was then */
	int64_t		until = job->cancelled != 0 ? job->cancelled :
	job->finished != 0 ? job->finished : now;
	int64_t		age = (int64_t) ((double) (until - job->created) *
								 emu_options.speed);
	int64_t		started = job->created + real_time(RUNNING_AFTER);

	emu_job_etag(facts->etag, job->id, 0);
	if (age < PREPARING_AFTER * EMU_SECOND)
	{
		facts->state = EMU_QUEUED;
		facts->position = 1;
		return;
	}
	facts->state = EMU_PREPARING;
	if (age < RUNNING_AFTER * EMU_SECOND)
		return;
	facts->state = EMU_RUNNING;
	facts->start = started / EMU_SECOND;
	if (job->limit != 0 &&
		job->limit < (ENDED_AFTER - RUNNING_AFTER) * EMU_SECOND &&
		age >= RUNNING_AFTER * EMU_SECOND + job->limit)
	{
		cancel(facts, started + (int64_t) ((double) job->limit /
										   emu_options.speed),
			   "The job exceeded its maximum running time.", now);
		return;
	}
	if (age < ENDED_AFTER * EMU_SECOND)
		return;
	facts->end = (job->created + real_time(ENDED_AFTER)) / EMU_SECOND;
	facts->state = EMU_SUCCEEDED;
	if (strcasestr(job->id, "fail") != NULL)
	{
		facts->state = EMU_FAILED;
		facts->error = "The replica master 0 exited with a non-zero status "
			"of 1. Termination reason: Error.";
	}
}

/* How many microseconds some seconds of the life-cycle clock take. */
static int64_t
real_time(double seconds)
{
	return (int64_t) (seconds * (double) EMU_SECOND / emu_options.speed);
}

static void
cancel(EmuFacts *facts, int64_t since, const char *why, int64_t now)
{
	int64_t		until = since + real_time(CANCELLED_AFTER);

	facts->state = EMU_CANCELLING;
	facts->position = 0;
	facts->error = why;
	facts->end = 0;
	if (now < until)
		return;
	facts->state = EMU_CANCELLED;
	facts->end = until / EMU_SECOND;
}

static void
write_labels(EmuBuffer *out, const EmuFacts *facts)
{
	const EmuJob *job = facts->job;
	size_t		before = out->length;

	emu_buffer_text(out, ",\"labels\":");
	if (job != NULL && (job->relabelled || facts->seed == 0))
	{
		if (job->labels != NULL)
			emu_buffer_text(out, job->labels);
		else
			emu_buffer_replace(out, before, out->length - before, "", 0);
	}
	else if (!emu_seed_labels(out, facts))
		emu_buffer_replace(out, before, out->length - before, "", 0);
}

/*
 * A training job has an output message, empty at first, from PREPARING on;
 * whether a queued one has is unknown, ours does not.
 */
static void
write_output(EmuBuffer *out, const EmuFacts *facts)
{
	if (facts->state == EMU_QUEUED)
		return;
	emu_buffer_text(out, facts->prediction ? ",\"predictionOutput\":" :
					",\"trainingOutput\":");
	if (facts->seed != 0)
		emu_seed_output(out, facts);
	else if (facts->state == EMU_SUCCEEDED)
		emu_buffer_text(out, facts->job->output);
	else
		emu_buffer_text(out, "{}");
}

static void
write_time(EmuBuffer *out, const char *name, int64_t seconds)
{
	if (seconds == 0)
		return;
	emu_buffer_text(out, ",\"");
	emu_buffer_text(out, name);
	emu_buffer_text(out, "\":\"");
	emu_clock_write(out, seconds);
	emu_buffer_char(out, '"');
}
