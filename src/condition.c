/*-------------------------------------------------------------------------
 *
 * condition.c
 *	  Conditions of a generated list filter, in a plan and as text.
 *
 * Knows the two languages: the documented one, in which path:word and
 * path:prefix* are joined by AND, and one of several words takes several
 * filters; and the full one of AIP-160.  Must not know
 * which field may be compared with what.
 *
 * The text may only be wider than the condition: what can't be said is left
 * out of a conjunction, and leaves nothing of a disjunction.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/primnodes.h"
#include "nodes/value.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "condition.h"

/* More alternatives make no filter that is short enough to be sent. */
#define MAX_ELEMENTS 200

typedef enum ConditionKind
{
	CONDITION_TEST,
	CONDITION_AND,
	CONDITION_OR
} ConditionKind;

/* Members of a packed AND or OR. */
enum
{
	JUNCTION_KIND,
	JUNCTION_PARTS				/* packed conditions */
};

/* Members of a packed test, after those of JobsTest. */
enum
{
	TEST_KIND,
	TEST_DOCUMENTED,
	TEST_COMPARISON,
	TEST_NEGATED,
	TEST_FORM,
	TEST_COLUMN,
	TEST_PATH,
	TEST_KEYS,
	TEST_WORDS,
	TEST_VALUE,
	TEST_IS_LIST
};

static bool is_never(const JobsTest *test, const JobsFilterValue *value);
static JobsTest unpack_test(const List *packed);
static char *render_condition(const List *condition,
							  const JobsFilterValue *values);
static char *render_junction(const List *parts, bool is_or,
							 const JobsFilterValue *values);
static char *render_test(const JobsTest *test, const JobsFilterValue *value);
static char *render_path(const JobsTest *test);
static List *render_alternatives(const JobsTest *test,
								 const JobsFilterValue *value);
static bool is_text_member(const char *text, const List *texts);
static char *render_placeholder(const JobsTest *test, const char *path,
								const char *placeholder);
static char *render_list(const JobsTest *test, const char *path,
						 const JobsFilterValue *value);
static void read_elements(const JobsFilterValue *value, Oid *typid,
						  Datum **elements, bool **nulls, int *count);
static char *render_value(const JobsTest *test, const char *path, Oid typid,
						  Datum value);
static char *render_times(const JobsTest *test, const char *path, Oid typid,
						  Datum value);
static char *render_members(const JobsTest *test, const char *path,
							Jsonb *jsonb);
static char *join_texts(List *texts, const char *separator);

static const char *const operators[] = {
	[JOBS_COMPARISON_EQUAL] = "=",
	[JOBS_COMPARISON_UNEQUAL] = "!=",
	[JOBS_COMPARISON_LESS] = "<",
	[JOBS_COMPARISON_LESS_EQUAL] = "<=",
	[JOBS_COMPARISON_GREATER] = ">",
	[JOBS_COMPARISON_GREATER_EQUAL] = ">=",
	[JOBS_COMPARISON_PREFIX] = ":",
	[JOBS_COMPARISON_LIKE] = ":",
	[JOBS_COMPARISON_CONTAINS] = ":",
	[JOBS_COMPARISON_HAS_KEY] = ":",
};

List *
jobs_condition_pack(const JobsTest *test)
{
	List	   *packed = list_make1(makeInteger(CONDITION_TEST));

	packed = lappend(packed, makeInteger(test->documented));
	packed = lappend(packed, makeInteger(test->comparison));
	packed = lappend(packed, makeInteger(test->negated));
	packed = lappend(packed, makeInteger(test->form));
	packed = lappend(packed, makeInteger((int) test->column));
	packed = lappend(packed, makeString(pstrdup(test->path)));
	packed = lappend(packed, test->keys);
	packed = lappend(packed, test->words);
	packed = lappend(packed, makeInteger(test->value));
	return lappend(packed, makeInteger(test->is_list));
}

List *
jobs_condition_join(List *conditions, bool is_or)
{
	return list_make2(makeInteger(is_or ? CONDITION_OR : CONDITION_AND),
					  conditions);
}

int
jobs_condition_count(const List *condition, const List *values)
{
	JobsTest	test;
	const Const *constant;
	JobsFilterValue value = {0};

	if (intVal(linitial(condition)) != CONDITION_TEST)
		return 1;
	test = unpack_test(condition);
	if (!test.documented || !test.is_list)
		return 1;
	constant = list_nth(values, test.value);
	if (!IsA(constant, Const))
		return -1;
	value.typid = constant->consttype;
	value.value = constant->constvalue;
	value.isnull = constant->constisnull;
	return list_length(render_alternatives(&test, &value));
}

List *
jobs_condition_render(const List *condition, const JobsFilterValue *values)
{
	char	   *text;

	if (intVal(linitial(condition)) == CONDITION_TEST)
	{
		JobsTest	test = unpack_test(condition);

		if (test.documented && test.is_list &&
			values[test.value].placeholder == NULL)
			return render_alternatives(&test, &values[test.value]);
	}
	text = render_condition(condition, values);
	return text == NULL ? NIL : list_make1(text);
}

bool
jobs_condition_is_never(const List *condition, const JobsFilterValue *values)
{
	ConditionKind kind = intVal(linitial(condition));
	JobsTest	test;
	ListCell   *cell;

	if (kind == CONDITION_TEST)
	{
		test = unpack_test(condition);
		return is_never(&test, &values[test.value]);
	}
	foreach(cell, (List *) list_nth(condition, JUNCTION_PARTS))
	{
		if (jobs_condition_is_never(lfirst(cell), values) ==
			(kind == CONDITION_AND))
			return kind == CONDITION_AND;
	}
	return kind == CONDITION_OR;
}

/* All comparisons are strict, and so is the negation of one. */
static bool
is_never(const JobsTest *test, const JobsFilterValue *value)
{
	bool		is_any = test->comparison == JOBS_COMPARISON_EQUAL;
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	Oid			typid;

	if (value->placeholder != NULL)
		return false;
	if (value->isnull || !test->is_list)
		return value->isnull;
	read_elements(value, &typid, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i] != is_any)
			return !is_any;
	}
	return is_any;
}

static JobsTest
unpack_test(const List *packed)
{
	JobsTest	test;

	test.documented = intVal(list_nth(packed, TEST_DOCUMENTED)) != 0;
	test.comparison = intVal(list_nth(packed, TEST_COMPARISON));
	test.negated = intVal(list_nth(packed, TEST_NEGATED)) != 0;
	test.form = intVal(list_nth(packed, TEST_FORM));
	test.column = (Oid) intVal(list_nth(packed, TEST_COLUMN));
	test.path = strVal(list_nth(packed, TEST_PATH));
	test.keys = list_nth(packed, TEST_KEYS);
	test.words = list_nth(packed, TEST_WORDS);
	test.value = intVal(list_nth(packed, TEST_VALUE));
	test.is_list = intVal(list_nth(packed, TEST_IS_LIST)) != 0;
	return test;
}

static char *
render_condition(const List *condition, const JobsFilterValue *values)
{
	ConditionKind kind = intVal(linitial(condition));
	JobsTest	test;

	if (kind != CONDITION_TEST)
		return render_junction(list_nth(condition, JUNCTION_PARTS),
							   kind == CONDITION_OR, values);
	test = unpack_test(condition);
	return render_test(&test, &values[test.value]);
}

static char *
render_junction(const List *parts, bool is_or, const JobsFilterValue *values)
{
	List	   *texts = NIL;
	ListCell   *cell;

	foreach(cell, parts)
	{
		char	   *text = render_condition(lfirst(cell), values);

		if (text != NULL)
			texts = lappend(texts, text);
		else if (is_or)
			return NULL;
	}
	return join_texts(texts, is_or ? " OR " : " AND ");
}

static char *
render_test(const JobsTest *test, const JobsFilterValue *value)
{
	const char *path = render_path(test);

	if (path == NULL)
		return NULL;
	if (value->placeholder != NULL)
		return render_placeholder(test, path, value->placeholder);
	if (value->isnull)
		return NULL;
	if (test->is_list)
		return render_list(test, path, value);
	return render_value(test, path, value->typid, value->value);
}

/* NULL if there is a key below the field that can't be said. */
static char *
render_path(const JobsTest *test)
{
	char	   *key;

	if (test->keys == NIL)
		return pstrdup(test->path);
	key = jobs_literal_key(strVal(linitial(test->keys)));
	return key == NULL ? NULL : psprintf("%s.%s", test->path, key);
}

/*
 * Equality with each element in the documented language, which has no OR.  If
 * one can't be said, the others are of no use.
 */
static List *
render_alternatives(const JobsTest *test, const JobsFilterValue *value)
{
	const char *path = render_path(test);
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	Oid			typid;
	List	   *texts = NIL;
	List	   *ordered = NIL;
	ListCell   *cell;

	if (path == NULL || value->isnull)
		return NIL;
	read_elements(value, &typid, &elements, &nulls, &count);
	if (count > MAX_ELEMENTS)
		return NIL;
	for (int i = 0; i < count; i++)
	{
		char	   *text;

		if (nulls[i])
			continue;
		text = render_value(test, path, typid, elements[i]);
		if (text == NULL)
			return NIL;
		if (!is_text_member(text, texts))
			texts = lappend(texts, text);
	}
	if (test->words == NIL)
		return texts;

	foreach(cell, test->words)
	{
		char	   *text = psprintf("%s:%s", path, strVal(lfirst(cell)));

		if (is_text_member(text, texts))
			ordered = lappend(ordered, text);
	}
	return ordered;
}

static bool
is_text_member(const char *text, const List *texts)
{
	ListCell   *cell;

	foreach(cell, texts)
	{
		if (strcmp(lfirst(cell), text) == 0)
			return true;
	}
	return false;
}

/* What the filter will look like, as far as one can tell. */
static char *
render_placeholder(const JobsTest *test, const char *path,
				   const char *placeholder)
{
	const char *operator = operators[test->comparison];
	bool		is_prefix;

	if (test->documented)
		operator = ":";
	else if (test->is_list)
		operator = test->comparison == JOBS_COMPARISON_EQUAL ? " IN " : " NOT IN ";
	is_prefix = test->comparison == JOBS_COMPARISON_PREFIX ||
		test->comparison == JOBS_COMPARISON_LIKE;
	return psprintf("%s%s%s%s%s", test->negated ? "NOT " : "", path, operator,
					placeholder, is_prefix ? "*" : "");
}

/*
 * Equal to any or unequal to all of the elements.  A NULL among them makes the
 * first no truer, and the second never true.
 */
static char *
render_list(const JobsTest *test, const char *path,
			const JobsFilterValue *value)
{
	bool		is_or = test->comparison == JOBS_COMPARISON_EQUAL;
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	Oid			typid;
	List	   *texts = NIL;

	read_elements(value, &typid, &elements, &nulls, &count);
	if (count > MAX_ELEMENTS)
		return NULL;
	for (int i = 0; i < count; i++)
	{
		char	   *text;

		if (nulls[i] && !is_or)
			return NULL;
		if (nulls[i])
			continue;
		text = render_value(test, path, typid, elements[i]);
		if (text == NULL && is_or)
			return NULL;
		if (text != NULL &&
			(texts == NIL || strcmp(llast(texts), text) != 0))
			texts = lappend(texts, text);
	}
	return join_texts(texts, is_or ? " OR " : " AND ");
}

/* The elements of an array that is not NULL. */
static void
read_elements(const JobsFilterValue *value, Oid *typid, Datum **elements,
			  bool **nulls, int *count)
{
	ArrayType  *array = DatumGetArrayTypeP(value->value);
	int16		typlen;
	bool		typbyval;
	char		typalign;

	*typid = ARR_ELEMTYPE(array);
	get_typlenbyvalalign(*typid, &typlen, &typbyval, &typalign);
	deconstruct_array(array, *typid, typlen, typbyval, typalign, elements,
					  nulls, count);
}

static char *
render_value(const JobsTest *test, const char *path, Oid typid, Datum value)
{
	bool		is_pattern;
	char	   *literal;

	if (test->form == JOBS_LITERAL_TIME)
		return render_times(test, path, typid, value);
	switch (test->comparison)
	{
		case JOBS_COMPARISON_CONTAINS:
			return render_members(test, path, DatumGetJsonbP(value));
		case JOBS_COMPARISON_HAS_KEY:
			literal = jobs_literal_key(TextDatumGetCString(value));
			break;
		case JOBS_COMPARISON_PREFIX:
		case JOBS_COMPARISON_LIKE:
			is_pattern = test->comparison == JOBS_COMPARISON_LIKE;
			literal = jobs_literal_prefix(TextDatumGetCString(value),
										  is_pattern);
			if (literal != NULL)
				literal = psprintf("%s*", literal);
			break;
		default:
			literal = jobs_literal_text(test->form, test->words, typid, value);
	}
	if (literal == NULL)
		return NULL;
	return psprintf("%s%s%s%s", test->negated ? "NOT " : "", path,
					test->documented ? ":" : operators[test->comparison],
					literal);
}

static char *
render_times(const JobsTest *test, const char *path, Oid typid, Datum value)
{
	char	   *from;
	char	   *until;
	List	   *texts = NIL;

	if (!jobs_literal_times(test->comparison, test->column, typid, value,
							&from, &until))
		return NULL;
	if (from != NULL)
		texts = lappend(texts, psprintf("%s>=%s", path, from));
	if (until != NULL)
		texts = lappend(texts, psprintf("%s<%s", path, until));
	return join_texts(texts, " AND ");
}

/*
 * A map contains an object if it has all of its members.  A member that is no
 * string is in no map, one that can't be said may be: without it the
 * conjunction is wider, and its negation narrower.
 */
static char *
render_members(const JobsTest *test, const char *path, Jsonb *jsonb)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *key = NULL;
	List	   *texts = NIL;
	char	   *text;

	if (!JB_ROOT_IS_OBJECT(jsonb))
		return NULL;
	iterator = JsonbIteratorInit(&jsonb->root);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		char	   *quoted = NULL;

		if (token == WJB_KEY)
			key = jobs_literal_key(pnstrdup(value.val.string.val,
											value.val.string.len));
		if (token != WJB_VALUE)
			continue;
		if (value.type == jbvString)
			quoted = jobs_literal_quote(pnstrdup(value.val.string.val,
												 value.val.string.len));
		if (key != NULL && quoted != NULL)
			texts = lappend(texts, psprintf("%s.%s=%s", path, key, quoted));
		else if (test->negated)
			return NULL;
	}
	text = join_texts(texts, " AND ");
	return text != NULL && test->negated ? psprintf("NOT %s", text) : text;
}

/* In parentheses if there are several, NULL if there are none. */
static char *
join_texts(List *texts, const char *separator)
{
	StringInfoData joined;
	ListCell   *cell;

	if (list_length(texts) < 2)
		return texts == NIL ? NULL : linitial(texts);
	initStringInfo(&joined);
	foreach(cell, texts)
		appendStringInfo(&joined, "%s%s",
						 joined.len == 0 ? "(" : separator,
						 (const char *) lfirst(cell));
	appendStringInfoChar(&joined, ')');
	return joined.data;
}
