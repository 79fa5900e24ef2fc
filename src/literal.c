/*-------------------------------------------------------------------------
 *
 * literal.c
 *	  Values as they stand in a list filter.
 *
 * Knows how the filter language writes values; must not know fields.
 *
 * A star is a wildcard even inside quotes, and a control character may end
 * the filter for some server on the way: values with these are not sent.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "literal.h"

/* Years 1 to 9999, those that RFC 3339 can write, and some room inside. */
#define FIRST_TIME ((date2j(1, 1, 3) - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY)
#define LAST_TIME ((date2j(9999, 12, 29) - POSTGRES_EPOCH_JDATE) * \
				   USECS_PER_DAY)

static bool is_word_character(char c);
static bool is_word(const char *text);
static bool is_listed(const char *text, const List *words);
static bool is_integer(const char *text);
static bool is_duration(const char *text);
static bool read_time(Oid column, Oid typid, Datum value, int64 *time);
static int64 round_down(int64 time, int64 unit);
static int64 round_up(int64 time, int64 unit);
static char *show_time(int64 time);

char *
jobs_literal_text(JobsLiteralForm form, const List *words, Oid typid,
				  Datum value)
{
	char	   *word;

	if (typid == INT8OID)
		return psprintf(INT64_FORMAT, DatumGetInt64(value));

	word = TextDatumGetCString(value);
	if (words != NIL && !is_listed(word, words))
		return NULL;
	switch (form)
	{
		case JOBS_LITERAL_WORD:
			return is_word(word) ? word : NULL;
		case JOBS_LITERAL_QUOTED:
			return jobs_literal_quote(word);
		case JOBS_LITERAL_INTEGER:
			return is_integer(word) ? word : NULL;
		case JOBS_LITERAL_DURATION:
			return is_duration(word) ? word : NULL;
		case JOBS_LITERAL_TIME:
			break;
	}
	return NULL;
}

char *
jobs_literal_quote(const char *text)
{
	StringInfoData quoted;

	initStringInfo(&quoted);
	appendStringInfoChar(&quoted, '"');
	for (const char *at = text; *at != '\0'; at++)
	{
		unsigned char c = (unsigned char) *at;

		/* in another encoding a character may have no equal in UTF-8 */
		if (c < 0x20 || c == 0x7f || c == '*' ||
			(IS_HIGHBIT_SET(c) && GetDatabaseEncoding() != PG_UTF8))
			return NULL;
		if (c == '"' || c == '\\')
			appendStringInfoChar(&quoted, '\\');
		appendStringInfoChar(&quoted, *at);
	}
	appendStringInfoChar(&quoted, '"');
	return quoted.data;
}

char *
jobs_literal_prefix(const char *text, bool is_pattern)
{
	StringInfoData prefix;

	initStringInfo(&prefix);
	for (const char *at = text; *at != '\0'; at++)
	{
		if (is_pattern && (*at == '%' || *at == '_'))
			break;
		if (is_pattern && *at == '\\')
			at++;
		if (!is_word_character(*at))
			break;
		appendStringInfoChar(&prefix, *at);
	}
	return prefix.len > 0 ? prefix.data : NULL;
}

char *
jobs_literal_key(const char *key)
{
	/* A bare capital might be a keyword, a bare digit the start of a number. */
	if (is_word(key) && islower((unsigned char) key[0]))
		return pstrdup(key);
	return *key != '\0' ? jobs_literal_quote(key) : NULL;
}

bool
jobs_literal_are_times(Oid column, Oid typid)
{
	if (typid != DATEOID && typid != TIMESTAMPOID && typid != TIMESTAMPTZOID)
		return false;
	if (column == TIMESTAMPTZOID)
		return true;

	/*
	 * A column without a time zone is in UTC, yet PostgreSQL would compare it
	 * with a timestamptz as if it were in the session's time zone.
	 */
	return (column == DATEOID || column == TIMESTAMPOID) &&
		typid != TIMESTAMPTZOID;
}

bool
jobs_literal_times(JobsComparisonKind kind, Oid column, Oid typid,
				   Datum value, char **from, char **until)
{
	int64		unit = column == DATEOID ? USECS_PER_DAY : 1;
	int64		time;
	int64		lower = 0;
	int64		upper = 0;

	*from = *until = NULL;
	if (!read_time(column, typid, value, &time))
		return false;

	/*
	 * The column's value is the service's rounded down to the unit.  So it is
	 * at least t if the service's is at least t rounded up to the unit, and
	 * so on.
	 */
	switch (kind)
	{
		case JOBS_COMPARISON_EQUAL:
			lower = round_up(time, unit);
			upper = round_down(time, unit) + unit;
			break;
		case JOBS_COMPARISON_LESS:
			upper = round_up(time, unit);
			break;
		case JOBS_COMPARISON_LESS_EQUAL:
			upper = round_down(time, unit) + unit;
			break;
		case JOBS_COMPARISON_GREATER:
			lower = round_down(time, unit) + unit;
			break;
		case JOBS_COMPARISON_GREATER_EQUAL:
			lower = round_up(time, unit);
			break;
		default:
			return false;
	}
	if (kind != JOBS_COMPARISON_LESS && kind != JOBS_COMPARISON_LESS_EQUAL)
		*from = show_time(round_down(lower, USECS_PER_SEC));
	if (kind != JOBS_COMPARISON_GREATER &&
		kind != JOBS_COMPARISON_GREATER_EQUAL)
		*until = show_time(round_up(upper, USECS_PER_SEC));
	return true;
}

static bool
is_word_character(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		(c >= '0' && c <= '9') || c == '_';
}

static bool
is_word(const char *text)
{
	const char *at = text;

	while (is_word_character(*at))
		at++;
	return at > text && *at == '\0';
}

static bool
is_listed(const char *text, const List *words)
{
	ListCell   *cell;

	foreach(cell, words)
	{
		if (strcmp(text, strVal(lfirst(cell))) == 0)
			return true;
	}
	return false;
}

/*
 * Exactly as JSON has an integer: another spelling is another text, but the
 * same number to the service.
 */
static bool
is_integer(const char *text)
{
	const char *digits = text + (*text == '-' ? 1 : 0);
	size_t		count = strspn(digits, "0123456789");

	if (strcmp(text, "0") == 0)
		return true;
	return digits[0] != '0' && count > 0 && count <= 18 &&
		digits[count] == '\0';
}

static bool
is_duration(const char *text)
{
	size_t		count = strspn(text, "0123456789");

	return count > 0 && count <= 12 && strcmp(text + count, "s") == 0;
}

/* In microseconds from 2000 on, UTC. */
static bool
read_time(Oid column, Oid typid, Datum value, int64 *time)
{
	if (typid == DATEOID)
	{
		DateADT		date = DatumGetDateADT(value);

		if (date < FIRST_TIME / USECS_PER_DAY ||
			date > LAST_TIME / USECS_PER_DAY)
			return false;
		*time = date * USECS_PER_DAY;
	}
	else
		*time = DatumGetTimestamp(value);

	/* before any conversion, which could raise; infinity is outside, too */
	if (*time < FIRST_TIME || *time > LAST_TIME)
		return false;
	if (column == TIMESTAMPTZOID && typid != TIMESTAMPTZOID)
		*time = DatumGetTimestampTz(DirectFunctionCall1(timestamp_timestamptz,
														TimestampGetDatum(*time)));
	return true;
}

static int64
round_down(int64 time, int64 unit)
{
	int64		rest = time % unit;

	if (rest < 0)
		rest += unit;
	return time - rest;
}

static int64
round_up(int64 time, int64 unit)
{
	return round_down(time + unit - 1, unit);
}

/* RFC 3339 */
static char *
show_time(int64 time)
{
	struct pg_tm tm;
	fsec_t		fsec;

	if (timestamp2tm(time, NULL, &tm, &fsec, NULL, NULL) != 0)
		elog(ERROR, "time out of range: " INT64_FORMAT, time);
	return psprintf("\"%04d-%02d-%02dT%02d:%02d:%02dZ\"",
					tm.tm_year, tm.tm_mon, tm.tm_mday,
					tm.tm_hour, tm.tm_min, tm.tm_sec);
}
