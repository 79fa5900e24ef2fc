/*-------------------------------------------------------------------------
 *
 * option_table.c
 *	  Which options there are, where, and how a list of them is read.
 *
 * An option is a row here and a member of JobsOptions, and nothing else names
 * it.  The one parser runs over rows; it must not know who may set what, nor
 * what an option is used for.
 *
 * An error hides the statement when that may hold a secret: for a user mapping
 * always, as the secret may be the value of another option than the one that
 * is wrong, and for an unknown option, which may be a secret's name misspelt
 * or put in the wrong place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_attribute.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_foreign_table.h"
#include "catalog/pg_user_mapping.h"
#include "commands/defrem.h"
#include "lib/stringinfo.h"

#include "compat.h"
#include "nearest.h"
#include "option_table.h"

typedef struct PlaceRow
{
	JobsOptionPlace place;
	Oid			catalog;		/* InvalidOid: none, part of a statement */
	const char *name;
} PlaceRow;

static const PlaceRow place_rows[] = {
	{JOBS_PLACE_NONE, ForeignDataWrapperRelationId, "foreign-data wrapper"},
	{JOBS_PLACE_SERVER, ForeignServerRelationId, "server"},
	{JOBS_PLACE_TABLE, ForeignTableRelationId, "foreign table"},
	{JOBS_PLACE_COLUMN, AttributeRelationId, "column"},
	{JOBS_PLACE_MAPPING, UserMappingRelationId, "user mapping"},
	{JOBS_PLACE_IMPORT, InvalidOid, "foreign schema"},
};

#define ON_SERVER	JOBS_PLACE_SERVER
#define ON_TABLE	JOBS_PLACE_TABLE
#define ON_COLUMN	JOBS_PLACE_COLUMN
#define ON_MAPPING	JOBS_PLACE_MAPPING
#define ON_IMPORT	JOBS_PLACE_IMPORT

#define SUPERUSER	JOBS_OPTION_SUPERUSER
#define ADDRESS		JOBS_OPTION_ADDRESS

#define AT(member)	offsetof(JobsOptions, member)
#define NOWHERE		SIZE_MAX	/* the value says nothing new */
#define ITSELF		0

#define BOOLEAN		{.type = JOBS_VALUE_BOOLEAN}
#define KEYWORD(list) {.type = JOBS_VALUE_KEYWORD, .keywords = list}
#define TEXT(checker) {.type = JOBS_VALUE_TEXT, .check = checker}
#define WORD(list)	{.type = JOBS_VALUE_TEXT, .keywords = list}
#define PROJECT		{.type = JOBS_VALUE_PROJECT}
#define PROJECTS	{.type = JOBS_VALUE_PROJECTS}
#define INTEGER(least, most) \
	{.type = JOBS_VALUE_INTEGER, .min = least, .max = most}
#define TIME(least, most) \
	{.type = JOBS_VALUE_TIME, .min = least, .max = most}
#define SIZE(least, most) \
	{.type = JOBS_VALUE_SIZE, .min = least, .max = most}
#define REAL(least, most) \
	{.type = JOBS_VALUE_REAL, .min = least, .max = most}

/* instead of a largest number: the service's largest page */
#define LARGEST_PAGE	(-1)

#define SECOND		1000		/* in ms */
#define KB			1024		/* in bytes */
#define MB			(1024 * KB)

static bool check_field(const char *text, JobsValueProblem *problem);
static bool check_resource(const char *text, JobsValueProblem *problem);

/* The only service there is. */
static const JobsService *const service = &jobs_service_ml;

static const char *const pushdown_words[] = {
	[JOBS_PUSHDOWN_DOCUMENTED] = "documented",
	[JOBS_PUSHDOWN_FULL] = "full",
	[JOBS_PUSHDOWN_OFF] = "off",
	NULL
};

static const char *const case_words[] = {
	[JOBS_CASE_LOWER] = "lower",
	[JOBS_CASE_SNAKE] = "snake",
	[JOBS_CASE_EXACT] = "exact",
	NULL
};

static const char *const auth_words[] = {"none", NULL};

/*
 * The limits keep one statement from holding a backend, its memory or the
 * service for longer than anybody can want: an attempt ends within ten
 * minutes, and an answer of 64 MB is eighty times the largest page that real
 * jobs make.
 */
static const JobsOptionEntry entries[] = {
	{"endpoint", ON_SERVER, ADDRESS, AT(endpoint), NULL,
		TEXT(jobs_value_check_endpoint),
	"Address of the service: https://, or http:// for this machine."},
	{"project", ON_SERVER, 0, AT(default_projects), NULL, PROJECT,
	"Project that is meant where a query names none."},
	{"projects", ON_SERVER, 0, AT(default_projects), NULL, PROJECTS,
	"Projects that are meant where a query names none, separated by commas."},
	{"resource", ON_TABLE, 0, NOWHERE, NULL, TEXT(check_resource),
	"Resource of the service that the table presents."},
	{"project", ON_TABLE, 0, AT(table_projects), NULL, PROJECT,
	"Project that the table holds the jobs of, and of no other."},
	{"projects", ON_TABLE, 0, AT(table_projects), NULL, PROJECTS,
	"Projects that the table holds the jobs of, separated by commas."},
	{"filter", ON_TABLE, 0, AT(filter), NULL, TEXT(jobs_value_check_filled),
	"Filter that is sent to the service with every list, as it stands."},

	{"connect_timeout", ON_SERVER, 0, AT(connect_timeout), "10s",
		TIME(1, 120 * SECOND),
	"Time for finding the host, connecting and agreeing on TLS."},
	{"request_timeout", ON_SERVER, 0, AT(request_timeout), "60s",
		TIME(1, 600 * SECOND),
	"Time for one attempt of a request, from its start to the last byte."},
	{"max_retries", ON_SERVER, 0, AT(max_retries), "5", INTEGER(0, 10),
	"Further attempts of a request that failed for a passing reason."},
	{"retry_max_time", ON_SERVER, 0, AT(retry_max_time), "60s",
		TIME(0, 600 * SECOND),
	"Time after which a request that failed is not tried again."},
	{"max_connections", ON_SERVER, 0, AT(max_connections), "8",
		INTEGER(1, 64),
	"Requests of one scan that are under way at the same time."},
	{"page_size", ON_SERVER | ON_TABLE, 0, AT(page_size), "100",
		INTEGER(1, LARGEST_PAGE),
	"Jobs to ask for in one request of a list."},
	{"max_pages", ON_SERVER, 0, AT(max_pages), "100000",
		INTEGER(1, 10000000),
	"Pages of one list after which a scan gives up with an error."},
	{"analyze_pages", ON_SERVER, 0, AT(analyze_pages), "100",
		INTEGER(1, 10000000),
	"Pages that ANALYZE reads at most."},
	{"requests_per_minute", ON_SERVER, 0, AT(requests_per_minute), "0",
		INTEGER(0, 1000000),
	"Requests that a session sends in a minute at most; 0 is no limit."},
	{"max_response_size", ON_SERVER, 0, AT(max_response_size), "8MB",
		SIZE(64 * KB, 64 * MB),
	"Size of one answer, uncompressed, beyond which it is refused."},

	{"pushdown", ON_SERVER | ON_TABLE, 0, AT(pushdown), "documented",
		KEYWORD(pushdown_words),
	"Conditions sent as a filter: documented ones, the full grammar, or off."},
	{"partial_response", ON_SERVER | ON_TABLE, 0, AT(partial_response), "on",
		BOOLEAN,
	"Whether only the fields that a query needs are asked for."},
	{"async_capable", ON_SERVER | ON_TABLE, 0, AT(async_capable), "true",
		BOOLEAN,
	"Whether several tables of one query may be read at the same time."},
	{"request_cost", ON_SERVER, 0, AT(request_cost), "5000", REAL(0, 1e9),
	"What the planner takes one request to cost."},
	{"estimated_rows", ON_SERVER | ON_TABLE, 0, AT(estimated_rows), "1000",
		REAL(1, 1e12),
	"Jobs that the planner expects in a project without statistics."},

	{"ca_file", ON_SERVER, SUPERUSER, AT(ca_file), NULL,
		TEXT(jobs_value_check_file),
	"File with the certificates to trust, instead of the system's."},
	{"proxy", ON_SERVER, SUPERUSER | ADDRESS, AT(proxy), NULL,
		TEXT(jobs_value_check_proxy),
	"Proxy that requests go through; the environment's are not used."},
	{"allow_insecure_http", ON_SERVER, SUPERUSER, AT(allow_insecure_http),
		"false", BOOLEAN,
	"Whether plain http may leave this machine."},
	{"user_agent", ON_SERVER, 0, AT(user_agent), NULL,
		TEXT(jobs_value_check_header),
	"Name that requests give as User-Agent."},
	{"quota_project", ON_SERVER | ON_MAPPING, 0, AT(quota_project), NULL,
		TEXT(jobs_value_check_project),
	"Project whose quota the requests count against."},

	{"field", ON_COLUMN, 0, ITSELF, NULL, TEXT(check_field),
	"Path of the API field that the column stands for; * is the whole job."},

	{"access_token", ON_MAPPING, 0, AT(access_token), NULL,
		TEXT(jobs_value_check_token),
	"OAuth access token to send."},
	{"access_token_setting", ON_MAPPING, 0, AT(access_token_setting), NULL,
		TEXT(jobs_value_check_setting),
	"Name of a session setting that holds the access token."},
	{"auth", ON_MAPPING, SUPERUSER, AT(auth), NULL, WORD(auth_words),
	"Where credentials come from: none sends requests without any."},
	{"credentials_required", ON_MAPPING, SUPERUSER, AT(credentials_required),
		"true", BOOLEAN,
	"Whether users other than superusers must bring their own credentials."},

	{"column_case", ON_IMPORT, 0, ITSELF, "lower", KEYWORD(case_words),
	"Column names of imported tables: createtime, create_time, createTime."},
};

static void read_option(const JobsOptionEntry *entry, JobsOptionPlace place,
						const char *text, void *base);
static bool is_presentable(const JobsOptionEntry *entry,
						   JobsOptionPlace place, const char *text);
JOBS_NORETURN static void raise_unknown(const char *name,
										JobsOptionPlace place);
JOBS_NORETURN static void raise_bad_value(const JobsOptionEntry *entry,
										  JobsOptionPlace place,
										  const char *text,
										  const JobsValueProblem *problem);

const JobsOptionEntry *
jobs_option_table_at(int index)
{
	return index < (int) lengthof(entries) ? &entries[index] : NULL;
}

const JobsOptionEntry *
jobs_option_table_find(const char *name, int places)
{
	for (int i = 0; i < (int) lengthof(entries); i++)
		if ((entries[i].places & places) != 0 &&
			strcmp(entries[i].name, name) == 0)
			return &entries[i];
	return NULL;
}

const char *
jobs_option_table_default(const JobsOptionEntry *entry)
{
	/* what is particular to the service stands in its description */
	if (entry->rule.check == jobs_value_check_endpoint)
		return service->endpoint;
	if (entry->rule.check == check_resource)
		return service->resource;
	return entry->default_value;
}

JobsOptionPlace
jobs_option_table_place(Oid catalog)
{
	for (int i = 0; i < (int) lengthof(place_rows); i++)
		if (OidIsValid(catalog) && place_rows[i].catalog == catalog)
			return place_rows[i].place;

	/* anybody can call the validator */
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("no options are kept in catalog %u", catalog)));
}

const char *
jobs_option_table_place_name(JobsOptionPlace place)
{
	const PlaceRow *row = place_rows;

	while (row->place != place)
		row++;
	return row->name;
}

void
jobs_option_table_read(List *options, JobsOptionPlace place, void *base)
{
	ListCell   *cell;

	foreach(cell, options)
	{
		DefElem    *option = lfirst(cell);
		const JobsOptionEntry *entry;

		entry = jobs_option_table_find(option->defname, place);
		if (entry == NULL)
			raise_unknown(option->defname, place);
		read_option(entry, place, defGetString(option), base);
	}
}

JobsOptions *
jobs_option_table_defaults(void)
{
	JobsOptions *options = palloc0(sizeof(JobsOptions));

	options->service = service;
	for (int i = 0; i < (int) lengthof(entries); i++)
	{
		const char *text = jobs_option_table_default(&entries[i]);

		if (text != NULL && (entries[i].places & (ON_SERVER | ON_MAPPING)))
			read_option(&entries[i], ON_SERVER, text, options);
	}
	return options;
}

static void
read_option(const JobsOptionEntry *entry, JobsOptionPlace place,
			const char *text, void *base)
{
	JobsValueRule rule = entry->rule;
	JobsValueProblem problem;
	char	   *ignored;

	if (rule.max == LARGEST_PAGE)
		rule.max = service->max_page_size;
	if (!jobs_value_read(&rule, text, entry->offset == NOWHERE ?
						 (void *) &ignored : (char *) base + entry->offset,
						 &problem))
		raise_bad_value(entry, place, text, &problem);
}

static bool
check_field(const char *text, JobsValueProblem *problem)
{
	problem->allowed = psprintf("It must be the path of a field, in this place one of %s.",
								jobs_service_siblings(service, text));
	problem->nearest = jobs_service_nearest(service, text);
	return jobs_service_find(service, text, true) != NULL;
}

static bool
check_resource(const char *text, JobsValueProblem *problem)
{
	problem->allowed = psprintf("It must be %s.", service->resource);
	return strcmp(text, service->resource) == 0;
}

/*
 * May a value be repeated in an error?  In a user mapping any value may be the
 * secret, put beside the wrong name.
 */
static bool
is_presentable(const JobsOptionEntry *entry, JobsOptionPlace place,
			   const char *text)
{
	if (place == ON_MAPPING ||
		((entry->flags & ADDRESS) != 0 && strchr(text, '@') != NULL))
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char) *text < ' ' || *text == 0x7f)
			return false;
	return true;
}

static void
raise_unknown(const char *name, JobsOptionPlace place)
{
	const JobsOptionEntry *elsewhere = jobs_option_table_find(name, ~place);
	const char *place_name = jobs_option_table_place_name(place);
	int			other = JOBS_PLACE_FIRST;
	StringInfoData valid;
	JobsNearest nearest;

	initStringInfo(&valid);
	jobs_nearest_begin(&nearest, name);
	for (int i = 0; i < (int) lengthof(entries); i++)
	{
		if ((entries[i].places & place) == 0)
			continue;
		appendStringInfo(&valid, "%s%s", valid.len > 0 ? ", " : "",
						 entries[i].name);
		jobs_nearest_offer(&nearest, entries[i].name);
	}
	while (elsewhere != NULL && (elsewhere->places & other) == 0)
		other <<= 1;

	ereport(ERROR,
			(errcode(ERRCODE_FDW_INVALID_OPTION_NAME),
			 errmsg("invalid option \"%s\"", name),
			 valid.len > 0 ?
			 errdetail("Valid options of a %s are: %s.", place_name,
					   valid.data) :
			 errdetail("There are no options of a %s.", place_name),
			 elsewhere != NULL ?
			 errhint("It is an option of a %s.",
					 jobs_option_table_place_name(other)) :
			 jobs_nearest_get(&nearest) != NULL ?
			 errhint("Perhaps you meant the option \"%s\".",
					 jobs_nearest_get(&nearest)) : 0,
			 errhidestmt(true)));
}

static void
raise_bad_value(const JobsOptionEntry *entry, JobsOptionPlace place,
				const char *text, const JobsValueProblem *problem)
{
	bool		is_shown = is_presentable(entry, place, text);

	ereport(ERROR,
			(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
			 is_shown ?
			 errmsg("invalid value for option \"%s\": \"%s\"", entry->name,
					text) :
			 errmsg("invalid value for option \"%s\"", entry->name),
			 errdetail_internal("%s", problem->allowed),
			 problem->nearest != NULL ?
			 errhint("Perhaps you meant \"%s\".", problem->nearest) : 0,
			 errhidestmt(!is_shown)));
}
