/*-------------------------------------------------------------------------
 *
 * error.c
 *	  Errors in Google's envelope.
 *
 * The texts are those that were seen from this service or from the front
 * ends that all of Google's services share; what was never seen is marked in
 * README.md.  Knows the shape of errors, not when they are due.
 *
 *-------------------------------------------------------------------------
 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "route.h"

#define DETAIL "{\"@type\":\"type.googleapis.com/google.rpc."
#define LOGIN "Expected OAuth 2 access token, login cookie or other valid " \
	"authentication credential. See " \
	"https://developers.google.com/identity/sign-in/web/devconsole-project."
#define CONSOLE "https://console.developers.google.com/apis/api/" \
	"ml.googleapis.com/overview?project="

/* The number that every project of the emulator has. */
#define PROJECT_NUMBER "123456789012"

typedef struct Standard
{
	int			code;
	const char *status;
	const char *reason;			/* in the older format */
	const char *message;
} Standard;

static const Standard standards[] = {
	{400, "INVALID_ARGUMENT", "badRequest",
	"Request contains an invalid argument."},
	{401, "UNAUTHENTICATED", "authError",
	"Request had invalid authentication credentials. " LOGIN},
	{403, "PERMISSION_DENIED", "forbidden",
	"The caller does not have permission"},
	{404, "NOT_FOUND", "notFound", "Requested entity was not found."},
	{409, "ABORTED", "aborted", "The operation was aborted."},
	{412, "FAILED_PRECONDITION", "conditionNotMet", "Precondition Failed"},
	{429, "RESOURCE_EXHAUSTED", "rateLimitExceeded",
	"Resource has been exhausted (e.g. check quota)."},
	{499, "CANCELLED", "cancelled", "The operation was cancelled."},
	{500, "INTERNAL", "backendError", "Internal error encountered."},
	{501, "UNIMPLEMENTED", "notImplemented",
	"Operation is not implemented, or supported, or enabled."},
	{503, "UNAVAILABLE", "backendError",
	"The service is currently unavailable."},
	{504, "DEADLINE_EXCEEDED", "backendError",
	"Deadline expired before operation could complete."},
};

static const Standard *standard(int code);
static void append_detail(EmuBuffer *out, const char *field,
						  const char *description);

void
emu_error(EmuCall *call, int code, const char *status, const char *message,
		  const char *details)
{
	EmuAnswer  *answer = &call->answer;
	const Standard *like = standard(code);

	emu_answer_replace(answer, code, "application/json; charset=UTF-8");
	answer->verbatim = false;
	emu_buffer_format(&answer->body, "{\"error\":{\"code\":%d,\"message\":",
					  code);
	emu_buffer_json(&answer->body, message, strlen(message));
	if (call->old_errors)
	{
		emu_buffer_text(&answer->body, ",\"errors\":[{\"message\":");
		emu_buffer_json(&answer->body, message, strlen(message));
		emu_buffer_format(&answer->body, ",\"domain\":\"global\","
						  "\"reason\":\"%s\"}]", like->reason);
	}
	if (status != NULL)
		emu_buffer_format(&answer->body, ",\"status\":\"%s\"", status);
	if (details != NULL)
		emu_buffer_format(&answer->body, ",\"details\":[%s]", details);
	emu_buffer_text(&answer->body, "}}");
}

void
emu_error_field(EmuCall *call, int code, const char *status,
				const char *field, const char *format, ...)
{
	EmuBuffer	message = {0};
	EmuBuffer	details = {0};
	char		description[2048];
	va_list		args;

	va_start(args, format);
	vsnprintf(description, sizeof(description), format, args);
	va_end(args);
	emu_buffer_format(&message, "Field: %s Error: %s", field, description);
	emu_buffer_text(&details, DETAIL "BadRequest\",\"fieldViolations\":[");
	append_detail(&details, field, description);
	emu_buffer_text(&details, "]}");
	emu_error(call, code, status, message.data, details.data);
	emu_buffer_free(&message);
	emu_buffer_free(&details);
}

void
emu_error_violation(EmuViolations *violations, const char *field,
					const char *format, ...)
{
	char		description[2048];
	va_list		args;

	va_start(args, format);
	vsnprintf(description, sizeof(description), format, args);
	va_end(args);
	if (violations->message.length > 0)
	{
		emu_buffer_char(&violations->message, '\n');
		emu_buffer_char(&violations->list, ',');
	}
	emu_buffer_text(&violations->message, description);
	append_detail(&violations->list, field, description);
}

bool
emu_error_violations(EmuCall *call, EmuViolations *violations)
{
	EmuBuffer	details = {0};
	bool		any = violations->message.length > 0;

	if (any)
	{
		emu_buffer_text(&details, DETAIL "BadRequest\",\"fieldViolations\":[");
		emu_buffer_add(&details, violations->list.data,
					   violations->list.length);
		emu_buffer_text(&details, "]}");
		emu_error(call, 400, "INVALID_ARGUMENT", violations->message.data,
				  details.data);
	}
	emu_buffer_free(&details);
	emu_buffer_free(&violations->message);
	emu_buffer_free(&violations->list);
	return any;
}

void
emu_error_for(EmuCall *call, int code)
{
	const Standard *like = standard(code);

	if (code == 401)
		emu_error_unauthenticated(call);
	else
		emu_error(call, code, like->status, like->message, NULL);
}

void
emu_error_unauthenticated(EmuCall *call)
{
	EmuAnswer  *answer = &call->answer;

	if (call->token != NULL)
	{
		emu_error(call, 401, "UNAUTHENTICATED", standard(401)->message, NULL);
		emu_answer_header(answer, "WWW-Authenticate",
						  "Bearer realm=\"https://accounts.google.com/\", "
						  "error=\"invalid_token\"");
		return;
	}
	emu_answer_replace(answer, 401, "application/json; charset=UTF-8");
	answer->verbatim = false;
	emu_buffer_format(&answer->body, "{\"error\":{\"code\":401,\"message\":"
					  "\"Request is missing required authentication "
					  "credential. " LOGIN "\",\"errors\":[{\"message\":"
					  "\"Login Required.\",\"domain\":\"global\","
					  "\"reason\":\"required\",\"location\":"
					  "\"Authorization\",\"locationType\":\"header\"}],"
					  "\"status\":\"UNAUTHENTICATED\",\"details\":["
					  DETAIL "ErrorInfo\",\"reason\":\"CREDENTIALS_MISSING\","
					  "\"domain\":\"googleapis.com\",\"metadata\":{"
					  "\"method\":\"%s\",\"service\":\"ml.googleapis.com\"}}"
					  "]}}", call->route->rpc);
	emu_answer_header(answer, "WWW-Authenticate",
					  "Bearer realm=\"https://accounts.google.com/\"");
}

void
emu_error_rate(EmuCall *call, const char *retry_delay)
{
	EmuBuffer	details = {0};

	emu_buffer_text(&details, DETAIL "ErrorInfo\","
					"\"reason\":\"RATE_LIMIT_EXCEEDED\","
					"\"domain\":\"googleapis.com\",\"metadata\":{"
					"\"consumer\":\"projects/" PROJECT_NUMBER "\","
					"\"service\":\"ml.googleapis.com\","
					"\"quota_limit_value\":\"300\"}}");
	if (retry_delay != NULL)
		emu_buffer_format(&details, "," DETAIL "RetryInfo\","
						  "\"retryDelay\":\"%s\"}", retry_delay);
	emu_error(call, 429, "RESOURCE_EXHAUSTED",
			  "Quota exceeded for quota metric 'Resource management "
			  "requests' and limit 'Resource management requests per minute' "
			  "of service 'ml.googleapis.com' for consumer "
			  "'project_number:" PROJECT_NUMBER "'.", details.data);
	emu_buffer_free(&details);
}

void
emu_error_quota(EmuCall *call)
{
	static const char what[] = "The request for 2 K80 accelerators exceeds "
	"the allowed maximum of 0 A100, 0 K80, 0 P100, 0 P4, 0 T4, 0 TPU_V2, "
	"0 TPU_V2_POD, 0 TPU_V3, 0 TPU_V3_POD, 0 V100 accelerators.";
	EmuArena   *arena = call->request->arena;

	emu_error(call, 429, "RESOURCE_EXHAUSTED",
			  emu_arena_format(arena, "Quota failure for project %s. %s To "
							   "read more about Cloud ML Engine quota, see "
							   "https://cloud.google.com/ml-engine/quotas.",
							   call->project_name, what),
			  emu_arena_format(arena, DETAIL "QuotaFailure\",\"violations\":["
							   "{\"subject\":\"%s\",\"description\":\"%s\"}]}",
							   call->project_name, what));
}

void
emu_error_denied(EmuCall *call)
{
	EmuArena   *arena = call->request->arena;

	emu_error(call, 403, "PERMISSION_DENIED",
			  emu_arena_format(arena, "Permission denied on resource project "
							   "%s.", call->project_name),
			  DETAIL "Help\",\"links\":[{\"description\":\"Google developers "
			  "console\",\"url\":\"https://console.developers.google.com\"}]}");
}

void
emu_error_disabled(EmuCall *call)
{
	emu_error(call, 403, "PERMISSION_DENIED",
			  "AI Platform Training & Prediction API has not been used in "
			  "project " PROJECT_NUMBER " before or it is disabled. Enable "
			  "it by visiting " CONSOLE PROJECT_NUMBER " then retry. If you "
			  "enabled this API recently, wait a few minutes for the action "
			  "to propagate to our systems and retry.",
			  DETAIL "Help\",\"links\":[{\"description\":\"Google developers "
			  "console API activation\",\"url\":\"" CONSOLE PROJECT_NUMBER
			  "\"}]}," DETAIL "ErrorInfo\",\"reason\":\"SERVICE_DISABLED\","
			  "\"domain\":\"googleapis.com\",\"metadata\":{\"consumer\":"
			  "\"projects/" PROJECT_NUMBER "\","
			  "\"service\":\"ml.googleapis.com\"}}");
}

void
emu_error_retired(EmuCall *call)
{
	emu_error(call, 400, "FAILED_PRECONDITION",
			  "Cloud AI Platform has been deprecated. Please use Vertex AI "
			  "(https://cloud.google.com/vertex-ai) instead.", NULL);
}

void
emu_error_no_route(EmuCall *call)
{
	EmuAnswer  *answer = &call->answer;

	emu_answer_replace(answer, 404, "text/html; charset=UTF-8");
	emu_buffer_text(&answer->body, "<!DOCTYPE html>\n<html lang=en>\n"
					"<title>Error 404 (Not Found)</title>\n"
					"<p><b>404.</b> The requested URL was not found on this "
					"server.\n");
}

/* The row of a code, or that of the first code of its hundred. */
static const Standard *
standard(int code)
{
	size_t		i;

	for (i = 0; i < lengthof(standards); i++)
		if (standards[i].code == code)
			return &standards[i];
	return standard(code < 500 ? 400 : 503);
}

/* "field" may be NULL: a query parameter is no field of the request. */
static void
append_detail(EmuBuffer *out, const char *field, const char *description)
{
	emu_buffer_char(out, '{');
	if (field != NULL)
	{
		emu_buffer_text(out, "\"field\":");
		emu_buffer_json(out, field, strlen(field));
		emu_buffer_char(out, ',');
	}
	emu_buffer_text(out, "\"description\":");
	emu_buffer_json(out, description, strlen(description));
	emu_buffer_char(out, '}');
}
