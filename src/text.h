/*-------------------------------------------------------------------------
 *
 * text.h
 *	  Texts of a JSON document in the server's encoding.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_TEXT_H
#define JOBS_TEXT_H

#include "postgres.h"

#include "reader.h"

/*
 * All of these raise 22P05 for a character that the server's encoding does
 * not have, and the first three for \u0000 and for half a surrogate pair,
 * which no text can hold.  What they return points into the document where
 * that is the same, or is palloc'd in the current context.
 */

/*
 * The text of a value or name: of a string its characters, of anything else
 * the JSON that it is.  "len" bytes, not NUL-terminated.
 */
extern const char *jobs_text_get(const JobsToken *token, size_t *len);

/* The same, NUL-terminated and always palloc'd. */
extern char *jobs_text_cstring(const JobsToken *token);

/* The same as jobs_text_get, but in UTF-8 whatever the server's encoding. */
extern const char *jobs_text_utf8(const JobsToken *token, size_t *len);

/* A value as the JSON that was sent, quotes and white space included. */
extern const char *jobs_text_json(const JobsToken *token, size_t *len);

#endif							/* JOBS_TEXT_H */
