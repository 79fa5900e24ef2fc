/*-------------------------------------------------------------------------
 *
 * tuple.c
 *	  From a decoded row and the request behind it to a tuple.
 *
 * A row holds what the service sent; the columns that stand for parameters of
 * the request are filled in here, so that a clause such as projectsId = 'p'
 * is true of the rows that were found by it.  This file knows no requests,
 * only the values that they had.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"

#include "tuple.h"

/* A column that holds a request parameter. */
typedef struct ParameterColumn
{
	const JobsColumn *column;
	int			index;			/* attribute number less 1 */
	FmgrInfo	input;
	Oid			ioparam;
	bool		is_quoted;		/* the column's type wants a JSON string */
} ParameterColumn;

struct JobsTupleMaker
{
	const JobsColumns *columns;
	int			ncolumns;
	ParameterColumn *column;	/* ncolumns of them */
};

/* For the error context. */
typedef struct Conversion
{
	const char *table;
	const char *column;
	const char *job;			/* NULL: not known */
} Conversion;

static void add_column(JobsTupleMaker *maker, int index);
static const char *parameter_text(JobsFieldRole role, const JobsRow *row,
								  const JobsTupleParameters *parameters,
								  char *number);
static Datum convert(const JobsTupleMaker *maker, ParameterColumn *column,
					 const char *text, const JobsRow *row);
static const char *quote(const char *text);
static void describe_conversion(void *arg);

JobsTupleMaker *
jobs_tuple_maker_create(const JobsColumns *columns, const Bitmapset *needed)
{
	JobsTupleMaker *maker = palloc0(sizeof(JobsTupleMaker));
	bool		all = bms_is_member(0, needed);

	maker->columns = columns;
	maker->column = palloc0(columns->natts * sizeof(ParameterColumn));
	for (int i = 0; i < columns->natts; i++)
	{
		const JobsField *field = columns->column[i].field;

		if (field != NULL && (field->flags & JOBS_FIELD_PARAMETER) &&
			(all || bms_is_member(i + 1, needed)))
			add_column(maker, i);
	}
	return maker;
}

void
jobs_tuple_store(const JobsTupleMaker *maker, const JobsRow *row,
				 const JobsTupleParameters *parameters, TupleTableSlot *slot)
{
	int			natts = maker->columns->natts;
	char		number[12];		/* of 32 bits, sign and NUL */

	ExecClearTuple(slot);
	memcpy(slot->tts_values, row->values, natts * sizeof(Datum));
	memcpy(slot->tts_isnull, row->isnull, natts * sizeof(bool));

	for (int i = 0; i < maker->ncolumns; i++)
	{
		ParameterColumn *column = &maker->column[i];
		const char *text = parameter_text(column->column->field->role, row,
										  parameters, number);

		slot->tts_isnull[column->index] = text == NULL;
		if (text != NULL)
			slot->tts_values[column->index] = convert(maker, column, text,
													  row);
	}
	ExecStoreVirtualTuple(slot);
}

static void
add_column(JobsTupleMaker *maker, int index)
{
	ParameterColumn *column = &maker->column[maker->ncolumns++];
	Oid			input;
	Oid			base;

	column->column = &maker->columns->column[index];
	column->index = index;
	getTypeInputInfo(column->column->typid, &input, &column->ioparam);
	fmgr_info(input, &column->input);

	base = getBaseType(column->column->typid);
	column->is_quoted = (base == JSONOID || base == JSONBOID) &&
		column->column->field->type != JOBS_TYPE_INT32;
}

/* "number" is where a number may be written. */
static const char *
parameter_text(JobsFieldRole role, const JobsRow *row,
			   const JobsTupleParameters *parameters, char *number)
{
	switch (role)
	{
		case JOBS_ROLE_PROJECT:
			return parameters->project;
		case JOBS_ROLE_JOB_PARAMETER:
			return row->job;
		case JOBS_ROLE_FILTER:
			return parameters->filter;
		case JOBS_ROLE_PAGE_TOKEN:
			return parameters->page_token;
		case JOBS_ROLE_UPDATE_MASK:
			return parameters->update_mask;
		case JOBS_ROLE_PAGE_SIZE:
			if (parameters->page_size == 0)
				return NULL;
			pg_ltoa(parameters->page_size, number);
			return number;
		default:
			/* no parameter of a read */
			return NULL;
	}
}

static Datum
convert(const JobsTupleMaker *maker, ParameterColumn *column,
		const char *text, const JobsRow *row)
{
	Conversion	conversion = {maker->columns->relname, column->column->name,
	row->job};
	ErrorContextCallback callback;
	Datum		result;

	callback.callback = describe_conversion;
	callback.arg = &conversion;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	if (column->is_quoted)
		text = quote(text);
	result = InputFunctionCall(&column->input, unconstify(char *, text),
							   column->ioparam, column->column->typmod);
	error_context_stack = callback.previous;
	return result;
}

static const char *
quote(const char *text)
{
	StringInfoData json;

	initStringInfo(&json);
	escape_json(&json, text);
	return json.data;
}

static void
describe_conversion(void *arg)
{
	const Conversion *conversion = arg;

	if (conversion->job != NULL)
		errcontext("column \"%s\" of foreign table \"%s\", job \"%s\"",
				   conversion->column, conversion->table, conversion->job);
	else
		errcontext("column \"%s\" of foreign table \"%s\"",
				   conversion->column, conversion->table);
}
