/*-------------------------------------------------------------------------
 *
 * function.c
 *	  SQL functions about the wrapper itself.
 *
 * The tables are the catalogues of the layers below, column by column; what
 * stands in them is not known here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_proc.h"
#include "foreign/foreign.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "api.h"
#include "compat.h"
#include "http.h"
#include "json.h"
#include "option.h"
#include "pager.h"
#include "service.h"

JOBS_FUNCTION(jobs_fdw_options);
JOBS_FUNCTION(jobs_fdw_fields);
JOBS_FUNCTION(jobs_fdw_stats);
JOBS_FUNCTION(jobs_fdw_disconnect);
JOBS_FUNCTION(jobs_fdw_version);

static bool is_writable(const JobsField *field);
static Oid	find_server(const char *name, Oid caller);
static void put_row(FunctionCallInfo fcinfo, const Datum *values,
					const bool *nulls);
static Datum text_or_null(const char *text, bool *isnull);

/* jobs_fdw_options(): every option, where it may be set and what it does. */
Datum
jobs_fdw_options(PG_FUNCTION_ARGS)
{
	JobsOptionRow row;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; jobs_option_describe(i, &row); i++)
	{
		Datum		values[4];
		bool		nulls[4];

		values[0] = text_or_null(row.object, &nulls[0]);
		values[1] = text_or_null(row.name, &nulls[1]);
		values[2] = text_or_null(row.default_value, &nulls[2]);
		values[3] = text_or_null(row.description, &nulls[3]);
		put_row(fcinfo, values, nulls);
	}
	return (Datum) 0;
}

/* jobs_fdw_fields(): every API field. */
Datum
jobs_fdw_fields(PG_FUNCTION_ARGS)
{
	const JobsService *service = &jobs_service_ml;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < service->nfields; i++)
	{
		const JobsField *field = &service->fields[i];
		Datum		values[6];
		bool		nulls[6];

		values[0] = text_or_null(jobs_field_leaf(field->path), &nulls[0]);
		values[1] = text_or_null(field->path, &nulls[1]);
		values[2] = text_or_null(jobs_field_type_name(field->type),
								 &nulls[2]);
		values[3] = BoolGetDatum(is_writable(field));
		nulls[3] = false;
		values[4] = BoolGetDatum((field->documented | field->full) != 0);
		nulls[4] = false;
		values[5] = text_or_null(field->description, &nulls[5]);
		put_row(fcinfo, values, nulls);
	}
	return (Datum) 0;
}

/* jobs_fdw_stats(): what this backend has asked of each server. */
Datum
jobs_fdw_stats(PG_FUNCTION_ARGS)
{
	const JobsApiStats *stats;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; (stats = jobs_api_stats(i)) != NULL; i++)
	{
		ForeignServer *server = GetForeignServerExtended(stats->serverid,
														 FSV_MISSING_OK);
		Datum		values[7];
		bool		nulls[7] = {false};

		/* of a server that is gone only the counts are left */
		values[0] = text_or_null(server ? server->servername : NULL,
								 &nulls[0]);
		values[1] = Int64GetDatum(stats->requests);
		values[2] = Int64GetDatum(stats->retries);
		values[3] = Int64GetDatum(stats->errors);
		values[4] = Int64GetDatum(stats->bytes);
		values[5] = Float8GetDatum(stats->seconds_waited);
		values[6] = Int64GetDatum(stats->connections);
		put_row(fcinfo, values, nulls);
	}
	return (Datum) 0;
}

/*
 * jobs_fdw_disconnect(server name): close idle connections, and let generated
 * filters be tried again.  Connections are pooled by where they lead, whatever
 * server they were opened for, so all of them are closed.
 */
Datum
jobs_fdw_disconnect(PG_FUNCTION_ARGS)
{
	Oid			serverid = InvalidOid;

	if (!PG_ARGISNULL(0))
		serverid = find_server(NameStr(*PG_GETARG_NAME(0)),
							   fcinfo->flinfo->fn_oid);
	jobs_pager_forget(serverid);
	jobs_http_disconnect();
	PG_RETURN_VOID();
}

/* jobs_fdw_version(): the module and the libraries that it runs with. */
Datum
jobs_fdw_version(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("jobs_fdw/%s %s json-c/%s",
											  JOBS_VERSION,
											  jobs_http_version(),
											  jobs_json_version())));
}

/* May a create set it?  What a patch may change is said by its description. */
static bool
is_writable(const JobsField *field)
{
	return field->role != JOBS_ROLE_DOCUMENT &&
		!(field->flags & (JOBS_FIELD_PARAMETER | JOBS_FIELD_OUTPUT_ONLY));
}

/*
 * The server of that name.  Raises 42704 if there is none, or if its wrapper
 * is not of the extension that has the function "caller".
 */
static Oid
find_server(const char *name, Oid caller)
{
	ForeignServer *server = GetForeignServerByName(name, false);

	if (getExtensionOfObject(ForeignDataWrapperRelationId, server->fdwid) !=
		getExtensionOfObject(ProcedureRelationId, caller))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("server \"%s\" is not one of jobs_fdw", name)));
	return server->serverid;
}

static void
put_row(FunctionCallInfo fcinfo, const Datum *values, const bool *nulls)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	tuplestore_putvalues(result->setResult, result->setDesc,
						 unconstify(Datum *, values),
						 unconstify(bool *, nulls));
}

static Datum
text_or_null(const char *text, bool *isnull)
{
	*isnull = text == NULL;
	return text != NULL ? CStringGetTextDatum(text) : (Datum) 0;
}
