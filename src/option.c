/*-------------------------------------------------------------------------
 *
 * option.c
 *	  Options of server, user mapping, foreign table and column.
 *
 * Decides which options are in effect, who may set them and what goes
 * together; must not know what they are used for, and does no I/O.  One parser
 * reads them, for the validator's errors and for the resolver's result.
 *
 * A server's options are judged by its owner's rights whenever they are used:
 * owners change, and so does jobs_fdw.allowed_hosts.  Nobody knows who set an
 * option of a user mapping, but as the validator sees all of them whenever one
 * changes, what a superuser put there only a superuser can touch.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/defrem.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "endpoint.h"
#include "option.h"
#include "option_table.h"

/* Settings; they live as long as the backend. */
static char *allowed_hosts = NULL;
bool		jobs_option_log_requests = false;

static bool is_set(List *options, const char *name);
static void check_rights(List *options, JobsOptionPlace place);
static void check_server(const JobsOptions *options);
static void check_host(const JobsOptions *options, List *given);
static void check_mapping(List *options);
static void check_owner(const ForeignServer *server,
						const JobsOptions *options);
static JobsEndpoint split_endpoint(const JobsOptions *options);
static bool is_allowed(const JobsEndpoint *endpoint, bool literally);
static UserMapping *find_mapping(const JobsOptions *options, Oid userid);
static bool check_allowed_hosts(char **newval, void **extra,
								GucSource source);

void
jobs_option_validate(List *options, Oid catalog)
{
	JobsOptionPlace place = jobs_option_table_place(catalog);
	JobsOptions *read = jobs_option_table_defaults();
	char	   *field;

	check_rights(options, place);
	jobs_option_table_read(options, place, place == JOBS_PLACE_COLUMN ?
						   (void *) &field : read);
	if (place == JOBS_PLACE_SERVER)
	{
		check_server(read);
		if (!superuser())
			check_host(read, options);
	}
	if (place == JOBS_PLACE_MAPPING)
		check_mapping(options);
}

JobsOptions *
jobs_option_resolve(Oid serverid, Oid relid)
{
	ForeignServer *server = GetForeignServer(serverid);
	JobsOptions *options = jobs_option_table_defaults();
	JobsEndpoint endpoint;
	size_t		len;

	options->serverid = serverid;
	options->servername = pstrdup(server->servername);
	jobs_option_table_read(server->options, JOBS_PLACE_SERVER, options);
	check_server(options);
	if (OidIsValid(relid))
	{
		options->relid = relid;
		jobs_option_table_read(GetForeignTable(relid)->options,
							   JOBS_PLACE_TABLE, options);
	}

	len = strlen(options->endpoint);
	while (options->endpoint[len - 1] == '/')
		options->endpoint[--len] = '\0';
	endpoint = split_endpoint(options);
	options->endpoint_trusted = options->proxy != NULL ||
		is_allowed(&endpoint, true) ||
		(is_set(server->options, "endpoint") &&
		 superuser_arg(server->owner));
	return options;
}

void
jobs_option_resolve_user(JobsOptions *options, Oid userid)
{
	UserMapping *mapping;

	check_owner(GetForeignServer(options->serverid), options);
	mapping = find_mapping(options, userid);
	options->userid = userid;
	options->umid = mapping->umid;
	jobs_option_table_read(mapping->options, JOBS_PLACE_MAPPING, options);

	if (options->credentials_required && options->access_token == NULL &&
		options->access_token_setting == NULL && !superuser_arg(userid))
		ereport(ERROR,
				(errcode(ERRCODE_S_R_E_PROHIBITED_SQL_STATEMENT_ATTEMPTED),
				 errmsg("user mapping of user \"%s\" for server \"%s\" holds no credentials",
						GetUserNameFromId(userid, false),
						options->servername),
				 errdetail("Users other than superusers must bring credentials of their own."),
				 errhint("Set option access_token or access_token_setting of the user mapping, or let a superuser set its option credentials_required to false.")));
}

char *
jobs_option_column_field(Oid relid, AttrNumber attnum)
{
	ListCell   *cell;

	/* as it is stored: whether there is such a field depends on the table */
	foreach(cell, GetForeignColumnOptions(relid, attnum))
	{
		DefElem    *option = lfirst(cell);

		if (jobs_option_table_find(option->defname, JOBS_PLACE_COLUMN))
			return pstrdup(defGetString(option));
	}
	return NULL;
}

JobsColumnCase
jobs_option_import_case(List *options)
{
	int			column_case = JOBS_CASE_LOWER;

	jobs_option_table_read(options, JOBS_PLACE_IMPORT, &column_case);
	return (JobsColumnCase) column_case;
}

void
jobs_option_define_settings(void)
{
	DefineCustomStringVariable("jobs_fdw.allowed_hosts",
							   "Hosts that servers of users who are not superusers may use.",
							   "A list of host, host:port or *.domain; one that is named literally may be on a private network.",
							   &allowed_hosts, "*.googleapis.com",
							   PGC_SUSET, GUC_LIST_INPUT,
							   check_allowed_hosts, NULL, NULL);
	DefineCustomBoolVariable("jobs_fdw.log_requests",
							 "Reports each request and how it ended in the server log.",
							 NULL, &jobs_option_log_requests, false,
							 PGC_SUSET, 0, NULL, NULL, NULL);
	MarkGUCPrefixReserved("jobs_fdw");
}

bool
jobs_option_describe(int index, JobsOptionRow *row)
{
	const JobsOptionEntry *entry;

	for (int place = JOBS_PLACE_FIRST; place <= JOBS_PLACE_LAST; place <<= 1)
		for (int i = 0; (entry = jobs_option_table_at(i)) != NULL; i++)
		{
			if ((entry->places & place) == 0 || index-- > 0)
				continue;
			row->object = jobs_option_table_place_name(place);
			row->name = entry->name;
			/* a default is the server's; table and mapping only replace it */
			row->default_value = (entry->places & (place - 1)) == 0 ?
				jobs_option_table_default(entry) : NULL;
			row->description = entry->description;
			return true;
		}
	return false;
}

static bool
is_set(List *options, const char *name)
{
	ListCell   *cell;

	foreach(cell, options)
	{
		if (strcmp(((DefElem *) lfirst(cell))->defname, name) == 0)
			return true;
	}
	return false;
}

/* May the current user set these options? */
static void
check_rights(List *options, JobsOptionPlace place)
{
	ListCell   *cell;

	if (superuser())
		return;
	foreach(cell, options)
	{
		const char *name = ((DefElem *) lfirst(cell))->defname;
		const JobsOptionEntry *entry = jobs_option_table_find(name, place);

		if (entry != NULL && (entry->flags & JOBS_OPTION_SUPERUSER) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("permission denied to set option \"%s\"", name),
					 errdetail("Only superusers may set this option of a %s, or change the other options while it is set.",
							   jobs_option_table_place_name(place)),
					 errhidestmt(place == JOBS_PLACE_MAPPING)));
	}
}

/* Do the options of a server go together? */
static void
check_server(const JobsOptions *options)
{
	JobsEndpoint endpoint = split_endpoint(options);

	if (!endpoint.https && !endpoint.loopback &&
		!options->allow_insecure_http)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
				 errmsg("invalid value for option \"endpoint\": \"%s\"",
						options->endpoint),
				 errdetail("Plain http would show access tokens to the network; it is for addresses of this machine only."),
				 errhint("Use https. A superuser may set option allow_insecure_http.")));
}

/*
 * May the server that these options are given to be used if it is not a
 * superuser's?  The default endpoint may be.
 */
static void
check_host(const JobsOptions *options, List *given)
{
	JobsEndpoint endpoint = split_endpoint(options);

	if (is_set(given, "endpoint") && !is_allowed(&endpoint, false))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 options->servername == NULL ?
				 errmsg("permission denied to use host \"%s\"",
						endpoint.host) :
				 errmsg("permission denied to use host \"%s\" of server \"%s\"",
						endpoint.host, options->servername),
				 errdetail("A server that is not a superuser's may use the hosts in setting jobs_fdw.allowed_hosts only: \"%s\".",
						   allowed_hosts),
				 errhint("A superuser may own the server, or add the host to the setting.")));
}

/* Do the options of a user mapping go together? */
static void
check_mapping(List *options)
{
	static const char *const sources[] = {
		"access_token", "access_token_setting", "auth"
	};
	const char *first = NULL;

	for (int i = 0; i < (int) lengthof(sources); i++)
	{
		if (!is_set(options, sources[i]))
			continue;
		if (first != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
					 errmsg("options \"%s\" and \"%s\" cannot be set together",
							first, sources[i]),
					 errdetail("Each says where the credentials come from."),
					 errhint("Drop the old option in the same statement that adds the new one."),
					 errhidestmt(true)));
		first = sources[i];
	}
}

/*
 * Is what a server has been told still within its owner's rights?
 */
static void
check_owner(const ForeignServer *server, const JobsOptions *options)
{
	ListCell   *cell;

	if (superuser_arg(server->owner))
		return;
	check_host(options, server->options);
	foreach(cell, server->options)
	{
		const char *name = ((DefElem *) lfirst(cell))->defname;

		if (jobs_option_table_find(name, JOBS_PLACE_SERVER)->flags &
			JOBS_OPTION_SUPERUSER)
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("option \"%s\" of server \"%s\" is not allowed, as its owner \"%s\" is not a superuser",
							name, server->servername,
							GetUserNameFromId(server->owner, false)),
					 errhint("Drop the option, or give the server to a superuser.")));
	}
}

/* The endpoint, which has been checked when it was read. */
static JobsEndpoint
split_endpoint(const JobsOptions *options)
{
	JobsEndpoint endpoint;
	const char *reason;

	if (!jobs_endpoint_parse(options->endpoint, &endpoint, &reason))
		elog(ERROR, "endpoint was not checked: %s", reason);
	return endpoint;
}

/*
 * Is an endpoint on a host in jobs_fdw.allowed_hosts?
 */
static bool
is_allowed(const JobsEndpoint *endpoint, bool literally)
{
	List	   *patterns;
	ListCell   *cell;

	if (!SplitGUCList(pstrdup(allowed_hosts), ',', &patterns))
		return false;
	foreach(cell, patterns)
	{
		if (jobs_endpoint_matches(endpoint, lfirst(cell), literally))
			return true;
	}
	return false;
}

/*
 * GetUserMapping raises an error without a hint, so it is called only if it
 * will find something.
 */
static UserMapping *
find_mapping(const JobsOptions *options, Oid userid)
{
	Datum		serverid = ObjectIdGetDatum(options->serverid);
	const char *username = GetUserNameFromId(userid, false);

	if (!SearchSysCacheExists2(USERMAPPINGUSERSERVER,
							   ObjectIdGetDatum(userid), serverid) &&
		!SearchSysCacheExists2(USERMAPPINGUSERSERVER,
							   ObjectIdGetDatum(InvalidOid), serverid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("user mapping not found for user \"%s\", server \"%s\"",
						username, options->servername),
				 errhint("A user mapping holds the credentials: CREATE USER MAPPING FOR %s SERVER %s OPTIONS (access_token '...').",
						 quote_identifier(username),
						 quote_identifier(options->servername))));
	return GetUserMapping(userid, options->serverid);
}

static bool
check_allowed_hosts(char **newval, void **extra, GucSource source)
{
	List	   *patterns;
	ListCell   *cell;
	bool		is_fine;

	(void) extra;
	(void) source;
	is_fine = SplitGUCList(pstrdup(*newval), ',', &patterns);
	foreach(cell, patterns)
		is_fine = is_fine && jobs_endpoint_is_pattern(lfirst(cell));
	if (!is_fine)
		GUC_check_errdetail("It must be a list, separated by commas, of hosts as host, host:port or *.domain.");
	return is_fine;
}
