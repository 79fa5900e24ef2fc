/*-------------------------------------------------------------------------
 *
 * column.c
 *	  Which API field each column of a foreign table stands for.
 *
 * Knows tables, their columns' names, options and types; must not know how a
 * value is converted.  It refuses only types that can hold no value of a field
 * at all: whether one particular value fits is seen when it is there.
 *
 * The caller is assumed to hold a lock on the table, as planner and executor
 * do.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "column.h"
#include "compat.h"
#include "option.h"

/*
 * The categories of types whose input functions accept no value of a field, by
 * the field's type; NULL for what is more than a scalar and fits into texts,
 * json and jsonb only.
 */
static const char *const refused_categories[] = {
	[JOBS_TYPE_STRING] = "",
	[JOBS_TYPE_ENUM] = "BDNT",
	[JOBS_TYPE_BYTES] = "",
	[JOBS_TYPE_DURATION] = "BDN",
	[JOBS_TYPE_INT32] = "BDT",
	[JOBS_TYPE_INT64] = "BDT",
	[JOBS_TYPE_DOUBLE] = "BDT",
	[JOBS_TYPE_BOOLEAN] = "DNT",
	[JOBS_TYPE_TIMESTAMP] = "BNT",
	[JOBS_TYPE_MESSAGE] = NULL,
	[JOBS_TYPE_MAP] = NULL,
	[JOBS_TYPE_LIST] = NULL,
	[JOBS_TYPE_DOCUMENT] = NULL,
};

static void bind_column(const JobsColumns *columns, Form_pg_attribute attribute,
						JobsColumn *column);
static const JobsField *find_by_name(const JobsService *service,
									 const char *name);
static bool can_hold(Oid typid, const JobsColumn *column);
static bool is_json_text(Oid typid);
JOBS_NORETURN static void raise_no_field(const JobsColumns *columns,
										 const JobsColumn *column);
JOBS_NORETURN static void raise_wrong_type(const JobsColumns *columns,
										   const JobsColumn *column);

JobsColumns *
jobs_column_bind(const JobsService *service, Oid relid)
{
	Relation	relation = table_open(relid, NoLock);
	TupleDesc	tupdesc = RelationGetDescr(relation);
	JobsColumns *columns = palloc0(sizeof(JobsColumns));

	columns->service = service;
	columns->relid = relid;
	columns->relname = pstrdup(RelationGetRelationName(relation));
	columns->natts = tupdesc->natts;
	columns->column = palloc0(sizeof(JobsColumn) * tupdesc->natts);
	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(tupdesc, i);

		if (!attribute->attisdropped)
			bind_column(columns, attribute, &columns->column[i]);
	}
	table_close(relation, NoLock);
	return columns;
}

AttrNumber
jobs_column_by_role(const JobsColumns *columns, JobsFieldRole role)
{
	for (int i = 0; i < columns->natts; i++)
	{
		const JobsColumn *column = &columns->column[i];

		/* labels.team has the field of labels, but is a part of it only */
		if (column->field != NULL && column->field->role == role &&
			strcmp(column->path, column->field->path) == 0)
			return i + 1;
	}
	return InvalidAttrNumber;
}

const JobsColumn *
jobs_column_get(const JobsColumns *columns, AttrNumber attnum)
{
	Assert(attnum >= 1 && attnum <= columns->natts);
	return &columns->column[attnum - 1];
}

static void
bind_column(const JobsColumns *columns, Form_pg_attribute attribute,
			JobsColumn *column)
{
	int32		typmod = attribute->atttypmod;

	column->name = pstrdup(NameStr(attribute->attname));
	column->typid = attribute->atttypid;
	column->typmod = attribute->atttypmod;
	column->collation = attribute->attcollation;

	column->path = jobs_option_column_field(columns->relid,
											attribute->attnum);
	if (column->path != NULL)
		column->field = jobs_service_find(columns->service, column->path,
										  true);
	else
		column->field = find_by_name(columns->service, column->name);
	if (column->field == NULL)
		raise_no_field(columns, column);
	if (column->path == NULL)
		column->path = pstrdup(column->field->path);

	if (!can_hold(getBaseTypeAndTypmod(column->typid, &typmod), column))
		raise_wrong_type(columns, column);
}

/*
 * A name finds what stands at the top of a job and the parameters.  Nested
 * fields want the option field: regions and versions there are several of.
 */
static const JobsField *
find_by_name(const JobsService *service, const char *name)
{
	const JobsField *field = jobs_service_find(service, name, false);

	if (field == NULL || field->type == JOBS_TYPE_DOCUMENT ||
		strchr(field->path, '.') != NULL ||
		!jobs_field_matches(field->path, name))
		return NULL;
	return field;
}

/*
 * "typid" is the column's type, of a domain what it rests on.
 */
static bool
can_hold(Oid typid, const JobsColumn *column)
{
	JobsFieldType type = column->field->type;
	char		category;
	bool		is_preferred;

	/* the value of a map's key is any text */
	if (strcmp(column->path, column->field->path) != 0)
		type = JOBS_TYPE_STRING;

	if (is_json_text(typid))
		return true;
	if (refused_categories[type] == NULL)
		return type == JOBS_TYPE_LIST && typid == TEXTARRAYOID;

	get_type_category_preferred(typid, &category, &is_preferred);
	return category != TYPCATEGORY_ARRAY &&
		category != TYPCATEGORY_COMPOSITE &&
		strchr(refused_categories[type], category) == NULL;
}

static bool
is_json_text(Oid typid)
{
	return typid == JSONBOID || typid == JSONOID || typid == TEXTOID ||
		typid == VARCHAROID || typid == BPCHAROID;
}

static void
raise_no_field(const JobsColumns *columns, const JobsColumn *column)
{
	const char *wanted = column->path != NULL ? column->path : column->name;
	const char *nearest = jobs_service_nearest(columns->service, wanted);

	ereport(ERROR,
			(errcode(ERRCODE_FDW_COLUMN_NAME_NOT_FOUND),
			 column->path != NULL ?
			 errmsg("option \"field\" of column \"%s\" of foreign table \"%s\" names no field of %s.%s: \"%s\"",
					column->name, columns->relname,
					columns->service->schema, columns->service->resource,
					column->path) :
			 errmsg("column \"%s\" of foreign table \"%s\" matches no field of %s.%s",
					column->name, columns->relname,
					columns->service->schema, columns->service->resource),
			 errdetail("Valid fields are: %s.",
					   jobs_service_siblings(columns->service, wanted)),
			 nearest == NULL ?
			 errhint("The column option field says which field a column stands for, as in OPTIONS (field 'trainingInput.region').") :
			 column->path != NULL ?
			 errhint("Perhaps you meant \"%s\".", nearest) :
			 errhint("Perhaps it stands for %s; then say so by the column option field: OPTIONS (field '%s').",
					 nearest, nearest)));
}

static void
raise_wrong_type(const JobsColumns *columns, const JobsColumn *column)
{
	const char *sql_type = jobs_field_sql_type(column->field);

	ereport(ERROR,
			(errcode(ERRCODE_FDW_INVALID_DATA_TYPE),
			 errmsg("column \"%s\" of foreign table \"%s\" has type %s, which cannot hold field \"%s\"",
					column->name, columns->relname,
					format_type_with_typemod(column->typid, column->typmod),
					column->path),
			 errdetail("The field is of type %s in the service's description.",
					   jobs_field_type_name(column->field->type)),
			 strcmp(sql_type, "text") == 0 ?
			 errhint("Declare the column as text.") :
			 errhint("Declare the column as %s%s or text.", sql_type,
					 column->field->type == JOBS_TYPE_LIST ?
					 ", text[], json" : "")));
}
