/*-------------------------------------------------------------------------
 *
 * filter.c
 *	  The "filter" parameter of list.
 *
 * Two grammars.  The documented one is what the discovery document shows:
 * jobId and state, compared by : or =, a star at the end of the value, AND;
 * whatever else the service may understand is unknown, so it is refused.
 * AIP-160 is the general grammar of Google's newer services.  In both, =
 * compares exactly and : ignores case.  An absent field matches no
 * comparison, whichever way round.  Knows nothing of requests.
 *
 *-------------------------------------------------------------------------
 */
#include "filter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "schema.h"
#include "text.h"

typedef enum Kind
{
	AND,
	OR,
	NOT,
	TEST
} Kind;

typedef enum Operator
{
	HAS,						/* : */
	EQUAL,
	UNEQUAL,
	LESS,
	LESS_EQUAL,
	GREATER,
	GREATER_EQUAL
} Operator;

/* Longer than any path of the API's messages. */
#define PATH_LIMIT 8

struct EmuFilter
{
	Kind		kind;
	EmuFilter  *left;
	EmuFilter  *right;			/* NULL with NOT */
	const char *path[PATH_LIMIT];	/* names as in documents */
	int			npath;
	EmuType		type;			/* of the field at the end of the path */
	Operator	operator;
	const char *value;			/* decoded */
	size_t		length;			/* of the value, without stars */
	bool		open_start;		/* a star in front of the value */
	bool		open_end;		/* a star behind it */
	double		number;			/* of numbers and times */
};

typedef struct Parser
{
	EmuArena   *arena;
	const char *at;
	const char *problem;		/* NULL as long as all is well */
	int			depth;
} Parser;

/* A text may nest no deeper. */
#define DEPTH_LIMIT 50

static EmuFilter *parse_documented(Parser *parser);
static EmuFilter *parse_expression(Parser *parser);
static EmuFilter *parse_sequence(Parser *parser);
static EmuFilter *parse_factor(Parser *parser);
static EmuFilter *parse_term(Parser *parser);
static EmuFilter *parse_test(Parser *parser);
static void parse_path(Parser *parser, EmuFilter *test);
static bool parse_operator(Parser *parser, Operator *operator);
static void parse_value(Parser *parser, EmuFilter *test);
static char *parse_quoted(Parser *parser);
static void resolve_path(Parser *parser, EmuFilter *test);
static void resolve_value(Parser *parser, EmuFilter *test,
						  const EmuEnum *values);
static bool keyword(Parser *parser, const char *word);
static void skip_space(Parser *parser);
static EmuFilter *node(Parser *parser, Kind kind, EmuFilter *left,
					   EmuFilter *right);
static EmuFilter *fail(Parser *parser, const char *problem);
static bool test_value(const EmuFilter *test, int depth, const char *value);
static bool test_leaf(const EmuFilter *test, const char *value);
static bool test_text(const EmuFilter *test, const char *text, size_t length);
static bool test_order(Operator operator, double difference);

EmuFilter *
emu_filter_parse(EmuArena *arena, const char *text, bool aip160,
				 const char **problem)
{
	Parser		parser = {arena, text, NULL, 0};
	EmuFilter  *filter;

	filter = aip160 ? parse_expression(&parser) : parse_documented(&parser);
	skip_space(&parser);
	if (parser.problem == NULL && *parser.at != '\0')
		fail(&parser, "Unexpected text behind the end of the filter.");
	*problem = parser.problem;
	return parser.problem == NULL ? filter : NULL;
}

bool
emu_filter_matches(const EmuFilter *filter, const EmuFacts *facts,
				   EmuBuffer *scratch)
{
	switch (filter->kind)
	{
		case AND:
			return emu_filter_matches(filter->left, facts, scratch) &&
				emu_filter_matches(filter->right, facts, scratch);
		case OR:
			return emu_filter_matches(filter->left, facts, scratch) ||
				emu_filter_matches(filter->right, facts, scratch);
		case NOT:
			return !emu_filter_matches(filter->left, facts, scratch);
		case TEST:
			break;
	}
	/* the two that need no document, and so make long lists fast */
	if (filter->npath == 1 && strcmp(filter->path[0], "state") == 0)
	{
		const char *name = emu_job_states[facts->state];

		return test_text(filter, name, strlen(name));
	}
	if (filter->npath == 1 && strcmp(filter->path[0], "jobId") == 0)
		return test_text(filter, facts->id, strlen(facts->id));
	scratch->length = 0;
	emu_job_write(scratch, facts);
	return test_value(filter, 0, scratch->data);
}

static EmuFilter *
parse_documented(Parser *parser)
{
	EmuFilter  *all = NULL;

	do
	{
		EmuFilter  *test = node(parser, TEST, NULL, NULL);
		size_t		length;

		skip_space(parser);
		parse_path(parser, test);
		if (parser->problem != NULL)
			return NULL;
		if (test->npath != 1 || (strcmp(test->path[0], "jobId") != 0 &&
								 strcmp(test->path[0], "state") != 0))
			return fail(parser, "Only jobId and state can be filtered on.");
		if (*parser->at != ':' && *parser->at != '=')
			return fail(parser, "Expected ':' or '=' behind the name.");
		test->operator = *parser->at++ == ':' ? HAS : EQUAL;
		length = strspn(parser->at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						"abcdefghijklmnopqrstuvwxyz0123456789_");
		length += parser->at[length] == '*';
		if (length == 0 || !strchr(" ", parser->at[length]))
			return fail(parser, "The value is not a word.");
		test->value = emu_arena_copy(parser->arena, parser->at, length);
		parser->at += length;
		resolve_path(parser, test);
		all = all == NULL ? test : node(parser, AND, all, test);
		skip_space(parser);
	} while (parser->problem == NULL && keyword(parser, "AND"));
	return all;
}

static EmuFilter *
parse_expression(Parser *parser)
{
	EmuFilter  *filter;

	if (++parser->depth > DEPTH_LIMIT)
		return fail(parser, "The filter is nested too deeply.");
	filter = parse_sequence(parser);
	while (parser->problem == NULL && keyword(parser, "AND"))
		filter = node(parser, AND, filter, parse_sequence(parser));
	parser->depth--;
	return filter;
}

static EmuFilter *
parse_sequence(Parser *parser)
{
	EmuFilter  *filter = parse_factor(parser);

	for (;;)
	{
		const char *before = parser->at;

		skip_space(parser);
		if (parser->problem != NULL || *parser->at == '\0' ||
			*parser->at == ')')
			return filter;
		if (keyword(parser, "AND"))
		{
			parser->at = before;
			return filter;
		}
		filter = node(parser, AND, filter, parse_factor(parser));
	}
}

static EmuFilter *
parse_factor(Parser *parser)
{
	EmuFilter  *filter = parse_term(parser);

	while (parser->problem == NULL && keyword(parser, "OR"))
		filter = node(parser, OR, filter, parse_term(parser));
	return filter;
}

static EmuFilter *
parse_term(Parser *parser)
{
	skip_space(parser);
	if (keyword(parser, "NOT"))
		return node(parser, NOT, parse_term(parser), NULL);
	if (*parser->at == '-')
	{
		parser->at++;
		return node(parser, NOT, parse_term(parser), NULL);
	}
	if (*parser->at == '(')
	{
		EmuFilter  *filter;

		parser->at++;
		filter = parse_expression(parser);
		skip_space(parser);
		if (parser->problem == NULL && *parser->at++ != ')')
			return fail(parser, "A closing parenthesis is missing.");
		return filter;
	}
	return parse_test(parser);
}

static EmuFilter *
parse_test(Parser *parser)
{
	EmuFilter  *test = node(parser, TEST, NULL, NULL);

	parse_path(parser, test);
	if (parser->problem != NULL)
		return NULL;
	skip_space(parser);
	if (!parse_operator(parser, &test->operator))
		return fail(parser, "Expected a comparison behind the name.");
	skip_space(parser);
	parse_value(parser, test);
	if (parser->problem == NULL)
		resolve_path(parser, test);
	return test;
}

static void
parse_path(Parser *parser, EmuFilter *test)
{
	do
	{
		const char *name;

		if (test->npath > 0)
			parser->at++;		/* the dot */
		if (*parser->at == '"' || *parser->at == '\'')
			name = parse_quoted(parser);
		else
		{
			size_t		length = strcspn(parser->at, " \t\r\n.:=!<>()\"',");

			name = emu_arena_copy(parser->arena, parser->at, length);
			parser->at += length;
		}
		if (name == NULL || *name == '\0' || test->npath == PATH_LIMIT)
		{
			fail(parser, "Expected the name of a field.");
			return;
		}
		test->path[test->npath++] = name;
	} while (*parser->at == '.');
}

static bool
parse_operator(Parser *parser, Operator *operator)
{
	static const struct
	{
		const char *text;
		Operator	operator;
	}			operators[] = {
		{"<=", LESS_EQUAL}, {">=", GREATER_EQUAL}, {"!=", UNEQUAL},
		{"<", LESS}, {">", GREATER}, {"=", EQUAL}, {":", HAS}
	};
	size_t		i;

	for (i = 0; i < lengthof(operators); i++)
	{
		size_t		length = strlen(operators[i].text);

		if (strncmp(parser->at, operators[i].text, length) == 0)
		{
			parser->at += length;
			*operator = operators[i].operator;
			return true;
		}
	}
	return false;
}

static void
parse_value(Parser *parser, EmuFilter *test)
{
	size_t		length;

	if (*parser->at == '"' || *parser->at == '\'')
	{
		test->value = parse_quoted(parser);
		return;
	}
	length = strcspn(parser->at, " \t\r\n()\"'");
	if (length == 0)
		fail(parser, "Expected a value behind the comparison.");
	test->value = emu_arena_copy(parser->arena, parser->at, length);
	parser->at += length;
}

static char *
parse_quoted(Parser *parser)
{
	char		quote = *parser->at++;
	size_t		room = strlen(parser->at) + 1;
	char	   *result = emu_arena_alloc(parser->arena, room);
	char	   *out = result;

	for (; *parser->at != quote; parser->at++)
	{
		if (*parser->at == '\\' && parser->at[1] != '\0')
			parser->at++;
		if (*parser->at == '\0')
		{
			fail(parser, "A closing quotation mark is missing.");
			return NULL;
		}
		*out++ = *parser->at;
	}
	parser->at++;
	return result;
}

/* Give every name of the path the spelling of documents. */
static void
resolve_path(Parser *parser, EmuFilter *test)
{
	const EmuMessage *message = &emu_schema_job;
	const EmuField *field;
	int			i = 0;

	do
	{
		field = message == NULL ? NULL :
			emu_schema_find(message, test->path[i], strlen(test->path[i]));
		if (field == NULL)
		{
			fail(parser, emu_arena_format(parser->arena,
										  "Unknown field '%s' in the filter.",
										  test->path[i]));
			return;
		}
		test->path[i++] = field->name;
		message = field->type == EMU_MESSAGE ? field->of : NULL;
	} while (i < test->npath && field->type != EMU_MAP);
	test->type = field->type;
	if (i == test->npath - 1)
		test->type = EMU_STRING;	/* the rest is a key */
	else if (i < test->npath)
	{
		fail(parser, "A map has no fields below its keys.");
		return;
	}
	resolve_value(parser, test,
				  field->type == EMU_ENUM ? field->of : NULL);
}

/* "*" alone asks whether the field is there at all; with ":" only. */
static void
resolve_value(Parser *parser, EmuFilter *test, const EmuEnum *values)
{
	char	   *end = "";
	size_t		i;

	test->length = strlen(test->value);
	test->open_end = test->length > 0 && test->value[test->length - 1] == '*';
	test->length -= test->open_end;
	test->open_start = test->length > 0 && test->value[0] == '*';
	test->length -= test->open_start;
	test->value = emu_arena_copy(parser->arena,
								 test->value + test->open_start, test->length);
	if (test->open_end && test->length == 0 && test->operator == HAS)
		return;
	if (test->type == EMU_MESSAGE ||
		(test->type == EMU_MAP && test->operator != HAS))
		fail(parser, "This field cannot be compared with a value.");
	else if (test->type == EMU_TIME)
	{
		if (!emu_clock_read(test->value, &test->number))
			fail(parser, "The value is not a time.");
	}
	else if (test->type == EMU_INT32 || test->type == EMU_INT64 ||
			 test->type == EMU_DOUBLE || test->type == EMU_DURATION)
	{
		test->number = strtod(test->value, &end);
		if (end == test->value ||
			strcmp(end, test->type == EMU_DURATION ? "s" : "") != 0)
			fail(parser, "The value is not a number.");
	}
	if (values == NULL || test->open_end || test->open_start)
		return;
	for (i = 0; values->values[i] != NULL; i++)
		if (strcasecmp(values->values[i], test->value) == 0)
			return;
	fail(parser, emu_arena_format(parser->arena, "Unknown value '%s' of an "
								  "enumeration.", test->value));
}

static bool
keyword(Parser *parser, const char *word)
{
	const char *at = parser->at + strspn(parser->at, " \t\r\n");
	size_t		length = strlen(word);

	if (strncmp(at, word, length) != 0 ||
		(at[length] != '\0' && strchr(" \t\r\n(", at[length]) == NULL))
		return false;
	parser->at = at + length;
	return true;
}

static void
skip_space(Parser *parser)
{
	parser->at += strspn(parser->at, " \t\r\n");
}

static EmuFilter *
node(Parser *parser, Kind kind, EmuFilter *left, EmuFilter *right)
{
	EmuFilter  *filter = emu_arena_alloc(parser->arena, sizeof(EmuFilter));

	filter->kind = kind;
	filter->left = left;
	filter->right = right;
	return filter;
}

/* Remember the first problem; returns NULL. */
static EmuFilter *
fail(Parser *parser, const char *problem)
{
	if (parser->problem == NULL)
		parser->problem = problem;
	return NULL;
}

/* Any element of an array on the way will do. */
static bool
test_value(const EmuFilter *test, int depth, const char *value)
{
	const char *at = value;
	const char *name;
	size_t		length;
	const char *inner;

	if (*value == '[')
	{
		while ((at = emu_text_next(at, &name, &length, &inner)) != NULL)
			if (test_value(test, depth, inner))
				return true;
		return false;
	}
	if (depth == test->npath)
		return test_leaf(test, value);
	if (*value != '{')
		return false;
	value = emu_text_member(value, test->path[depth],
							strlen(test->path[depth]));
	return value != NULL && test_value(test, depth + 1, value);
}

static bool
test_leaf(const EmuFilter *test, const char *value)
{
	EmuBuffer	text = {0};
	double		number;
	bool		result;

	if (test->operator == HAS && test->open_end && test->length == 0)
		return true;
	if (test->type == EMU_MAP)
		return emu_text_member(value, test->value, test->length) != NULL;
	emu_text_value(&text, value);
	emu_buffer_text(&text, "");
	switch (test->type)
	{
		case EMU_TIME:
			result = emu_clock_read(text.data, &number) &&
				test_order(test->operator, number - test->number);
			break;
		case EMU_INT32:
		case EMU_INT64:
		case EMU_DOUBLE:
		case EMU_DURATION:
			result = test_order(test->operator,
								strtod(text.data, NULL) - test->number);
			break;
		default:
			result = test_text(test, text.data, text.length);
			break;
	}
	emu_buffer_free(&text);
	return result;
}

static bool
test_text(const EmuFilter *test, const char *text, size_t length)
{
	int			(*compare) (const char *, const char *, size_t);
	bool		equal;

	if (test->operator >= LESS)
	{
		int			order = strcmp(text, test->value);

		return test_order(test->operator, order);
	}
	compare = test->operator == HAS ? strncasecmp : strncmp;
	if (length < test->length ||
		(length > test->length && !test->open_start && !test->open_end))
		equal = false;
	else if (!test->open_start)
		equal = compare(text, test->value, test->length) == 0;
	else if (!test->open_end)
		equal = compare(text + length - test->length, test->value,
						test->length) == 0;
	else
		equal = test->operator == HAS ?
			strcasestr(text, test->value) != NULL :
			strstr(text, test->value) != NULL;
	return equal == (test->operator != UNEQUAL);
}

static bool
test_order(Operator operator, double difference)
{
	switch (operator)
	{
		case HAS:
		case EQUAL:
			return difference == 0;
		case UNEQUAL:
			return difference != 0;
		case LESS:
			return difference < 0;
		case LESS_EQUAL:
			return difference <= 0;
		case GREATER:
			return difference > 0;
		case GREATER_EQUAL:
			return difference >= 0;
	}
	return false;
}
