/*-------------------------------------------------------------------------
 *
 * call.h
 *	  One call of a method, from its request to its answer.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_CALL_H
#define EMU_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "answer.h"
#include "request.h"
#include "schema.h"
#include "store.h"

typedef enum EmuMethod
{
	EMU_LIST,
	EMU_GET,
	EMU_CREATE,
	EMU_PATCH,
	EMU_CANCEL,
	EMU_GET_POLICY,
	EMU_SET_POLICY,
	EMU_TEST_PERMISSIONS,
	EMU_NO_METHOD				/* not one of the API */
} EmuMethod;

#define EMU_METHODS EMU_NO_METHOD

/* What faults ask of a list page; all zero for an honest one. */
typedef struct EmuTwist
{
	bool		same_token;		/* the same one again and again */
	int64_t		cycle;			/* tokens repeat after so many, 0: never */
	bool		endless;		/* pages never end */
	int64_t		empty_pages;	/* pages without jobs in front of the others */
	bool		short_pages;	/* hold fewer jobs than asked for */
	bool		overlap;		/* pages repeat jobs of the one before */
	const char *last_token;		/* JSON in place of an absent last token */
	const char *odd_token;		/* put in front of every token */
	int64_t		token_length;	/* tokens are made this long, 0: as they are */
} EmuTwist;

struct EmuRoute;

typedef struct EmuCall
{
	EmuRequest *request;
	int			socket;			/* that the answer will go to */
	const struct EmuRoute *route;	/* NULL if there is none */
	EmuMethod	method;
	const char *project_name;	/* from the path, or NULL */
	const char *job_id;			/* from the path, or NULL */
	EmuProject *project;		/* set when the call may touch it */
	const char *token;			/* bearer token, or NULL */
	bool		pretty;			/* indent the answer */
	bool		old_errors;		/* $.xgafv=1 */
	EmuTwist	twist;
	const char *fault;			/* name of the fault that struck, or NULL */
	const char *effect;			/* create, patch, cancel ..., or NULL */
	EmuAnswer	answer;
} EmuCall;

#endif							/* EMU_CALL_H */
