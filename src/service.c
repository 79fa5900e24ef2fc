/*-------------------------------------------------------------------------
 *
 * service.c
 *	  All that is particular to one remote service, as constant data.
 *
 * Knows the service's address, methods, limits and states, and finds fields
 * in its catalogue.  Must not know how a method is called.  The facts are
 * those of the service's discovery document and reference.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "nearest.h"
#include "service.h"

#define PROJECT_PATH	"v1/projects/{projectsId}"
#define JOBS_PATH		PROJECT_PATH "/jobs"
#define JOB_PATH		JOBS_PATH "/{jobsId}"

/*
 * Lengths of ids.  Projects of domains ("example.com:name") may be longer than
 * the 30 characters of others; a number is an unsigned 64-bit integer.
 */
#define MAX_PROJECT_ID		63
#define MAX_PROJECT_NUMBER	20
#define MAX_JOB_ID			128

/*
 * A request that is sent once more does no harm if it reads, or cancels what
 * is cancelled already.  A patch or a policy could undo what somebody else has
 * set in between, and a job that was created is refused the second time.
 */
static const JobsMethod ml_methods[JOBS_METHOD_COUNT] = {
	[JOBS_METHOD_LIST] = {JOBS_METHOD_LIST, "projects.jobs.list",
		"GET", JOBS_PATH, JOBS_RETRY_FREELY, false,
	"Lists the jobs of a project, a page at a time."},
	[JOBS_METHOD_GET] = {JOBS_METHOD_GET, "projects.jobs.get",
		"GET", JOB_PATH, JOBS_RETRY_FREELY, false,
	"Gets one job."},
	[JOBS_METHOD_CREATE] = {JOBS_METHOD_CREATE, "projects.jobs.create",
		"POST", JOBS_PATH, JOBS_RETRY_UNSENT, true,
	"Creates a job, which starts as soon as there is room for it."},
	[JOBS_METHOD_PATCH] = {JOBS_METHOD_PATCH, "projects.jobs.patch",
		"PATCH", JOB_PATH, JOBS_RETRY_UNSENT, true,
	"Changes the labels of a job."},
	[JOBS_METHOD_CANCEL] = {JOBS_METHOD_CANCEL, "projects.jobs.cancel",
		"POST", JOB_PATH ":cancel", JOBS_RETRY_FREELY, true,
	"Cancels a job that has not ended."},
	[JOBS_METHOD_GET_IAM_POLICY] = {JOBS_METHOD_GET_IAM_POLICY,
		"projects.jobs.getIamPolicy", "GET", JOB_PATH ":getIamPolicy",
		JOBS_RETRY_FREELY, false,
	"Gets the policy that says who may do what with a job."},
	[JOBS_METHOD_SET_IAM_POLICY] = {JOBS_METHOD_SET_IAM_POLICY,
		"projects.jobs.setIamPolicy", "POST", JOB_PATH ":setIamPolicy",
		JOBS_RETRY_UNSENT, true,
	"Replaces the policy that says who may do what with a job."},
	[JOBS_METHOD_TEST_IAM_PERMISSIONS] = {JOBS_METHOD_TEST_IAM_PERMISSIONS,
		"projects.jobs.testIamPermissions", "POST",
		JOB_PATH ":testIamPermissions", JOBS_RETRY_FREELY, false,
	"Says which of some permissions on a job the caller has."},
};

static const char *const ml_states[] = {
	"STATE_UNSPECIFIED", "QUEUED", "PREPARING", "RUNNING", "SUCCEEDED",
	"FAILED", "CANCELLING", "CANCELLED", NULL
};

static const char *const ml_final_states[] = {
	"SUCCEEDED", "FAILED", "CANCELLED", NULL
};

const JobsService jobs_service_ml = {
	.schema = "google.ml",
	.schema_synonym = "ml",
	.resource = "jobs",
	.endpoint = "https://ml.googleapis.com",
	.scope = "https://www.googleapis.com/auth/cloud-platform",
	.scope_read_only =
	"https://www.googleapis.com/auth/cloud-platform.read-only",
	.fields = jobs_field_ml,
	.nfields = JOBS_FIELD_ML_COUNT,
	.methods = ml_methods,
	.list_member = "jobs",
	.next_member = "nextPageToken",
	.max_page_size = 100,
	.states = ml_states,
	.final_states = ml_final_states,
};

static bool is_below_map(const JobsField *field, const char *path);
static size_t known_part(const JobsService *service, const char *path);
static bool is_project_number(const char *id);
static bool is_lower(char c);
static bool is_digit(char c);
static bool is_letter(char c);

const JobsField *
jobs_service_field(const JobsService *service, JobsFieldRole role)
{
	for (int i = 0; i < service->nfields; i++)
		if (service->fields[i].role == role)
			return &service->fields[i];
	return NULL;
}

const JobsField *
jobs_service_find(const JobsService *service, const char *name, bool exact)
{
	for (int i = 0; i < service->nfields; i++)
	{
		const JobsField *field = &service->fields[i];

		if (exact ? strcmp(field->path, name) == 0 :
			jobs_field_matches(field->path, name))
			return field;
	}

	/* a key counts to the letter, so what is above it does too */
	for (int i = 0; i < service->nfields; i++)
		if (is_below_map(&service->fields[i], name))
			return &service->fields[i];
	return NULL;
}

const char *
jobs_service_nearest(const JobsService *service, const char *path)
{
	JobsNearest nearest;

	/* a nested field without what is above it */
	for (int i = 0; i < service->nfields; i++)
		if (jobs_field_matches(jobs_field_leaf(service->fields[i].path),
							   path))
			return service->fields[i].path;

	jobs_nearest_begin(&nearest, path);
	for (int i = 0; i < service->nfields; i++)
		jobs_nearest_offer(&nearest, service->fields[i].path);
	return jobs_nearest_get(&nearest);
}

char *
jobs_service_siblings(const JobsService *service, const char *path)
{
	size_t		depth = known_part(service, path);
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < service->nfields; i++)
	{
		const char *known = service->fields[i].path;

		if (strncmp(known, path, depth) != 0 ||
			strlen(known) <= depth || strchr(known + depth, '.') != NULL)
			continue;
		appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "", known);
	}
	return list.data;
}

bool
jobs_service_is_project(const char *id)
{
	size_t		len = strlen(id);

	if (is_project_number(id))
		return true;
	if (len < 1 || len > MAX_PROJECT_ID || !is_lower(id[0]))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!is_lower(id[i]) && !is_digit(id[i]) &&
			(i == len - 1 || strchr(".:-", id[i]) == NULL))
			return false;
	return true;
}

bool
jobs_service_is_job(const char *id)
{
	size_t		len = strlen(id);

	if (len > MAX_JOB_ID || !is_letter(id[0]))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!is_letter(id[i]) && !is_digit(id[i]) && id[i] != '_')
			return false;
	return true;
}

/* Does a path lead to a key of this map? */
static bool
is_below_map(const JobsField *field, const char *path)
{
	size_t		len = strlen(field->path);

	return field->type == JOBS_TYPE_MAP &&
		strncmp(path, field->path, len) == 0 &&
		path[len] == '.' && path[len + 1] != '\0';
}

/*
 * How many characters of a path name a message, the dot after it included: up
 * to there whoever wrote it was right.
 */
static size_t
known_part(const JobsService *service, const char *path)
{
	size_t		known = 0;

	for (int i = 0; i < service->nfields; i++)
	{
		const JobsField *field = &service->fields[i];
		size_t		len = strlen(field->path);

		if (field->type == JOBS_TYPE_MESSAGE && len >= known &&
			strncmp(path, field->path, len) == 0 && path[len] == '.')
			known = len + 1;
	}
	return known;
}

static bool
is_project_number(const char *id)
{
	size_t		len = strlen(id);

	return len >= 1 && len <= MAX_PROJECT_NUMBER &&
		strspn(id, "0123456789") == len;
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return is_lower(c) || (c >= 'A' && c <= 'Z');
}
