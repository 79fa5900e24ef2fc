/*-------------------------------------------------------------------------
 *
 * datum.c
 *	  From a value of a JSON document to a value of an SQL type.
 *
 * The usual types are made directly, the others by their input functions.
 * Must not know tables nor paths: the caller's error context names the column
 * and the job.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "datum.h"
#include "jsonb.h"
#include "text.h"
#include "timestamp.h"

/* How much of a bad value an error shows. */
#define SHOWN_LENGTH	128

/* Makes the datum of a node that is not null. */
typedef Datum (*MakeFunction) (JobsConverter *converter,
							   const JobsTree *tree, const JobsNode *node);

struct JobsConverter
{
	MakeFunction make;
	Oid			typid;			/* of a domain its base type */
	int32		typmod;
	FmgrInfo	input;			/* the type's input function */
	Oid			ioparam;
	Oid			domain;			/* InvalidOid if the type is none */
	void	   *domain_cache;	/* belongs to domain_check */
	MemoryContext context;		/* where the caches live */
};

typedef struct TypeFunction
{
	Oid			typid;
	MakeFunction make;
} TypeFunction;

static MakeFunction choose_function(JobsFieldType field_type, Oid typid,
									int32 typmod);
static Datum make_text(JobsConverter *converter, const JobsTree *tree,
					   const JobsNode *node);
static Datum make_integer(JobsConverter *converter, const JobsTree *tree,
						  const JobsNode *node);
static Datum make_double(JobsConverter *converter, const JobsTree *tree,
						 const JobsNode *node);
static Datum make_boolean(JobsConverter *converter, const JobsTree *tree,
						  const JobsNode *node);
static Datum make_instant(JobsConverter *converter, const JobsTree *tree,
						  const JobsNode *node);
static Datum make_json(JobsConverter *converter, const JobsTree *tree,
					   const JobsNode *node);
static Datum make_jsonb(JobsConverter *converter, const JobsTree *tree,
						const JobsNode *node);
static Datum make_text_array(JobsConverter *converter, const JobsTree *tree,
							 const JobsNode *node);
static Datum make_by_input(JobsConverter *converter, const JobsTree *tree,
						   const JobsNode *node);
static const char *text_of(const JobsTree *tree, const JobsNode *node,
						   size_t *len);
static char *cstring_of(const JobsTree *tree, const JobsNode *node);
JOBS_NORETURN static void refuse_syntax(const JobsConverter *converter,
										const char *text);
JOBS_NORETURN static void refuse_range(const JobsConverter *converter,
									   const char *text);

/* The types that need no input function, each in its usual form. */
static const TypeFunction functions[] = {
	{TEXTOID, make_text},
	{INT8OID, make_integer},
	{INT4OID, make_integer},
	{INT2OID, make_integer},
	{FLOAT8OID, make_double},
	{BOOLOID, make_boolean},
	{JSONOID, make_json},
	{JSONBOID, make_jsonb},
	{TEXTARRAYOID, make_text_array}
};

JobsConverter *
jobs_datum_converter(JobsFieldType field_type, Oid typid, int32 typmod)
{
	JobsConverter *converter = palloc0(sizeof(JobsConverter));
	Oid			input;

	converter->context = CurrentMemoryContext;
	converter->typmod = typmod;
	converter->typid = getBaseTypeAndTypmod(typid, &converter->typmod);
	if (converter->typid != typid)
		converter->domain = typid;

	getTypeInputInfo(converter->typid, &input, &converter->ioparam);
	fmgr_info(input, &converter->input);

	converter->make = choose_function(field_type, converter->typid,
									  converter->typmod);
	return converter;
}

bool
jobs_datum_needs_contents(const JobsConverter *converter)
{
	return converter->make == make_jsonb || converter->make == make_text_array;
}

Datum
jobs_datum_make(JobsConverter *converter, const JobsTree *tree,
				const JobsNode *node, bool *isnull)
{
	Datum		datum = (Datum) 0;

	*isnull = node == NULL || node->value.kind == JOBS_KIND_NULL;
	if (!*isnull)
		datum = converter->make(converter, tree, node);
	if (OidIsValid(converter->domain))
		domain_check(datum, *isnull, converter->domain,
					 &converter->domain_cache, converter->context);
	return datum;
}

static MakeFunction
choose_function(JobsFieldType field_type, Oid typid, int32 typmod)
{
	/* other fields that hold times may be written in other ways */
	if (field_type == JOBS_TYPE_TIMESTAMP &&
		(typid == TIMESTAMPTZOID || typid == TIMESTAMPOID ||
		 typid == DATEOID))
		return make_instant;

	/* without a length these are texts */
	if ((typid == VARCHAROID || typid == BPCHAROID) && typmod < 0)
		return make_text;

	for (size_t i = 0; i < lengthof(functions); i++)
	{
		if (functions[i].typid == typid)
			return functions[i].make;
	}
	return make_by_input;
}

static Datum
make_text(JobsConverter *converter, const JobsTree *tree,
		  const JobsNode *node)
{
	size_t		len;
	const char *text = text_of(tree, node, &len);

	(void) converter;
	return PointerGetDatum(cstring_to_text_with_len(text, (int) len));
}

/*
 * Stricter than the input functions, which in newer versions take 0x10 and
 * 1_000 and in all of them white space.
 */
static Datum
make_integer(JobsConverter *converter, const JobsTree *tree,
			 const JobsNode *node)
{
	char	   *text = cstring_of(tree, node);
	char	   *p = text;
	bool		negative = *p == '-';
	int64		integer = 0;

	if (negative)
		p++;
	if (*p == '\0' || p[strspn(p, "0123456789")] != '\0')
		refuse_syntax(converter, text);

	/* downwards, since the least integer has no counterpart above */
	for (; *p != '\0'; p++)
	{
		if (pg_mul_s64_overflow(integer, 10, &integer) ||
			pg_sub_s64_overflow(integer, *p - '0', &integer))
			refuse_range(converter, text);
	}
	if (!negative && pg_sub_s64_overflow(0, integer, &integer))
		refuse_range(converter, text);

	if (converter->typid == INT8OID)
		return Int64GetDatum(integer);
	if (converter->typid == INT4OID)
	{
		if (integer < PG_INT32_MIN || integer > PG_INT32_MAX)
			refuse_range(converter, text);
		return Int32GetDatum((int32) integer);
	}
	if (integer < PG_INT16_MIN || integer > PG_INT16_MAX)
		refuse_range(converter, text);
	return Int16GetDatum((int16) integer);
}

/*
 * The input function takes more than JSON has: hexadecimal digits, several
 * ways to write infinity, white space.
 */
static Datum
make_double(JobsConverter *converter, const JobsTree *tree,
			const JobsNode *node)
{
	char	   *text = cstring_of(tree, node);

	if (text[strspn(text, "-+.0123456789eE")] != '\0' &&
		strcmp(text, "NaN") != 0 &&
		strcmp(text, "Infinity") != 0 && strcmp(text, "-Infinity") != 0)
		refuse_syntax(converter, text);
	return DirectFunctionCall1(float8in, CStringGetDatum(text));
}

static Datum
make_boolean(JobsConverter *converter, const JobsTree *tree,
			 const JobsNode *node)
{
	if (node->value.kind == JOBS_KIND_TRUE ||
		node->value.kind == JOBS_KIND_FALSE)
		return BoolGetDatum(node->value.kind == JOBS_KIND_TRUE);
	return make_by_input(converter, tree, node);
}

/* The types without a time zone hold UTC, whatever TimeZone is set to. */
static Datum
make_instant(JobsConverter *converter, const JobsTree *tree,
			 const JobsNode *node)
{
	size_t		len;
	const char *text = text_of(tree, node, &len);
	TimestampTz instant = jobs_timestamp_parse(text, len);
	TimestampTz in_day;

	if (converter->typid == DATEOID)
	{
		in_day = instant % USECS_PER_DAY;
		if (in_day < 0)
			in_day += USECS_PER_DAY;
		return DateADTGetDatum((DateADT) ((instant - in_day) /
										  USECS_PER_DAY));
	}
	if (converter->typmod < 0)
		return TimestampTzGetDatum(instant);
	return DirectFunctionCall2(converter->typid == TIMESTAMPOID ?
							   timestamp_scale : timestamptz_scale,
							   TimestampTzGetDatum(instant),
							   Int32GetDatum(converter->typmod));
}

static Datum
make_json(JobsConverter *converter, const JobsTree *tree,
		  const JobsNode *node)
{
	MemoryContext old_context = MemoryContextSwitchTo(tree->scratch);
	size_t		len;
	const char *text = jobs_text_json(&node->value, &len);

	(void) converter;
	MemoryContextSwitchTo(old_context);
	return PointerGetDatum(cstring_to_text_with_len(text, (int) len));
}

static Datum
make_jsonb(JobsConverter *converter, const JobsTree *tree,
		   const JobsNode *node)
{
	(void) converter;
	return jobs_jsonb_make(tree, (uint32) (node - tree->nodes));
}

static Datum
make_text_array(JobsConverter *converter, const JobsTree *tree,
				const JobsNode *node)
{
	const JobsNode *end = node + node->size;
	Datum	   *values;
	bool	   *nulls;
	int			n = 0;
	int			lower_bound = 1;

	if (node->value.kind != JOBS_KIND_ARRAY)
		return make_by_input(converter, tree, node);
	if (node->size == 1)
		return PointerGetDatum(construct_empty_array(TEXTOID));

	/* it has at most as many elements as nodes */
	values = MemoryContextAlloc(tree->scratch, node->size * sizeof(Datum));
	nulls = MemoryContextAlloc(tree->scratch, node->size * sizeof(bool));
	for (const JobsNode *element = node + 1; element < end;
		 element += element->size)
	{
		CHECK_FOR_INTERRUPTS();
		nulls[n] = element->value.kind == JOBS_KIND_NULL;
		values[n] = nulls[n] ? (Datum) 0 :
			make_text(converter, tree, element);
		n++;
	}
	return PointerGetDatum(construct_md_array(values, nulls, 1, &n,
											  &lower_bound, TEXTOID, -1,
											  false, TYPALIGN_INT));
}

static Datum
make_by_input(JobsConverter *converter, const JobsTree *tree,
			  const JobsNode *node)
{
	return InputFunctionCall(&converter->input, cstring_of(tree, node),
							 converter->ioparam, converter->typmod);
}

/* A node's text in the scratch context or the document. */
static const char *
text_of(const JobsTree *tree, const JobsNode *node, size_t *len)
{
	MemoryContext old_context = MemoryContextSwitchTo(tree->scratch);
	const char *text = jobs_text_get(&node->value, len);

	MemoryContextSwitchTo(old_context);
	return text;
}

/* The same, NUL-terminated and in the scratch context. */
static char *
cstring_of(const JobsTree *tree, const JobsNode *node)
{
	MemoryContext old_context = MemoryContextSwitchTo(tree->scratch);
	char	   *text = jobs_text_cstring(&node->value);

	MemoryContextSwitchTo(old_context);
	return text;
}

static void
refuse_syntax(const JobsConverter *converter, const char *text)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%.*s\"",
					format_type_be(converter->typid),
					pg_mbcliplen(text, (int) strlen(text), SHOWN_LENGTH),
					text)));
}

static void
refuse_range(const JobsConverter *converter, const char *text)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("value \"%.*s\" is out of range for type %s",
					pg_mbcliplen(text, (int) strlen(text), SHOWN_LENGTH),
					text, format_type_be(converter->typid))));
}
