/*-------------------------------------------------------------------------
 *
 * json.h
 *	  Small JSON documents: error bodies, token answers, request bodies.
 *
 * The only file that knows json-c.  Pages of jobs do not come this way: row.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_JSON_H
#define JOBS_JSON_H

#include "postgres.h"

typedef struct json_object JobsJson;

/*
 * Parse a whole document of "len" bytes.  NULL if it is not one JSON value in
 * valid UTF-8 to its last byte, the value null, deeper than 32 levels or
 * longer than 64 kB; never raises for bad input.  Owned by "owner", freed with
 * it.  Of a member that comes twice the last counts.
 */
extern JobsJson *jobs_json_parse(MemoryContext owner, const char *text,
								 size_t len);

/*
 * A member of an object, an element of an array; NULL if there is none, and
 * for no object or array at all.  Owned by the document.
 */
extern JobsJson *jobs_json_member(JobsJson *json, const char *name);
extern JobsJson *jobs_json_element(JobsJson *json, int index);

/*
 * The text of a string value in UTF-8, NULL for anything else; owned by the
 * document.  A text with a NUL inside counts as no text.
 */
extern const char *jobs_json_string(JobsJson *json);

/* An integer, or a string that holds one; false for anything else. */
extern bool jobs_json_int64(JobsJson *json, int64 *value);

/* "0.16", the version of json-c that is loaded, for jobs_fdw_version(). */
extern const char *jobs_json_version(void);

#endif							/* JOBS_JSON_H */
