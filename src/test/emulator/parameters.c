/*-------------------------------------------------------------------------
 *
 * parameters.c
 *	  The query parameters of a call.
 *
 * A parameter has the name of the discovery document or that of the
 * protobuf field; those of the system may also have a dollar sign in front.
 * An unknown one is an error, as Google's front ends make it.
 *
 *-------------------------------------------------------------------------
 */
#include "parameters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "route.h"

static const char *const alternatives[] = {"json", "media", "proto", NULL};
static const EmuEnum alternative = {"Alt", alternatives};

static const char *const formats[] = {"1", "2", NULL};
static const EmuEnum format = {"Xgafv", formats};

static const EmuField system_fields[] = {
	{.name = "fields", .type = EMU_STRING},
	{.name = "prettyPrint", .type = EMU_BOOL},
	{.name = "alt", .type = EMU_ENUM, .of = &alternative},
	{.name = "quotaUser", .type = EMU_STRING},
	{.name = "key", .type = EMU_STRING},
	{.name = "access_token", .type = EMU_STRING},
	{.name = "oauth_token", .type = EMU_STRING},
	{.name = "callback", .type = EMU_STRING},
	{.name = "uploadType", .type = EMU_STRING},
	{.name = "upload_protocol", .type = EMU_STRING},
	{.name = ".xgafv", .type = EMU_ENUM, .of = &format},
};
static const EmuMessage system_parameters = {
	"System", system_fields, lengthof(system_fields)
};

static const EmuField *find(const EmuCall *call, const char *name);
static void check(EmuViolations *violations, const EmuField *field,
				  const char *value);

bool
emu_parameters_check(EmuCall *call)
{
	EmuViolations violations = {0};
	int			i;

	for (i = 0; i < call->request->nparameters; i++)
	{
		const EmuParameter *parameter = &call->request->parameters[i];
		const EmuField *field = find(call, parameter->name);

		if (field == NULL)
			emu_error_violation(&violations, NULL,
								"Invalid JSON payload received. Unknown name "
								"\"%s\": Cannot bind query parameter. Field "
								"'%s' could not be found in request message.",
								parameter->name, parameter->name);
		else
			check(&violations, field, parameter->value);
	}
	return !emu_error_violations(call, &violations);
}

void
emu_parameters_format(EmuCall *call)
{
	const char *pretty = emu_parameters_text(call, "prettyPrint");
	const char *xgafv = emu_parameters_text(call, ".xgafv");

	call->pretty = pretty == NULL ||
		(strcmp(pretty, "false") != 0 && strcmp(pretty, "0") != 0);
	call->old_errors = xgafv != NULL && strcmp(xgafv, "1") == 0;
}

const char *
emu_parameters_text(const EmuCall *call, const char *name)
{
	int			i;

	for (i = call->request->nparameters - 1; i >= 0; i--)
	{
		const EmuParameter *parameter = &call->request->parameters[i];
		const EmuField *field = find(call, parameter->name);

		if (field != NULL && strcmp(field->name, name) == 0)
			return *parameter->value != '\0' ? parameter->value : NULL;
	}
	return NULL;
}

int64_t
emu_parameters_number(const EmuCall *call, const char *name, int64_t absent)
{
	const char *text = emu_parameters_text(call, name);

	return text != NULL ? strtoll(text, NULL, 10) : absent;
}

static const EmuField *
find(const EmuCall *call, const char *name)
{
	const EmuField *field = NULL;

	if (call->route->parameters != NULL)
		field = emu_schema_find(call->route->parameters, name, strlen(name));
	if (field == NULL && *name == '$')
		name++;
	if (field == NULL)
		field = emu_schema_find(&system_parameters, name, strlen(name));
	return field;
}

static void
check(EmuViolations *violations, const EmuField *field, const char *value)
{
	const EmuEnum *type = field->of;
	char		snake[64];
	char	   *end;
	long long	number;
	size_t		i;

	if (*value == '\0' || field->type == EMU_STRING)
		return;
	emu_schema_snake(field->name, snake, sizeof(snake));
	switch (field->type)
	{
		case EMU_INT32:
			errno = 0;
			number = strtoll(value, &end, 10);
			if (errno != 0 || *end != '\0' || number != (int32_t) number)
				emu_error_violation(violations, snake, "Invalid value at "
									"'%s' (TYPE_INT32), \"%s\"", snake, value);
			break;
		case EMU_BOOL:
			if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0 &&
				strcmp(value, "1") != 0 && strcmp(value, "0") != 0)
				emu_error_violation(violations, snake, "Invalid value at "
									"'%s' (TYPE_BOOL), \"%s\"", snake, value);
			break;
		case EMU_ENUM:
			for (i = 0; type->values[i] != NULL; i++)
				if (strcmp(type->values[i], value) == 0)
					return;
			emu_error_violation(violations, snake, "Invalid value at '%s' "
								"(TYPE_ENUM), \"%s\"", snake, value);
			break;
		default:
			break;
	}
}
