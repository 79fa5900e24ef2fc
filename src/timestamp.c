/*-------------------------------------------------------------------------
 *
 * timestamp.c
 *	  Times as the API writes them: RFC 3339.
 *
 * PostgreSQL's own input function takes many more forms, rounds, depends on
 * settings and takes ten times as long.  Must not know columns nor their types.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/datetime.h"

#include "compat.h"
#include "timestamp.h"

/* How much of a bad text an error shows. */
#define SHOWN_LENGTH	64

/* A text that is read from the left. */
typedef struct Cursor
{
	const char *at;
	const char *end;
	const char *start;			/* for the errors */
} Cursor;

static int	read_number(Cursor *cursor, int ndigits);
static void read_char(Cursor *cursor, char lower_case);
static int	read_fraction(Cursor *cursor);
static int	read_offset(Cursor *cursor);
static int	read_year(Cursor *cursor);
JOBS_NORETURN static void refuse_syntax(const Cursor *cursor);
JOBS_NORETURN static void refuse_value(const Cursor *cursor);

TimestampTz
jobs_timestamp_parse(const char *text, size_t len)
{
	Cursor		cursor = {text, text + len, text};
	int			year;
	int			month;
	int			day;
	int			hour;
	int			minute;
	int			second;
	int			fraction;
	int			offset;
	TimestampTz result;

	year = read_year(&cursor);
	read_char(&cursor, '-');
	month = read_number(&cursor, 2);
	read_char(&cursor, '-');
	day = read_number(&cursor, 2);
	read_char(&cursor, 't');
	hour = read_number(&cursor, 2);
	read_char(&cursor, ':');
	minute = read_number(&cursor, 2);
	read_char(&cursor, ':');
	second = read_number(&cursor, 2);
	fraction = read_fraction(&cursor);
	offset = read_offset(&cursor);
	if (cursor.at != cursor.end)
		refuse_syntax(&cursor);

	if (year < 1 || month < 1 || month > MONTHS_PER_YEAR ||
		day < 1 || day > day_tab[isleap(year)][month - 1] ||
		hour >= HOURS_PER_DAY || minute >= MINS_PER_HOUR ||
		second > SECS_PER_MINUTE)
		refuse_value(&cursor);

	result = (int64) (date2j(year, month, day) - POSTGRES_EPOCH_JDATE) *
		SECS_PER_DAY;
	result += hour * SECS_PER_HOUR + minute * SECS_PER_MINUTE + second;
	result -= offset;
	result = result * USECS_PER_SEC + fraction;
	if (result < (date2j(1, 1, 1) - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY ||
		result >= (date2j(10000, 1, 1) - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY)
		refuse_value(&cursor);
	return result;
}

/* Four digits; more of them are a year that is too far away. */
static int
read_year(Cursor *cursor)
{
	int			year = read_number(cursor, 4);

	if (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9')
	{
		while (cursor->at < cursor->end &&
			   *cursor->at >= '0' && *cursor->at <= '9')
			cursor->at++;
		if (cursor->at < cursor->end && *cursor->at == '-')
			refuse_value(cursor);
		refuse_syntax(cursor);
	}
	return year;
}

static int
read_number(Cursor *cursor, int ndigits)
{
	int			number = 0;

	if (cursor->end - cursor->at < ndigits)
		refuse_syntax(cursor);
	for (int i = 0; i < ndigits; i++)
	{
		char		c = *cursor->at++;

		if (c < '0' || c > '9')
			refuse_syntax(cursor);
		number = number * 10 + (c - '0');
	}
	return number;
}

/* A letter may be of either case. */
static void
read_char(Cursor *cursor, char lower_case)
{
	if (cursor->at == cursor->end ||
		(*cursor->at != lower_case &&
		 (lower_case != 't' || *cursor->at != 'T')))
		refuse_syntax(cursor);
	cursor->at++;
}

/* Microseconds, 0 if there is no fraction. */
static int
read_fraction(Cursor *cursor)
{
	int			fraction = 0;
	int			scale = USECS_PER_SEC / 10;

	if (cursor->at == cursor->end || *cursor->at != '.')
		return 0;
	cursor->at++;
	fraction = read_number(cursor, 1) * scale;
	while (cursor->at < cursor->end &&
		   *cursor->at >= '0' && *cursor->at <= '9')
	{
		scale /= 10;
		fraction += (*cursor->at++ - '0') * scale;
	}
	return fraction;
}

/* Seconds east of UTC. */
static int
read_offset(Cursor *cursor)
{
	int			sign;
	int			hours;
	int			minutes;

	if (cursor->at == cursor->end)
		refuse_syntax(cursor);
	switch (*cursor->at++)
	{
		case 'Z':
		case 'z':
			return 0;
		case '+':
			sign = 1;
			break;
		case '-':
			sign = -1;
			break;
		default:
			refuse_syntax(cursor);
	}
	hours = read_number(cursor, 2);
	read_char(cursor, ':');
	minutes = read_number(cursor, 2);
	if (hours >= HOURS_PER_DAY || minutes >= MINS_PER_HOUR)
		refuse_value(cursor);
	return sign * (hours * SECS_PER_HOUR + minutes * SECS_PER_MINUTE);
}

static void
refuse_syntax(const Cursor *cursor)
{
	int			len = pg_mbcliplen(cursor->start, cursor->end - cursor->start,
								   SHOWN_LENGTH);

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_DATETIME_FORMAT),
			 errmsg("invalid RFC 3339 time: \"%.*s\"", len, cursor->start)));
}

static void
refuse_value(const Cursor *cursor)
{
	int			len = pg_mbcliplen(cursor->start, cursor->end - cursor->start,
								   SHOWN_LENGTH);

	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_FIELD_OVERFLOW),
			 errmsg("RFC 3339 time out of range: \"%.*s\"", len,
					cursor->start)));
}
