/*-------------------------------------------------------------------------
 *
 * request.h
 *	  A request as it came over the wire, taken apart.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_REQUEST_H
#define EMU_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

typedef struct EmuParameter
{
	char	   *name;			/* decoded */
	char	   *value;			/* decoded */
} EmuParameter;

/* More segments than any path of the API has. */
#define EMU_SEGMENTS 16

typedef struct EmuRequest
{
	EmuArena   *arena;			/* owns everything below but the body */
	int64_t		time;			/* of its arrival, microseconds */
	uint64_t	connection;		/* number of the connection, from 1 */
	uint64_t	ordinal;		/* number on its connection, from 1 */
	int			in_flight;		/* requests in work when it came, with it */
	const char *verb;
	const char *path;			/* decoded, without the query */
	const char *query;			/* as it came, or NULL */
	char	   *segments[EMU_SEGMENTS]; /* of the path, decoded */
	int			nsegments;
	char	   *action;			/* what followed the colon: cancel; or NULL */
	EmuParameter *parameters;	/* of the query, in order */
	int			nparameters;
	const char *authorization;	/* headers, NULL where absent */
	const char *user_agent;
	const char *accept_encoding;
	const char *quota_project;
	const char *field_mask;
	EmuBuffer	body;
} EmuRequest;

/* Take path and query apart; fills the members from "path" on. */
extern void emu_request_parse(EmuRequest *request, const char *target);

/* The last value of a query parameter, or NULL. */
extern const char *emu_request_value(const EmuRequest *request,
									 const char *name);

#endif							/* EMU_REQUEST_H */
