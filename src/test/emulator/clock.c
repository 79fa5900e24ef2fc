/*-------------------------------------------------------------------------
 *
 * clock.c
 *	  The time of day, its spelling in RFC 3339, and waiting.
 *
 * Job times are written by hand: gmtime and strftime took a third of the
 * time of a list page.  Knows nothing of jobs.
 *
 *-------------------------------------------------------------------------
 */
#include "clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t days_from_civil(int64_t year, int64_t month, int64_t day);
static void put_digits(char *at, int64_t number, int width);
static const char *get_digits(const char *text, int width, int64_t *number);
static const char *get_zone(const char *text, double *offset);

int64_t
emu_clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * EMU_SECOND + now.tv_nsec / 1000;
}

void
emu_clock_sleep(int64_t milliseconds)
{
	struct timespec rest;

	if (milliseconds <= 0)
		return;
	rest.tv_sec = milliseconds / 1000;
	rest.tv_nsec = milliseconds % 1000 * 1000000;
	while (nanosleep(&rest, &rest) != 0 && errno == EINTR)
		;
}

/*
 * The calendar arithmetic counts years from March, so that the leap day is
 * the last of its year, in eras of 400 years (146097 days).
 */
void
emu_clock_write(EmuBuffer *out, int64_t seconds)
{
	char		text[] = "0000-00-00T00:00:00Z";
	int64_t		days = seconds / 86400;
	int64_t		rest = seconds % 86400;
	int64_t		shifted = days + 719468;
	int64_t		era = shifted / 146097;
	int64_t		day_of_era = shifted % 146097;
	int64_t		year_of_era = (day_of_era - day_of_era / 1460 +
							   day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t		day_of_year = day_of_era -
	(365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t		month_index = (5 * day_of_year + 2) / 153;
	int64_t		month = month_index < 10 ? month_index + 3 : month_index - 9;

	put_digits(text, era * 400 + year_of_era + (month <= 2), 4);
	put_digits(text + 5, month, 2);
	put_digits(text + 8, day_of_year - (153 * month_index + 2) / 5 + 1, 2);
	put_digits(text + 11, rest / 3600, 2);
	put_digits(text + 14, rest / 60 % 60, 2);
	put_digits(text + 17, rest % 60, 2);
	emu_buffer_add(out, text, sizeof(text) - 1);
}

void
emu_clock_write_http(EmuBuffer *out, int64_t seconds)
{
	char		text[64];
	time_t		time = (time_t) seconds;
	struct tm	parts;

	gmtime_r(&time, &parts);
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	emu_buffer_text(out, text);
}

bool
emu_clock_read(const char *text, double *seconds)
{
	int64_t		year;
	int64_t		month;
	int64_t		day;
	int64_t		hour = 0;
	int64_t		minute = 0;
	int64_t		second = 0;
	double		fraction = 0;
	double		offset = 0;

	text = get_digits(text, 4, &year);
	if (text != NULL && *text == '-')
		text = get_digits(text + 1, 2, &month);
	else
		return false;
	if (text != NULL && *text == '-')
		text = get_digits(text + 1, 2, &day);
	else
		return false;
	if (text != NULL && *text == 'T')
	{
		text = get_digits(text + 1, 2, &hour);
		if (text != NULL && *text == ':')
			text = get_digits(text + 1, 2, &minute);
		if (text != NULL && *text == ':')
			text = get_digits(text + 1, 2, &second);
		if (text != NULL && *text == '.')
		{
			char	   *end;

			fraction = strtod(text, &end);
			text = end;
		}
		if (text != NULL)
			text = get_zone(text, &offset);
	}
	if (text == NULL || *text != '\0' || month < 1 || month > 12 ||
		day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
		return false;
	*seconds = (double) (days_from_civil(year, month, day) * 86400 +
						 hour * 3600 + minute * 60 + second) +
		fraction - offset;
	return true;
}

static int64_t
days_from_civil(int64_t year, int64_t month, int64_t day)
{
	int64_t		shifted = month <= 2 ? year - 1 : year;
	int64_t		era = shifted / 400;
	int64_t		year_of_era = shifted % 400;
	int64_t		day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) /
	5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 -
		year_of_era / 100 + day_of_year - 719468;
}

static void
put_digits(char *at, int64_t number, int width)
{
	while (width-- > 0)
	{
		at[width] = (char) ('0' + number % 10);
		number /= 10;
	}
}

/* The text behind the digits, or NULL if there are not so many. */
static const char *
get_digits(const char *text, int width, int64_t *number)
{
	*number = 0;
	for (; width > 0; width--, text++)
	{
		if (*text < '0' || *text > '9')
			return NULL;
		*number = *number * 10 + (*text - '0');
	}
	return text;
}

static const char *
get_zone(const char *text, double *offset)
{
	int64_t		hours;
	int64_t		minutes;
	double		sign = *text == '-' ? -1 : 1;

	if (*text == 'Z' || *text == 'z')
		return text + 1;
	if (*text != '+' && *text != '-')
		return text;
	text = get_digits(text + 1, 2, &hours);
	if (text == NULL || *text != ':')
		return NULL;
	text = get_digits(text + 1, 2, &minutes);
	*offset = sign * (double) (hours * 3600 + minutes * 60);
	return text;
}
