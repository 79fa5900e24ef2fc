/*-------------------------------------------------------------------------
 *
 * value.c
 *	  Values of options: from what a user wrote to what the code uses.
 *
 * Knows how numbers, times, sizes and the texts that go into requests may be
 * written; must not know which options there are, nor raise for a bad value:
 * whoever asked knows what it is a value of.  A value may be a secret, so
 * nothing that is said here repeats it.
 *
 * Texts that become part of a header or an address are held to printable
 * ASCII: a line feed in one of them would be a header of its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/varlena.h"

#include "endpoint.h"
#include "nearest.h"
#include "service.h"
#include "value.h"

#define MS_PER_S		1000
#define BYTES_PER_KB	1024
#define BYTES_PER_MB	(1024 * BYTES_PER_KB)

/* Our own settings hold no tokens, and everybody can see them. */
#define OWN_PREFIX		"jobs_fdw."

#define PROJECT_RULE \
	"A project id starts with a lower-case letter, goes on with lower-case letters, digits, hyphens, dots and colons, ends in a letter or digit, and has at most 63 characters; a project number will do too."

static bool read_number(const JobsValueRule *rule, const char *text,
						void *target, JobsValueProblem *problem);
static int	find_keyword(const JobsValueRule *rule, const char *text,
						 JobsValueProblem *problem);
static bool read_text(const JobsValueRule *rule, const char *text,
					  char **target, JobsValueProblem *problem);
static bool read_projects(const char *text, List **target,
						  JobsValueProblem *problem);
static bool add_project(const char *text, List **target,
						JobsValueProblem *problem);
static const char *allowed_numbers(const JobsValueRule *rule);
static const char *allowed_keywords(const JobsValueRule *rule);
static char *show_number(JobsValueType type, double number);
static bool is_ascii(const char *text, char first);

bool
jobs_value_read(const JobsValueRule *rule, const char *text, void *target,
				JobsValueProblem *problem)
{
	memset(problem, 0, sizeof(JobsValueProblem));
	switch (rule->type)
	{
		case JOBS_VALUE_BOOLEAN:
			problem->allowed = "It must be true or false, or on, off, yes, no, 1 or 0.";
			return parse_bool(text, (bool *) target);
		case JOBS_VALUE_KEYWORD:
			*(int *) target = find_keyword(rule, text, problem);
			return *(int *) target >= 0;
		case JOBS_VALUE_TEXT:
			return read_text(rule, text, (char **) target, problem);
		case JOBS_VALUE_PROJECT:
			return add_project(text, (List **) target, problem);
		case JOBS_VALUE_PROJECTS:
			return read_projects(text, (List **) target, problem);
		default:
			return read_number(rule, text, target, problem);
	}
}

bool
jobs_value_check_filled(const char *text, JobsValueProblem *problem)
{
	problem->allowed = "It must not be empty.";
	return text[0] != '\0';
}

bool
jobs_value_check_header(const char *text, JobsValueProblem *problem)
{
	problem->allowed = "It must be printable ASCII characters, the first of them no blank.";
	return text[0] > ' ' && is_ascii(text, ' ');
}

bool
jobs_value_check_token(const char *text, JobsValueProblem *problem)
{
	problem->allowed = "It must be printable ASCII characters, at least one, without blanks or line ends.";
	return text[0] != '\0' && is_ascii(text, '!');
}

bool
jobs_value_check_project(const char *text, JobsValueProblem *problem)
{
	problem->allowed = PROJECT_RULE;
	return jobs_service_is_project(text);
}

bool
jobs_value_check_endpoint(const char *text, JobsValueProblem *problem)
{
	JobsEndpoint endpoint;

	return jobs_endpoint_parse(text, &endpoint, &problem->allowed);
}

bool
jobs_value_check_proxy(const char *text, JobsValueProblem *problem)
{
	JobsEndpoint proxy;

	if (!jobs_endpoint_parse(text, &proxy, &problem->allowed))
		return false;
	problem->allowed = "It must be a scheme, a host and a port, such as http://proxy.example.com:3128.";
	return !proxy.has_path;
}

bool
jobs_value_check_file(const char *text, JobsValueProblem *problem)
{
	problem->allowed = "It must be the absolute path of a file on the database server.";
	if (!is_absolute_path(text))
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char) *text < ' ' || *text == 0x7f)
			return false;
	return true;
}

bool
jobs_value_check_setting(const char *text, JobsValueProblem *problem)
{
	bool		has_dot = false;

	problem->allowed = "It must be the name of a setting of your own, with a dot in it, such as my.token; not one of " OWN_PREFIX "*.";
	if (pg_strncasecmp(text, OWN_PREFIX, strlen(OWN_PREFIX)) == 0)
		return false;

	/* words of letters, digits, _ and $, joined by dots */
	for (const char *word = text;; word++)
	{
		if (!isalpha((unsigned char) *word) && *word != '_' &&
			!IS_HIGHBIT_SET(*word))
			return false;
		while (isalnum((unsigned char) *word) || IS_HIGHBIT_SET(*word) ||
			   (*word != '\0' && strchr("_$", *word) != NULL))
			word++;
		if (*word == '\0')
			return has_dot;
		if (*word != '.')
			return false;
		has_dot = true;
	}
}

static bool
read_number(const JobsValueRule *rule, const char *text, void *target,
			JobsValueProblem *problem)
{
	double		number = 0;
	int			whole = 0;
	bool		is_read;

	/* a parser for settings: a bare number is in the unit that it is given */
	switch (rule->type)
	{
		case JOBS_VALUE_REAL:
			is_read = parse_real(text, &number, 0, NULL);
			break;
		case JOBS_VALUE_TIME:
			is_read = parse_real(text, &number, GUC_UNIT_S, NULL);
			number = rint(number * MS_PER_S);
			break;
		default:
			is_read = parse_int(text, &whole, rule->type == JOBS_VALUE_SIZE ?
								GUC_UNIT_BYTE : 0, NULL);
			number = whole;
	}
	if (!is_read || !(number >= rule->min && number <= rule->max))
	{
		problem->allowed = allowed_numbers(rule);
		return false;
	}
	if (rule->type == JOBS_VALUE_REAL)
		*(double *) target = number;
	else
		*(int *) target = (int) number;
	return true;
}

/* Which of the keywords a text is; -1 with "problem" set if none. */
static int
find_keyword(const JobsValueRule *rule, const char *text,
			 JobsValueProblem *problem)
{
	JobsNearest nearest;

	jobs_nearest_begin(&nearest, text);
	for (int i = 0; rule->keywords[i] != NULL; i++)
	{
		if (pg_strcasecmp(rule->keywords[i], text) == 0)
			return i;
		jobs_nearest_offer(&nearest, rule->keywords[i]);
	}
	problem->allowed = allowed_keywords(rule);
	problem->nearest = jobs_nearest_get(&nearest);
	return -1;
}

static bool
read_text(const JobsValueRule *rule, const char *text, char **target,
		  JobsValueProblem *problem)
{
	if (rule->keywords != NULL)
	{
		int			keyword = find_keyword(rule, text, problem);

		if (keyword < 0)
			return false;
		text = rule->keywords[keyword];
	}
	else if (!rule->check(text, problem))
		return false;
	*target = pstrdup(text);
	return true;
}

static bool
read_projects(const char *text, List **target, JobsValueProblem *problem)
{
	List	   *names;
	ListCell   *cell;

	problem->allowed = "It must be a list of project ids, separated by commas.";
	if (!SplitGUCList(pstrdup(text), ',', &names) || names == NIL)
		return false;
	foreach(cell, names)
	{
		if (!add_project(lfirst(cell), target, problem))
			return false;
	}
	return true;
}

/* Add a project id to a list, once. */
static bool
add_project(const char *text, List **target, JobsValueProblem *problem)
{
	ListCell   *cell;

	if (!jobs_value_check_project(text, problem))
		return false;
	foreach(cell, *target)
	{
		if (strcmp(lfirst(cell), text) == 0)
			return true;
	}
	*target = lappend(*target, pstrdup(text));
	return true;
}

static const char *
allowed_numbers(const JobsValueRule *rule)
{
	const char *min = show_number(rule->type, rule->min);
	const char *max = show_number(rule->type, rule->max);

	switch (rule->type)
	{
		case JOBS_VALUE_TIME:
			return psprintf("It must be a time from %s to %s, such as 500ms or 10s; a number alone means seconds.",
							min, max);
		case JOBS_VALUE_SIZE:
			return psprintf("It must be a size from %s to %s, such as 8MB; a number alone means bytes.",
							min, max);
		case JOBS_VALUE_REAL:
			return psprintf("It must be a number from %s to %s.", min, max);
		default:
			return psprintf("It must be a whole number from %s to %s.",
							min, max);
	}
}

static const char *
allowed_keywords(const JobsValueRule *rule)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; rule->keywords[i] != NULL; i++)
		appendStringInfo(&list, "%s%s",
						 i == 0 ? "" :
						 rule->keywords[i + 1] == NULL ? " or " : ", ",
						 rule->keywords[i]);
	return psprintf("It must be %s.", list.data);
}

/* A limit as a user would write it, in its largest unit. */
static char *
show_number(JobsValueType type, double number)
{
	int64		whole = (int64) number;

	switch (type)
	{
		case JOBS_VALUE_TIME:
			if (whole % MS_PER_S != 0)
				return psprintf(INT64_FORMAT "ms", whole);
			return psprintf(INT64_FORMAT "s", whole / MS_PER_S);
		case JOBS_VALUE_SIZE:
			if (whole % BYTES_PER_MB != 0)
				return psprintf(INT64_FORMAT "kB", whole / BYTES_PER_KB);
			return psprintf(INT64_FORMAT "MB", whole / BYTES_PER_MB);
		default:
			return psprintf("%.0f", number);
	}
}

/* Are all characters printable ASCII, from "first" on? */
static bool
is_ascii(const char *text, char first)
{
	for (; *text != '\0'; text++)
		if (*text < first || *text > '~')
			return false;
	return true;
}
