/*-------------------------------------------------------------------------
 *
 * iam.c
 *	  The access-control methods of a job.
 *
 * Policies are kept and given back; they grant nothing here, as every
 * caller with a valid token may do everything.
 *
 *-------------------------------------------------------------------------
 */
#include "iam.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "error.h"
#include "jobs.h"
#include "parameters.h"

/* What IAM answers for a resource that never had a policy. */
#define UNSET_ETAG "ACAB"

/* The version that policies with conditions have. */
#define CONDITIONAL 3

static const char *const permissions[] = {
	"ml.jobs.cancel", "ml.jobs.create", "ml.jobs.get", "ml.jobs.getIamPolicy",
	"ml.jobs.list", "ml.jobs.setIamPolicy", "ml.jobs.update"
};

static bool check_policy(EmuCall *call, json_object *policy);
static bool has_condition(json_object *policy);
static bool read_mask(EmuCall *call, const char *mask, bool *bindings,
					  bool *audit);
static void store_policy(EmuCall *call, EmuJob *job, json_object *request);
static void write_policy(EmuCall *call, const EmuFacts *facts);
static void policy_etag(char *etag, const EmuFacts *facts);

void
emu_iam_get(EmuCall *call)
{
	int64_t		version;
	json_object *policy = NULL;
	EmuFacts	facts;

	version = emu_parameters_number(call, "options.requestedPolicyVersion", 0);
	if (version != 0 && version != 1 && version != CONDITIONAL)
	{
		emu_error(call, 400, "INVALID_ARGUMENT",
				  "The requested policy version must be 0, 1 or 3.", NULL);
		return;
	}
	emu_store_lock(call->project, false);
	if (emu_jobs_find(call, &facts))
	{
		if (facts.job != NULL && facts.job->policy != NULL)
			policy = json_tokener_parse(facts.job->policy);
		if (version != CONDITIONAL && has_condition(policy))
			emu_error(call, 400, "INVALID_ARGUMENT", "A policy with "
					  "conditions must be requested in version 3.", NULL);
		else
			write_policy(call, &facts);
		json_object_put(policy);
	}
	emu_store_unlock(call->project);
}

void
emu_iam_set(EmuCall *call)
{
	json_object *request = emu_body_read(call, &emu_schema_set_policy, "");
	json_object *policy = emu_body_member(request, "policy");
	EmuFacts	facts;

	if (request == NULL)
		return;
	if (check_policy(call, policy))
	{
		const char *etag = emu_body_text(policy, "etag");
		char		current[EMU_ETAG_SIZE];

		emu_store_lock(call->project, true);
		if (emu_jobs_find(call, &facts))
		{
			policy_etag(current, &facts);
			if (*etag != '\0' && strcmp(etag, current) != 0)
				emu_error(call, 409, "ABORTED", "There were concurrent "
						  "policy changes. Please retry the whole "
						  "read-modify-write with exponential backoff.", NULL);
			else
				store_policy(call, emu_store_change(call->project, &facts),
							 request);
		}
		emu_store_unlock(call->project);
	}
	json_object_put(request);
}

/* A job that does not exist grants nothing, which is no error. */
void
emu_iam_test(EmuCall *call)
{
	json_object *request = emu_body_read(call, &emu_schema_permissions, "");
	json_object *asked = emu_body_member(request, "permissions");
	size_t		count = 0;
	EmuBuffer	held = {0};
	EmuFacts	facts;
	bool		exists;
	size_t		i;
	size_t		k;

	if (request == NULL)
		return;
	emu_store_lock(call->project, false);
	exists = emu_store_find(call->project, call->job_id, &facts);
	emu_store_unlock(call->project);
	if (asked != NULL)
		count = json_object_array_length(asked);
	for (i = 0; i < count; i++)
	{
		json_object *element = json_object_array_get_idx(asked, i);
		const char *name = json_object_get_string(element);

		if (strchr(name, '*') != NULL || *name == '\0')
		{
			emu_error(call, 400, "INVALID_ARGUMENT",
					  emu_arena_format(call->request->arena,
									   "Permission %s is not valid.", name),
					  NULL);
			break;
		}
		for (k = 0; exists && k < lengthof(permissions); k++)
			if (strcmp(name, permissions[k]) == 0)
				emu_buffer_format(&held, "%s\"%s\"",
								  held.length > 0 ? "," : "", name);
	}
	if (call->answer.status == 200)
		emu_buffer_format(&call->answer.body,
						  held.length > 0 ? "{\"permissions\":[%s]}" : "{}",
						  held.data);
	emu_buffer_free(&held);
	json_object_put(request);
}

static bool
check_policy(EmuCall *call, json_object *policy)
{
	json_object *bindings = emu_body_member(policy, "bindings");
	json_object *number = emu_body_member(policy, "version");
	int			version = json_object_get_int(number);
	const char *problem = NULL;
	size_t		count;
	size_t		i;

	count = bindings != NULL ? json_object_array_length(bindings) : 0;
	if (policy == NULL)
		problem = "A policy is required.";
	else if (version != 0 && version != 1 && version != CONDITIONAL)
		problem = "The version of a policy must be 0, 1 or 3.";
	else if (has_condition(policy) && version != CONDITIONAL)
		problem = "A policy with conditions must have version 3.";
	for (i = 0; problem == NULL && i < count; i++)
	{
		json_object *binding = json_object_array_get_idx(bindings, i);
		const char *role = emu_body_text(binding, "role");

		if (strncmp(role, "roles/", 6) != 0 && strstr(role, "/roles/") == NULL)
			problem = "Each binding needs a role such as roles/ml.viewer.";
		else if (emu_body_member(binding, "members") == NULL)
			problem = "Each binding needs members.";
	}
	if (problem != NULL)
		emu_error(call, 400, "INVALID_ARGUMENT", problem, NULL);
	return problem == NULL;
}

static bool
has_condition(json_object *policy)
{
	json_object *bindings = emu_body_member(policy, "bindings");
	size_t		count;
	size_t		i;

	count = bindings != NULL ? json_object_array_length(bindings) : 0;
	for (i = 0; i < count; i++)
		if (emu_body_member(json_object_array_get_idx(bindings, i),
							"condition") != NULL)
			return true;
	return false;
}

/* Without a mask, bindings and etag are meant; the etag is always new. */
static bool
read_mask(EmuCall *call, const char *mask, bool *bindings, bool *audit)
{
	size_t		length;

	if (*mask == '\0')
		mask = "bindings,etag";
	for (; *mask != '\0'; mask += length + (mask[length] == ','))
	{
		mask += strspn(mask, " ");
		length = strcspn(mask, ",");
		if (emu_schema_same_name("bindings", mask, length))
			*bindings = true;
		else if (emu_schema_same_name("auditConfigs", mask, length))
			*audit = true;
		else if (emu_schema_find(&emu_schema_policy, mask, length) == NULL)
		{
			emu_error(call, 400, "INVALID_ARGUMENT",
					  "The update mask names a field that a policy does not "
					  "have.", NULL);
			return false;
		}
	}
	return true;
}

/* The parts that the mask names are replaced, the others stay. */
static void
store_policy(EmuCall *call, EmuJob *job, json_object *request)
{
	json_object *policy = emu_body_member(request, "policy");
	json_object *old = NULL;
	json_object *result = json_object_new_object();
	bool		masked[2] = {false, false};
	static const char *const parts[2] = {"bindings", "auditConfigs"};
	EmuFacts	facts;
	int			i;

	if (job->policy != NULL)
		old = json_tokener_parse(job->policy);
	if (!read_mask(call, emu_body_text(request, "updateMask"), &masked[0],
				   &masked[1]))
	{
		json_object_put(old);
		json_object_put(result);
		return;
	}
	for (i = 0; i < 2; i++)
	{
		json_object *from = masked[i] ? policy : old;
		json_object *part = emu_body_member(from, parts[i]);

		if (part != NULL)
			json_object_object_add(result, parts[i], json_object_get(part));
	}
	free(job->policy);
	job->policy = emu_body_print(result);
	job->policy_version++;
	call->effect = "setIamPolicy";
	json_object_put(old);
	json_object_put(result);
	if (emu_store_find(call->project, job->id, &facts))
		write_policy(call, &facts);
}

static void
write_policy(EmuCall *call, const EmuFacts *facts)
{
	EmuBuffer  *out = &call->answer.body;
	const char *text = facts->job != NULL ? facts->job->policy : NULL;
	char		etag[EMU_ETAG_SIZE];
	json_object *policy;

	policy_etag(etag, facts);
	emu_buffer_char(out, '{');
	if (text != NULL)
	{
		policy = json_tokener_parse(text);
		emu_buffer_format(out, "\"version\":%d,",
						  has_condition(policy) ? CONDITIONAL : 1);
		json_object_put(policy);
		/* its members, without the braces */
		emu_buffer_add(out, text + 1, strlen(text) - 2);
		if (strlen(text) > 2)
			emu_buffer_char(out, ',');
	}
	emu_buffer_format(out, "\"etag\":\"%s\"}", etag);
}

static void
policy_etag(char *etag, const EmuFacts *facts)
{
	if (facts->job == NULL || facts->job->policy_version == 0)
		strcpy(etag, UNSET_ETAG);
	else
		emu_job_etag(etag, facts->id, facts->job->policy_version | 1u << 31);
}
