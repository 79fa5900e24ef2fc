/*-------------------------------------------------------------------------
 *
 * jobs.c
 *	  The methods that concern one job.
 *
 * Whatever the service leaves unknown about conflicts is an option.  Knows
 * nothing of lists and of how an answer travels.
 *
 *-------------------------------------------------------------------------
 */
#include "jobs.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "clock.h"
#include "error.h"
#include "options.h"
#include "outcome.h"
#include "parameters.h"
#include "rules.h"

/* How late --duplicate late refuses. */
#define DUPLICATE_DELAY 2000

/* What updateMask may name. */
typedef struct Mask
{
	bool		labels;
	bool		etag;
} Mask;

static EmuJob *make_job(json_object *document);
static bool read_mask(EmuCall *call, Mask *mask);
static bool check_etag(EmuCall *call, json_object *patch,
					   const EmuFacts *facts);
static void relabel(EmuJob *job, json_object *labels);
static void write_current(EmuCall *call, const char *id);
static void change(EmuJob *job);

void
emu_jobs_get(EmuCall *call)
{
	EmuFacts	facts;

	emu_store_lock(call->project, false);
	if (emu_jobs_find(call, &facts))
		emu_job_write(&call->answer.body, &facts);
	emu_store_unlock(call->project);
}

void
emu_jobs_create(EmuCall *call)
{
	json_object *document = emu_body_read(call, &emu_schema_job, "job");
	EmuFacts	facts;

	if (document == NULL)
		return;
	if (emu_rules_job(call, document))
	{
		const char *id = emu_body_text(document, "jobId");

		call->job_id = emu_arena_copy(call->request->arena, id, strlen(id));
		emu_store_lock(call->project, true);
		if (emu_store_find(call->project, id, &facts))
		{
			emu_error_field(call, 409, "ALREADY_EXISTS", "job.job_id",
							"A job with this id already exists.");
			if (emu_options.duplicate == 1)
				call->answer.delay += DUPLICATE_DELAY;
		}
		else
		{
			emu_store_add(call->project, make_job(document));
			call->effect = "create";
			write_current(call, id);
		}
		emu_store_unlock(call->project);
	}
	json_object_put(document);
}

void
emu_jobs_patch(EmuCall *call)
{
	json_object *patch = emu_body_read(call, &emu_schema_job, "job");
	Mask		mask = {0};
	EmuFacts	facts;

	if (patch == NULL)
		return;
	if (read_mask(call, &mask) &&
		(!mask.labels ||
		 emu_rules_labels(call, emu_body_member(patch, "labels"))))
	{
		emu_store_lock(call->project, true);
		if (emu_jobs_find(call, &facts) &&
			(!mask.etag || check_etag(call, patch, &facts)))
		{
			if (mask.labels)
			{
				relabel(emu_store_change(call->project, &facts),
						emu_body_member(patch, "labels"));
				call->effect = "patch";
			}
			write_current(call, call->job_id);
		}
		emu_store_unlock(call->project);
	}
	json_object_put(patch);
}

void
emu_jobs_cancel(EmuCall *call)
{
	json_object *body = emu_body_read(call, &emu_schema_empty, "");
	EmuFacts	facts;

	if (body == NULL)
		return;
	json_object_put(body);
	emu_store_lock(call->project, true);
	if (emu_jobs_find(call, &facts))
	{
		emu_buffer_text(&call->answer.body, "{}");
		if (!emu_job_has_ended(facts.state))
		{
			if (facts.state != EMU_CANCELLING)
			{
				EmuJob	   *job = emu_store_change(call->project, &facts);

				job->cancelled = emu_clock_now();
				change(job);
				call->effect = "cancel";
			}
		}
		else if (emu_options.cancel_ended == 1)
			emu_error_field(call, 400, "FAILED_PRECONDITION", "name",
							"The job %s has already ended.", facts.id);
	}
	emu_store_unlock(call->project);
}

void
emu_jobs_touch(EmuCall *call)
{
	EmuBuffer	labels = {0};
	EmuFacts	facts;

	emu_store_lock(call->project, true);
	if (emu_jobs_find(call, &facts))
	{
		EmuJob	   *job = emu_store_change(call->project, &facts);

		change(job);
		emu_buffer_format(&labels, "{\"touched\":\"%u\"}", job->version);
		free(job->labels);
		job->labels = labels.data;
		job->relabelled = true;
		call->effect = "touch";
		write_current(call, call->job_id);
	}
	emu_store_unlock(call->project);
}

void
emu_jobs_finish(EmuCall *call)
{
	EmuFacts	facts;

	emu_store_lock(call->project, true);
	if (emu_jobs_find(call, &facts))
	{
		EmuJob	   *job = emu_store_change(call->project, &facts);

		job->finished = emu_clock_now();
		change(job);
		call->effect = "finish";
		write_current(call, call->job_id);
	}
	emu_store_unlock(call->project);
}

void
emu_jobs_interfere(EmuCall *call)
{
	EmuFacts	facts;

	if (call->job_id == NULL)
		return;
	emu_store_lock(call->project, true);
	if (emu_store_find(call->project, call->job_id, &facts))
		change(emu_store_change(call->project, &facts));
	emu_store_unlock(call->project);
}

bool
emu_jobs_find(EmuCall *call, EmuFacts *facts)
{
	if (emu_store_find(call->project, call->job_id, facts))
		return true;
	emu_error_field(call, 404, "NOT_FOUND", "name",
					"The job %s was not found.", call->job_id);
	return false;
}

static EmuJob *
make_job(json_object *document)
{
	EmuJob	   *job = emu_memory_zero(sizeof(EmuJob));
	json_object *labels = emu_body_member(document, "labels");
	json_object *input = emu_body_member(document, "trainingInput");
	const char *limit;

	strcpy(job->id, emu_body_text(document, "jobId"));
	job->created = emu_clock_now();
	job->prediction = input == NULL;
	if (input == NULL)
		input = emu_body_member(document, "predictionInput");
	job->input = emu_body_print(input);
	job->output = job->prediction ? emu_outcome_prediction(input) :
		emu_outcome_training(input, job->created / EMU_SECOND);
	limit = emu_body_text(emu_body_member(input, "scheduling"),
						  "maxRunningTime");
	job->limit = (int64_t) (strtod(limit, NULL) * (double) EMU_SECOND);
	if (labels != NULL)
		job->labels = emu_body_print(labels);
	return job;
}

static bool
read_mask(EmuCall *call, Mask *mask)
{
	const char *text = emu_parameters_text(call, "updateMask");
	const char *at;
	size_t		length;

	if (text == NULL)
	{
		emu_error_field(call, 400, "INVALID_ARGUMENT", "update_mask",
						"An update mask is required.");
		return false;
	}
	for (at = text; *at != '\0'; at += length + (at[length] == ','))
	{
		length = strcspn(at, ",");
		if (length == 6 && memcmp(at, "labels", 6) == 0)
			mask->labels = true;
		else if (length == 4 && memcmp(at, "etag", 4) == 0)
			mask->etag = true;
		else
		{
			emu_error_field(call, 400, "INVALID_ARGUMENT", "update_mask",
							"The field '%.*s' cannot be updated. Only labels "
							"and etag are supported.", (int) length, at);
			return false;
		}
	}
	return true;
}

static bool
check_etag(EmuCall *call, json_object *patch, const EmuFacts *facts)
{
	static const char message[] =
	"The etag is not that of the current job. Read the job again.";
	const char *etag = emu_body_text(patch, "etag");

	if (*etag == '\0')
		emu_error_field(call, 400, "INVALID_ARGUMENT", "etag",
						"The update mask names the etag, the job has none.");
	else if (strcmp(etag, facts->etag) == 0)
		return true;
	else if (emu_options.etag_mismatch == EMU_MISMATCH_BARE)
		emu_error(call, 409, NULL, message, NULL);
	else if (emu_options.etag_mismatch == EMU_MISMATCH_412)
	{
		call->old_errors = true;
		emu_error(call, 412, NULL, "Precondition Failed", NULL);
	}
	else if (emu_options.etag_mismatch == EMU_MISMATCH_PRECONDITION)
		emu_error(call, 400, "FAILED_PRECONDITION", message, NULL);
	else
		emu_error(call, 409, "ABORTED", message, NULL);
	return false;
}

/* The whole map is replaced; no labels clear it. */
static void
relabel(EmuJob *job, json_object *labels)
{
	free(job->labels);
	job->labels = labels != NULL ? emu_body_print(labels) : NULL;
	job->relabelled = true;
	change(job);
}

static void
write_current(EmuCall *call, const char *id)
{
	EmuFacts	facts;

	if (emu_store_find(call->project, id, &facts))
		emu_job_write(&call->answer.body, &facts);
}

/* Every change makes a new etag. */
static void
change(EmuJob *job)
{
	job->version++;
}
