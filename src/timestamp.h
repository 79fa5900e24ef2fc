/*-------------------------------------------------------------------------
 *
 * timestamp.h
 *	  Times as the API writes them: RFC 3339.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_TIMESTAMP_H
#define JOBS_TIMESTAMP_H

#include "postgres.h"

#include "datatype/timestamp.h"

/*
 * The instant of a text such as 2023-06-11T08:15:02.123456789+05:30, in
 * microseconds since 2000-01-01 UTC.  Any number of digits may follow the
 * seconds; what is below a microsecond is cut off, so that the result is never
 * later than the text.  A 60th second is the first of the next minute.
 *
 * Raises 22007 for anything else than RFC 3339, 22008 for a month, day, hour,
 * minute, second or offset that there is not, and for an instant outside of
 * the years 1 to 9999 in UTC, which are those of the API.
 */
extern TimestampTz jobs_timestamp_parse(const char *text, size_t len);

#endif							/* JOBS_TIMESTAMP_H */
