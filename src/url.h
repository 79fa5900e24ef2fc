/*-------------------------------------------------------------------------
 *
 * url.h
 *	  Request targets: paths and queries, percent-encoded.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_URL_H
#define JOBS_URL_H

#include "postgres.h"

#include "lib/stringinfo.h"

/*
 * Append a text percent-encoded: all but the unreserved characters of RFC
 * 3986.  The text is in the server's encoding and is sent in UTF-8; raises
 * 22P05 or 22021 if it can't be converted.
 */
extern void jobs_url_append(StringInfo target, const char *text);

/*
 * Append "?name=value" or "&name=value" ("first" tells which; it is set to
 * false).  A NULL value appends nothing.
 */
extern void jobs_url_append_parameter(StringInfo target, bool *first,
									  const char *name, const char *value);

/*
 * Append a path template with {projectsId} and {jobsId} filled in and
 * encoded.  A value that starts with "{" is a placeholder for EXPLAIN and is
 * appended as it is when "display" is set.
 */
extern void jobs_url_append_path(StringInfo target, const char *path_template,
								 const char *project, const char *job,
								 bool display);

#endif							/* JOBS_URL_H */
