/*-------------------------------------------------------------------------
 *
 * fault.c
 *	  Failed exchanges: what they mean, and the error that says so.
 *
 * The tables below are the one place where what a service or the network says
 * becomes an SQLSTATE, a sentence of ours, a hint, and the answer to whether
 * another try makes sense.  Who asked, for what, and how often, is the
 * caller's.
 *
 * Text from outside reaches a message only through jobs_fault_clean(): it may
 * be in no encoding at all, forge log lines, or turn the direction of a
 * terminal.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "fault.h"
#include "json.h"

/* In bytes: how much of what comes from outside is shown. */
#define MAX_MESSAGE			1024
#define MAX_QUOTE			200
#define MAX_VIOLATION		300
#define MAX_VIOLATIONS		2048
#define MAX_TARGET			1024

/* Details of an error beyond these are not read. */
#define MAX_DETAILS			32

#define HINT_CREDENTIALS \
	"Check the credentials of the user mapping; an access token is valid for an hour at most."
#define HINT_PERMISSION \
	"The account needs a role in this project that contains the ml.jobs permissions, such as roles/ml.viewer for reading."
#define HINT_AGAIN \
	"Run the statement again."
#define HINT_RETIRED \
	"Google has retired AI Platform Training & Prediction: it announced the end for 31 January 2025 and names Vertex AI as the successor."
#define HINT_DISABLED \
	"The API is not enabled in this project.  Google has retired AI Platform Training & Prediction, so it may be impossible to enable; the successor is Vertex AI."
#define HINT_ENDPOINT \
	"Check the option endpoint of the foreign server; what answers there is not the service."

/* What an answer means: by the status it names, else by the HTTP status. */
typedef struct StatusRow
{
	const char *status;			/* name of a google.rpc.Code; "": none */
	int			http_status;
	int			sqlstate;
	bool		transient;
	const char *summary;
	const char *hint;
} StatusRow;

static const StatusRow status_rows[] = {
	{"INVALID_ARGUMENT", 400, ERRCODE_INVALID_PARAMETER_VALUE, false,
	"the service refused the request as invalid", NULL},
	{"FAILED_PRECONDITION", 400, ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE, false,
	"a precondition is not met", NULL},
	{"OUT_OF_RANGE", 400, ERRCODE_INVALID_PARAMETER_VALUE, false,
	"a value is out of range", NULL},
	{"UNAUTHENTICATED", 401, ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION, false,
	"the service did not accept the credentials", HINT_CREDENTIALS},
	{"PERMISSION_DENIED", 403, ERRCODE_INSUFFICIENT_PRIVILEGE, false,
	"permission denied by the service", HINT_PERMISSION},
	{"NOT_FOUND", 404, ERRCODE_UNDEFINED_OBJECT, false,
		"the service does not know it",
	"Check the ids; a project that the account may not see is unknown to it too."},
	{"", 407, ERRCODE_FDW_UNABLE_TO_ESTABLISH_CONNECTION, false,
	"the proxy asks for credentials", NULL},
	{"", 408, ERRCODE_CONNECTION_FAILURE, true,
	"the service did not get the request in time", NULL},
	{"ALREADY_EXISTS", 409, ERRCODE_UNIQUE_VIOLATION, false,
	"it exists already", NULL},
	{"ABORTED", 409, ERRCODE_T_R_SERIALIZATION_FAILURE, false,
	"it was changed by somebody else", HINT_AGAIN},
	{"FAILED_PRECONDITION", 412, ERRCODE_T_R_SERIALIZATION_FAILURE, false,
	"it was changed by somebody else", HINT_AGAIN},
	{"", 413, ERRCODE_PROGRAM_LIMIT_EXCEEDED, false,
	"the request is too large for the service", NULL},
	{"", 414, ERRCODE_PROGRAM_LIMIT_EXCEEDED, false,
	"the request is too large for the service", NULL},
	{"RESOURCE_EXHAUSTED", 429, ERRCODE_INSUFFICIENT_RESOURCES, true,
	"the service gets too many requests", NULL},
	{"CANCELLED", 499, ERRCODE_SYSTEM_ERROR, false,
	"the service cancelled the request", NULL},
	/* UNKNOWN and DATA_LOSS come with 500 as well */
	{"INTERNAL", 500, ERRCODE_SYSTEM_ERROR, true,
	"the service failed", NULL},
	{"UNIMPLEMENTED", 501, ERRCODE_SYSTEM_ERROR, false,
	"the service does not offer this", NULL},
	{"", 502, ERRCODE_SYSTEM_ERROR, true,
	"a gateway did not reach the service", NULL},
	{"UNAVAILABLE", 503, ERRCODE_SYSTEM_ERROR, true,
	"the service is not available", NULL},
	{"DEADLINE_EXCEEDED", 504, ERRCODE_SYSTEM_ERROR, true,
	"the service did not answer in time", NULL},

	/* any other HTTP status by its first digit; 0: what is left */
	{"", 2, ERRCODE_PROTOCOL_VIOLATION, false,
	"the answer is not JSON", HINT_ENDPOINT},
	{"", 3, ERRCODE_PROTOCOL_VIOLATION, false,
	"the answer is a redirect, which is not followed", HINT_ENDPOINT},
	{"", 4, ERRCODE_PROTOCOL_VIOLATION, false,
	"the service refused the request", HINT_ENDPOINT},
	{"", 5, ERRCODE_SYSTEM_ERROR, false,
	"the service failed", NULL},
	{"", 0, ERRCODE_PROTOCOL_VIOLATION, false,
	"the answer has an impossible status", HINT_ENDPOINT},
};

static const StatusRow quota_row =
{"RESOURCE_EXHAUSTED", 429, ERRCODE_INSUFFICIENT_RESOURCES, false,
"a quota is exhausted", "More requests will not help: the quota has to be raised, or its use lowered."};

/* Exchanges that ended without an answer. */
typedef struct OutcomeRow
{
	JobsHttpOutcome outcome;
	int			sqlstate;
	bool		transient;
	const char *summary;
	const char *hint;
} OutcomeRow;

static const OutcomeRow outcome_rows[] = {
	{JOBS_HTTP_NOT_RESOLVED, ERRCODE_FDW_UNABLE_TO_ESTABLISH_CONNECTION, true,
	"the host name has no address", "Check the option endpoint of the foreign server, and the name service of this machine."},
	{JOBS_HTTP_NOT_CONNECTED, ERRCODE_FDW_UNABLE_TO_ESTABLISH_CONNECTION, true,
	"there is no connection", "Check the option endpoint of the foreign server, and that a firewall lets this machine reach it."},
	{JOBS_HTTP_FORBIDDEN, ERRCODE_FDW_UNABLE_TO_ESTABLISH_CONNECTION, false,
	"the host is not one that requests may go to", "Loopback and private addresses are for hosts that a superuser has set or that jobs_fdw.allowed_hosts names."},
	{JOBS_HTTP_TLS_FAILED, ERRCODE_FDW_UNABLE_TO_ESTABLISH_CONNECTION, true,
	"there is no secure connection", NULL},
	{JOBS_HTTP_NOT_TRUSTED, ERRCODE_FDW_UNABLE_TO_ESTABLISH_CONNECTION, false,
	"the host's certificate is not trusted", "Certificates of a private authority are checked with the option ca_file."},
	{JOBS_HTTP_PROXY_FAILED, ERRCODE_FDW_UNABLE_TO_ESTABLISH_CONNECTION, false,
	"the proxy does not let the request pass", "Check the option proxy of the foreign server."},
	{JOBS_HTTP_TIMED_OUT, ERRCODE_CONNECTION_FAILURE, true,
	NULL, "The option request_timeout says how long one attempt may take."},
	{JOBS_HTTP_LOST, ERRCODE_CONNECTION_FAILURE, true,
	"the connection was lost", NULL},
	{JOBS_HTTP_MALFORMED, ERRCODE_PROTOCOL_VIOLATION, false,
	"the answer breaks the rules of HTTP", HINT_ENDPOINT},
	{JOBS_HTTP_TOO_LARGE, ERRCODE_PROGRAM_LIMIT_EXCEEDED, false,
	"the answer is too large", "The option max_response_size sets the limit."},
	{JOBS_HTTP_NO_MEMORY, ERRCODE_OUT_OF_MEMORY, false,
	"out of memory", NULL},
	{JOBS_HTTP_NO_DESCRIPTOR, ERRCODE_INSUFFICIENT_RESOURCES, false,
	"too many files and connections are open", NULL},
};

/* Words of the service that say more than its status. */
typedef struct WordsRow
{
	const char *words;			/* in its message, or the reason of ErrorInfo */
	const char *hint;
} WordsRow;

static const WordsRow words_rows[] = {
	{"has been deprecated", HINT_RETIRED},
	{"API is enabled for the project", HINT_DISABLED},
	{"SERVICE_DISABLED", HINT_DISABLED},
	{"has not been used in project", HINT_DISABLED},
};

/* What the details of an error say. */
typedef struct Details
{
	StringInfoData lines;		/* violations and links */
	const char *reason;			/* ErrorInfo.reason or "" */
	bool		has_quota;		/* QuotaFailure */
	double		retry_delay;	/* RetryInfo, s; -1: none */
} Details;

/* Where violations are found in the types of details that have some. */
typedef struct DetailRow
{
	const char *type;
	const char *list;			/* member with the array */
	const char *subject;		/* member that says what */
	const char *description;	/* member that says why */
} DetailRow;

static const DetailRow detail_rows[] = {
	{"google.rpc.BadRequest", "fieldViolations", "field", "description"},
	{"google.rpc.PreconditionFailure", "violations", "subject", "description"},
	{"google.rpc.QuotaFailure", "violations", "subject", "description"},
	{"google.rpc.Help", "links", "description", "url"},
};

static void judge_outcome(JobsFault *fault, const JobsHttpResponse *response);
static void judge_answer(JobsFault *fault, const JobsHttpResponse *response);
static const StatusRow *find_row(const char *status, int http_status);
static void read_error(JobsFault *fault, JobsJson *error, Details *details);
static void read_details(JobsJson *list, const char *message,
						 Details *details);
static void read_violations(const DetailRow *row, JobsJson *detail,
							const char *message, Details *details);
static double read_duration(const char *text);
static bool is_json(const char *content_type);
static size_t clean_character(StringInfo result, const unsigned char *p,
							  size_t len);
static bool is_harmless(pg_wchar c);

JobsFault *
jobs_fault_judge(const JobsHttpResponse *response, bool empty_is_fine)
{
	JobsFault  *fault;

	if (response->outcome == JOBS_HTTP_ANSWERED &&
		response->status / 100 == 2 &&
		(response->body_len == 0 ? empty_is_fine :
		 is_json(response->content_type)))
		return NULL;

	fault = palloc0(sizeof(JobsFault));
	fault->delivered = response->sent;
	fault->retry_after = -1;
	if (response->outcome == JOBS_HTTP_ANSWERED)
		judge_answer(fault, response);
	else
		judge_outcome(fault, response);
	return fault;
}

void
jobs_fault_raise(const JobsFault *fault, const char *what, const char *verb,
				 const char *target, int attempts)
{
	StringInfoData detail;
	bool		asks_to_wait = fault->transient && fault->retry_after > 0;

	/* a request that failed because of a cancel is reported as a cancel */
	CHECK_FOR_INTERRUPTS();

	initStringInfo(&detail);
	if (fault->http_status != 0)
	{
		appendStringInfo(&detail, "HTTP %d", fault->http_status);
		if (fault->status[0] != '\0')
			appendStringInfo(&detail, ", %s", fault->status);
		appendStringInfoString(&detail, fault->message != NULL ? ": " : ".");
	}
	if (fault->message != NULL)
		appendStringInfoString(&detail, fault->message);
	if (fault->violations != NULL)
		appendStringInfo(&detail, "\n%s", fault->violations);
	if (attempts > 1)
		appendStringInfo(&detail, "\nThis was attempt %d.", attempts);

	ereport(ERROR,
			(errcode(fault->sqlstate),
			 errmsg("%s: %s", what, fault->summary),
			 detail.len > 0 ? errdetail_internal("%s", detail.data) : 0,
			 asks_to_wait ?
			 errhint("The service asks to wait %.0f seconds before the next attempt.",
					 ceil(fault->retry_after)) :
			 fault->hint != NULL ? errhint("%s", fault->hint) : 0,
			 errcontext("request %s %s", verb,
						jobs_fault_clean(target, strlen(target),
										 MAX_TARGET))));
}

char *
jobs_fault_clean(const char *text, size_t len, size_t max)
{
	static const char ellipsis[] = "...";
	StringInfoData result;
	size_t		done = 0;
	int			fitting = 0;	/* bytes that leave room for the ellipsis */

	initStringInfo(&result);
	while (done < len && (size_t) result.len <= max)
	{
		done += clean_character(&result, (const unsigned char *) text + done,
								len - done);
		if (result.len + strlen(ellipsis) <= max)
			fitting = result.len;
	}

	/* only what was written here is cut, and never within a character */
	if ((size_t) result.len > max || done < len)
	{
		result.len = fitting;
		result.data[fitting] = '\0';
		appendStringInfoString(&result, ellipsis);
	}
	return result.data;
}

static void
judge_outcome(JobsFault *fault, const JobsHttpResponse *response)
{
	for (size_t i = 0; i < lengthof(outcome_rows); i++)
	{
		const OutcomeRow *row = &outcome_rows[i];

		if (row->outcome != response->outcome)
			continue;
		fault->sqlstate = row->sqlstate;
		fault->transient = row->transient;
		fault->summary = row->summary;
		fault->hint = row->hint;
	}

	if (response->outcome == JOBS_HTTP_TIMED_OUT)
	{
		fault->summary = psprintf("time-out while %s", response->phase);
		if (!response->sent)
		{
			fault->sqlstate = ERRCODE_FDW_UNABLE_TO_ESTABLISH_CONNECTION;
			fault->hint = "The option connect_timeout says how long it may take to get a connection.";
		}
	}

	fault->message = psprintf("%s (while %s).", response->error,
							  response->phase);
	fault->message[0] = pg_toupper((unsigned char) fault->message[0]);
}

static void
judge_answer(JobsFault *fault, const JobsHttpResponse *response)
{
	const StatusRow *row;
	JobsJson   *document = NULL;
	JobsJson   *error;
	Details		details = {.reason = "", .retry_delay = -1};

	initStringInfo(&details.lines);

	fault->http_status = response->status;
	if (response->status >= 400 && !response->is_cut)
		document = jobs_json_parse(CurrentMemoryContext, response->body,
								   response->body_len);
	error = jobs_json_member(document, "error");
	fault->is_service = error != NULL;
	if (error != NULL)
		read_error(fault, error, &details);
	if (fault->message == NULL && response->body_len > 0)
		fault->message = jobs_fault_clean(response->body, response->body_len,
										  MAX_QUOTE);

	row = find_row(fault->status, response->status);
	fault->retry_after = response->retry_after >= 0 ?
		response->retry_after : details.retry_delay;

	/* front ends of the older kind refuse a rate with 403 */
	if (strcmp(details.reason, "rateLimitExceeded") == 0 ||
		strcmp(details.reason, "userRateLimitExceeded") == 0)
		row = find_row("RESOURCE_EXHAUSTED", 429);
	/* a quota of something else than requests does not pass by waiting */
	if (row->http_status == quota_row.http_status)
	{
		if (details.has_quota && fault->retry_after < 0 &&
			strcmp(details.reason, "RATE_LIMIT_EXCEEDED") != 0)
			row = &quota_row;
		fault->rate_limited = row->transient;
	}

	fault->sqlstate = row->sqlstate;
	fault->transient = row->transient;
	fault->summary = row->summary;
	fault->hint = row->hint;
	if (response->status / 100 == 2 && response->body_len == 0)
		fault->summary = "the answer is empty";
	else if (response->status / 100 == 2)
		fault->message = psprintf("Content-Type \"%s\": %s",
								  response->content_type, fault->message);
	if (response->status / 100 == 3 && response->location_host[0] != '\0')
		fault->message = psprintf("The redirect leads to host \"%s\".",
								  response->location_host);
	for (size_t i = 0; i < lengthof(words_rows); i++)
	{
		if (strcmp(details.reason, words_rows[i].words) == 0 ||
			(error != NULL && fault->message != NULL &&
			 strstr(fault->message, words_rows[i].words) != NULL))
			fault->hint = words_rows[i].hint;
	}
}

/*
 * The row for both, else the first for the status if we know it, else the
 * first for the HTTP status or for its first digit.
 */
static const StatusRow *
find_row(const char *status, int http_status)
{
	const StatusRow *by_status = NULL;
	const StatusRow *by_http = NULL;

	for (int i = lengthof(status_rows) - 1; i >= 0; i--)
	{
		const StatusRow *row = &status_rows[i];
		bool		is_status;

		is_status = status[0] != '\0' && strcmp(row->status, status) == 0;
		if (is_status && row->http_status == http_status)
			return row;
		if (is_status)
			by_status = row;
		if (row->http_status == http_status ||
			row->http_status == http_status / 100 || by_http == NULL)
			by_http = row;
	}
	return by_status != NULL ? by_status : by_http;
}

/* The member "error" of a body: status, message, details. */
static void
read_error(JobsFault *fault, JobsJson *error, Details *details)
{
	const char *status = jobs_json_string(jobs_json_member(error, "status"));
	const char *message = jobs_json_string(jobs_json_member(error, "message"));
	const char *reason;
	JobsJson   *legacy;

	if (status != NULL && strlen(status) < sizeof(fault->status) &&
		strspn(status, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == strlen(status))
		strcpy(fault->status, status);
	if (message != NULL && message[0] != '\0')
		fault->message = jobs_fault_clean(message, strlen(message),
										  MAX_MESSAGE);

	legacy = jobs_json_element(jobs_json_member(error, "errors"), 0);
	reason = jobs_json_string(jobs_json_member(legacy, "reason"));
	if (reason != NULL)
		details->reason = reason;
	read_details(jobs_json_member(error, "details"),
				 message != NULL ? message : "", details);
	if (details->lines.len > 0)
		fault->violations = details->lines.data;
}

static void
read_details(JobsJson *list, const char *message, Details *details)
{
	for (int i = 0; i < MAX_DETAILS; i++)
	{
		JobsJson   *detail = jobs_json_element(list, i);
		const char *type = jobs_json_string(jobs_json_member(detail, "@type"));
		const char *slash;
		const char *text;

		if (type == NULL)
			continue;
		slash = strrchr(type, '/');
		if (slash != NULL)
			type = slash + 1;

		if (strcmp(type, "google.rpc.ErrorInfo") == 0)
		{
			text = jobs_json_string(jobs_json_member(detail, "reason"));
			if (text != NULL)
				details->reason = text;
		}
		else if (strcmp(type, "google.rpc.RetryInfo") == 0)
		{
			text = jobs_json_string(jobs_json_member(detail, "retryDelay"));
			if (text != NULL)
				details->retry_delay = read_duration(text);
		}
		else if (strcmp(type, "google.rpc.QuotaFailure") == 0)
			details->has_quota = true;

		for (size_t row = 0; row < lengthof(detail_rows); row++)
		{
			if (strcmp(type, detail_rows[row].type) == 0)
				read_violations(&detail_rows[row], detail, message, details);
		}
	}
}

/* One line each; what the message has said already is not said again. */
static void
read_violations(const DetailRow *row, JobsJson *detail, const char *message,
				Details *details)
{
	JobsJson   *list = jobs_json_member(detail, row->list);

	for (int i = 0; i < MAX_DETAILS; i++)
	{
		JobsJson   *item = jobs_json_element(list, i);
		const char *subject;
		const char *description;
		char	   *line;

		subject = jobs_json_string(jobs_json_member(item, row->subject));
		description = jobs_json_string(jobs_json_member(item,
														row->description));
		if (description == NULL || details->lines.len > MAX_VIOLATIONS)
			continue;
		if (strstr(message, description) != NULL &&
			(subject == NULL || strstr(message, subject) != NULL))
			continue;

		line = subject != NULL ?
			psprintf("%s: %s", subject, description) : pstrdup(description);
		if (details->lines.len > 0)
			appendStringInfoChar(&details->lines, '\n');
		appendStringInfoString(&details->lines,
							   jobs_fault_clean(line, strlen(line),
												MAX_VIOLATION));
	}
}

/* A duration of the form 12.5s, in seconds; -1 if it is none. */
static double
read_duration(const char *text)
{
	char	   *end;
	double		seconds = strtod(text, &end);

	/* also false for NaN and infinity */
	return end != text && strcmp(end, "s") == 0 &&
		seconds >= 0 && seconds < 1e9 ? seconds : -1;
}

/* application/json, in the one encoding that the format has. */
static bool
is_json(const char *content_type)
{
	static const char json[] = "application/json";
	static const char charset[] = "charset=";
	const char *p = content_type + strlen(json);

	if (pg_strncasecmp(content_type, json, strlen(json)) != 0)
		return false;
	while (*p == ' ' || *p == '\t')
		p++;
	while (*p == ';')
	{
		p += 1 + strspn(p + 1, " \t");
		if (pg_strncasecmp(p, charset, strlen(charset)) == 0)
		{
			p += strlen(charset);
			p += *p == '"';
			if (pg_strncasecmp(p, "utf-8", 5) != 0 ||
				(p[5] != '\0' && strchr("\"; \t", p[5]) == NULL))
				return false;
		}
		p += strcspn(p, ";");
	}
	return *p == '\0';
}

/*
 * Append what the next character of UTF-8 text, or the next byte of what is
 * none, is shown as.  Returns the number of bytes that were used.
 */
static size_t
clean_character(StringInfo result, const unsigned char *p, size_t len)
{
	size_t		width = pg_utf_mblen(p);
	pg_wchar	c;

	if (width > len || !pg_utf8_islegal(p, width))
	{
		appendStringInfo(result, "\\x%02x", *p);
		return 1;
	}

	c = utf8_to_unicode(p);
	if (c == '\t' || c == '\n' || c == '\r')
	{
		/* a document broken into lines stays readable in one */
		if (result->len > 0 && result->data[result->len - 1] != ' ')
			appendStringInfoChar(result, ' ');
	}
	else if (c < ' ' || c == 0x7f)
		appendStringInfo(result, "\\x%02x", c);
	else if (c < 0x7f ||
			 (is_harmless(c) && GetDatabaseEncoding() == PG_UTF8))
		appendBinaryStringInfo(result, (const char *) p, width);
	else
		appendStringInfo(result, "\\u%04x", c);
	return width;
}

/*
 * Not a control character, and none of those that are invisible or change the
 * direction of what follows.
 */
static bool
is_harmless(pg_wchar c)
{
	return !((c >= 0x80 && c <= 0x9f) || c == 0xad || c == 0x61c ||
			 (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
			 (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
			 (c >= 0xfff0 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff));
}
