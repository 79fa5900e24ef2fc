/*-------------------------------------------------------------------------
 *
 * route.c
 *	  From a request to the method that answers it.
 *
 * The order of things is that of Google's front ends: route, credentials,
 * query parameters, project, method; then selection of fields, indentation
 * and compression.  Further services, such as token endpoints, are rows of
 * the table of routes.  Knows no method from inside.
 *
 *-------------------------------------------------------------------------
 */
#include "route.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "compress.h"
#include "error.h"
#include "fault.h"
#include "fixture.h"
#include "iam.h"
#include "jobs.h"
#include "ledger.h"
#include "list.h"
#include "mask.h"
#include "options.h"
#include "parameters.h"
#include "text.h"

#define JOBS "/v1/projects/{project}/jobs"
#define JOB JOBS "/{job}"
#define RPC "google.cloud.ml.v1.JobService."
#define IAM_RPC "google.iam.v1.IAMPolicy."

static void read_ledger(EmuCall *call);
static void show_stolen(EmuCall *call);

static const EmuField list_fields[] = {
	{.name = "filter", .type = EMU_STRING},
	{.name = "pageSize", .type = EMU_INT32},
	{.name = "pageToken", .type = EMU_STRING},
};
static const EmuMessage list_parameters = {"List", list_fields, 3};

static const EmuField patch_fields[] = {
	{.name = "updateMask", .type = EMU_FIELD_MASK},
};
static const EmuMessage patch_parameters = {"Patch", patch_fields, 1};

static const EmuField policy_fields[] = {
	{.name = "options.requestedPolicyVersion", .type = EMU_INT32},
};
static const EmuMessage policy_parameters = {"Policy", policy_fields, 1};

static const EmuField ledger_fields[] = {
	{.name = "project", .type = EMU_STRING},
	{.name = "since", .type = EMU_INT32},
};
static const EmuMessage ledger_parameters = {"Ledger", ledger_fields, 2};

static const EmuRoute routes[] = {
	{"GET", JOBS, NULL, EMU_LIST, "projects.jobs.list", RPC "ListJobs",
	&list_parameters, &emu_schema_job_list, emu_list_jobs},
	{"POST", JOBS, NULL, EMU_CREATE, "projects.jobs.create", RPC "CreateJob",
	NULL, &emu_schema_job, emu_jobs_create},
	{"GET", JOB, NULL, EMU_GET, "projects.jobs.get", RPC "GetJob",
	NULL, &emu_schema_job, emu_jobs_get},
	{"PATCH", JOB, NULL, EMU_PATCH, "projects.jobs.patch", RPC "UpdateJob",
	&patch_parameters, &emu_schema_job, emu_jobs_patch},
	{"POST", JOB, "cancel", EMU_CANCEL, "projects.jobs.cancel",
	RPC "CancelJob", NULL, &emu_schema_empty, emu_jobs_cancel},
	{"GET", JOB, "getIamPolicy", EMU_GET_POLICY, "projects.jobs.getIamPolicy",
		IAM_RPC "GetIamPolicy", &policy_parameters, &emu_schema_policy,
	emu_iam_get},
	{"POST", JOB, "setIamPolicy", EMU_SET_POLICY,
		"projects.jobs.setIamPolicy", IAM_RPC "SetIamPolicy", NULL,
	&emu_schema_policy, emu_iam_set},
	{"POST", JOB, "testIamPermissions", EMU_TEST_PERMISSIONS,
		"projects.jobs.testIamPermissions", IAM_RPC "TestIamPermissions",
	NULL, &emu_schema_permissions, emu_iam_test},

	/* not of the API: the emulator's own */
	{"POST", "/emulator/projects/{project}/jobs/{job}", "touch",
	EMU_NO_METHOD, NULL, NULL, NULL, &emu_schema_job, emu_jobs_touch},
	{"POST", "/emulator/projects/{project}/jobs/{job}", "finish",
	EMU_NO_METHOD, NULL, NULL, NULL, &emu_schema_job, emu_jobs_finish},
	{"GET", "/emulator/ledger", NULL, EMU_NO_METHOD, NULL, NULL,
	&ledger_parameters, NULL, read_ledger},
	{"GET", "/stolen", NULL, EMU_NO_METHOD, NULL, NULL, NULL, NULL,
	show_stolen},
};

/* What the names of projects mean beside faults and fixtures. */
typedef struct Kind
{
	const char *prefix;
	void		(*refuse) (EmuCall *call);
} Kind;

static void refuse_absent(EmuCall *call);

static const Kind kinds[] = {
	{"absent-", refuse_absent},
	{"denied-", emu_error_denied},
	{"disabled-", emu_error_disabled},
	{"retired-", emu_error_retired},
	{"quota-", emu_error_quota},
};

static const EmuRoute *find_route(EmuCall *call);
static bool match_path(EmuCall *call, const char *path);
static void read_token(EmuCall *call);
static bool is_valid_token(const char *token);
static void run_method(EmuCall *call);
static void open_project(EmuCall *call);
static int64_t count_seeds(const char *name);
static bool starts_with(const char *text, const char *prefix);
static void select_fields(EmuCall *call);
static void indent(EmuCall *call);
static void compress(EmuCall *call);

void
emu_route_call(EmuCall *call)
{
	EmuAnswer  *answer = &call->answer;

	answer->status = 200;
	answer->type = "application/json; charset=UTF-8";
	emu_buffer_text(&answer->body, "");
	call->method = EMU_NO_METHOD;
	call->route = find_route(call);
	read_token(call);
	if (call->route != NULL)
		emu_parameters_format(call);
	if (call->route == NULL)
		emu_error_no_route(call);
	else if (call->route->operation != NULL &&
			 (call->token == NULL || !is_valid_token(call->token)))
		emu_error_unauthenticated(call);
	else if (emu_parameters_check(call))
		run_method(call);
	indent(call);
	if (call->route == NULL || call->route->handle != read_ledger)
		emu_ledger_write(call);
	compress(call);
	emu_clock_sleep(answer->delay + emu_options.latency);
}

static const EmuRoute *
find_route(EmuCall *call)
{
	const char *action = call->request->action;
	size_t		i;

	for (i = 0; i < lengthof(routes); i++)
	{
		const EmuRoute *route = &routes[i];

		if (strcmp(route->verb, call->request->verb) != 0 ||
			(route->action == NULL) != (action == NULL) ||
			(action != NULL && strcmp(route->action, action) != 0) ||
			!match_path(call, route->path))
			continue;
		call->method = route->method;
		return route;
	}
	return NULL;
}

static bool
match_path(EmuCall *call, const char *path)
{
	int			i;

	call->project_name = call->job_id = NULL;
	for (i = 0; *path != '\0'; i++)
	{
		size_t		length = strcspn(++path, "/");
		const char *segment = call->request->segments[i];

		if (i >= call->request->nsegments || *segment == '\0')
			return false;
		if (strncmp(path, "{project}", length) == 0)
			call->project_name = segment;
		else if (strncmp(path, "{job}", length) == 0)
			call->job_id = segment;
		else if (strlen(segment) != length ||
				 memcmp(segment, path, length) != 0)
			return false;
		path += length;
	}
	return i == call->request->nsegments;
}

/* From the header, else from the query, where it also may be. */
static void
read_token(EmuCall *call)
{
	const char *header = call->request->authorization;

	if (header != NULL && strncasecmp(header, "Bearer ", 7) == 0)
		call->token = header + 7;
	else if (call->route != NULL)
	{
		call->token = emu_parameters_text(call, "access_token");
		if (call->token == NULL)
			call->token = emu_parameters_text(call, "oauth_token");
	}
}

static bool
is_valid_token(const char *token)
{
	int			i;

	if (emu_options.ntokens == 0)
		return *token != '\0' && !starts_with(token, "bad") &&
			!starts_with(token, "expired");
	for (i = 0; i < emu_options.ntokens; i++)
		if (strcmp(token, emu_options.tokens[i]) == 0)
			return true;
	return false;
}

/* Faults are for the methods of the API; the test controls always work. */
static void
run_method(EmuCall *call)
{
	size_t		i;

	if (call->project_name == NULL)
	{
		call->route->handle(call);
		return;
	}
	if (!emu_store_is_project(call->project_name))
	{
		emu_error_field(call, 400, "INVALID_ARGUMENT",
						call->job_id != NULL ? "name" : "parent",
						"'%s' is not a project id.", call->project_name);
		return;
	}
	for (i = 0; i < lengthof(kinds); i++)
		if (starts_with(call->project_name, kinds[i].prefix))
		{
			kinds[i].refuse(call);
			return;
		}
	open_project(call);
	if (call->method != EMU_NO_METHOD && emu_fault_before(call))
		return;
	if (emu_fixture_answers(call))
		emu_fixture_write(call);
	else
		call->route->handle(call);
	if (call->answer.status == 200 && !call->answer.verbatim)
		select_fields(call);
	if (call->method != EMU_NO_METHOD)
		emu_fault_after(call);
}

static void
open_project(EmuCall *call)
{
	bool		fresh;

	call->project = emu_store_project(call->project_name, &fresh);
	if (!fresh)
		emu_store_lock(call->project, false);
	else
	{
		call->project->seeds = count_seeds(call->project_name);
		emu_fault_attach(call->project);
	}
	emu_store_unlock(call->project);
}

/* empty-..., seed-N, or a label .seed-N at any other name. */
static int64_t
count_seeds(const char *name)
{
	const char *label;

	if (starts_with(name, "empty-"))
		return 0;
	if (starts_with(name, "seed-"))
		return strtoll(name + 5, NULL, 10);
	label = strstr(name, ".seed-");
	return label != NULL ? strtoll(label + 6, NULL, 10) :
		emu_options.seed_jobs;
}

static bool
starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static void
refuse_absent(EmuCall *call)
{
	emu_error_field(call, 404, "NOT_FOUND",
					call->job_id != NULL ? "name" : "parent",
					"The project %s was not found.", call->project_name);
}

static void
select_fields(EmuCall *call)
{
	EmuArena   *arena = call->request->arena;
	const char *fields = emu_parameters_text(call, "fields");
	const char *bad;
	EmuMask    *mask;
	EmuBuffer	out = {0};

	if (fields == NULL)
		fields = call->request->field_mask;
	if (fields == NULL || *fields == '\0' || call->route->result->nfields == 0)
		return;
	mask = emu_mask_parse(arena, fields, call->route->result, &bad);
	if (mask == NULL)
	{
		char	   *dotted = emu_arena_copy(arena, bad, strlen(bad));
		EmuViolations violations = {0};
		char	   *at;

		for (at = dotted; *at != '\0'; at++)
			if (*at == '/')
				*at = '.';
		emu_error_violation(&violations, bad, "Error expanding 'fields' "
							"parameter. Cannot find matching fields for "
							"path '%s'.", dotted);
		emu_buffer_free(&violations.message);
		emu_buffer_text(&violations.message,
						"Request contains an invalid argument.");
		emu_error_violations(call, &violations);
		return;
	}
	emu_mask_apply(&out, mask, call->answer.body.data);
	emu_buffer_free(&call->answer.body);
	call->answer.body = out;
}

static void
indent(EmuCall *call)
{
	EmuAnswer  *answer = &call->answer;
	EmuBuffer	out = {0};

	if (!call->pretty || answer->verbatim)
		return;
	emu_text_pretty(&out, answer->body.data, answer->body.length);
	emu_buffer_free(&answer->body);
	answer->body = out;
}

/* Google's front ends compress only if the user agent says gzip, too. */
static void
compress(EmuCall *call)
{
	const EmuRequest *request = call->request;
	EmuAnswer  *answer = &call->answer;

	/* where a broken answer breaks is counted in bytes of plain JSON */
	if (answer->wire.raw || answer->encoding != NULL ||
		answer->body.length == 0 ||
		answer->body.length < (size_t) emu_options.min_gzip ||
		request->accept_encoding == NULL || request->user_agent == NULL ||
		strcasestr(request->accept_encoding, "gzip") == NULL ||
		strcasestr(request->user_agent, "gzip") == NULL)
		return;
	emu_compress_gzip(&answer->body);
	answer->encoding = "gzip";
}

static void
read_ledger(EmuCall *call)
{
	emu_answer_replace(&call->answer, 200, "application/x-ndjson");
	emu_ledger_read(&call->answer.body, emu_parameters_text(call, "project"),
					emu_parameters_number(call, "since", 0));
}

/* Where redirects lead: whoever comes here has followed one. */
static void
show_stolen(EmuCall *call)
{
	emu_buffer_text(&call->answer.body, "{}");
}
