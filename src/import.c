/*-------------------------------------------------------------------------
 *
 * import.c
 *	  IMPORT FOREIGN SCHEMA.
 *
 * The tables are made of the field catalogue; which fields there are and what
 * they are called is not known here.  The service is not asked: what it offers
 * does not depend on the project.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "foreign/fdwapi.h"
#include "utils/builtins.h"

#include "import.h"
#include "option.h"
#include "service.h"

static void check_schema(const JobsService *service, const char *schema);
static char *make_table(const JobsService *service, const char *server,
						JobsColumnCase column_case);
static void append_column(StringInfo command, const JobsService *service,
						  const JobsField *field, JobsColumnCase column_case);

List *
jobsImportForeignSchema(ImportForeignSchemaStmt *stmt, Oid serverid)
{
	const JobsService *service;
	JobsColumnCase column_case = jobs_option_import_case(stmt->options);

	service = jobs_option_resolve(serverid, InvalidOid)->service;
	check_schema(service, stmt->remote_schema);

	/* the core leaves out what is not wanted, but would parse it first */
	if (!IsImportableForeignTable(service->resource, stmt))
		return NIL;
	return list_make1(make_table(service, stmt->server_name, column_case));
}

static void
check_schema(const JobsService *service, const char *schema)
{
	if (strcmp(schema, service->schema) == 0 ||
		strcmp(schema, service->schema_synonym) == 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FDW_SCHEMA_NOT_FOUND),
			 errmsg("remote schema \"%s\" does not exist", schema),
			 errhint("Valid remote schemas are \"%s\" and its synonym \"%s\".",
					 service->schema, service->schema_synonym)));
}

/* The core adds the local schema. */
static char *
make_table(const JobsService *service, const char *server,
		   JobsColumnCase column_case)
{
	StringInfoData command;
	bool		first = true;

	initStringInfo(&command);
	appendStringInfo(&command, "CREATE FOREIGN TABLE %s (",
					 quote_identifier(service->resource));
	for (int i = 0; i < service->nfields; i++)
	{
		const JobsField *field = &service->fields[i];

		if (!(field->flags & JOBS_FIELD_IMPORTED))
			continue;
		appendStringInfoString(&command, first ? "\n" : ",\n");
		append_column(&command, service, field, column_case);
		first = false;
	}
	appendStringInfo(&command, "\n) SERVER %s", quote_identifier(server));
	return command.data;
}

/* A column says its field only where its name would not find it. */
static void
append_column(StringInfo command, const JobsService *service,
			  const JobsField *field, JobsColumnCase column_case)
{
	char	   *name = jobs_field_sql_name(field->path, column_case);

	appendStringInfo(command, "\t%s %s", quote_identifier(name),
					 jobs_field_sql_type(field));
	if (jobs_service_find(service, name, false) != field)
		appendStringInfo(command, " OPTIONS (field %s)",
						 quote_literal_cstr(field->path));
}
