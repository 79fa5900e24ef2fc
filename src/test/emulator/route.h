/*-------------------------------------------------------------------------
 *
 * route.h
 *	  From a request to the method that answers it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_ROUTE_H
#define EMU_ROUTE_H

#include "call.h"

typedef struct EmuRoute
{
	const char *verb;
	const char *path;			/* with {project} and {job} for segments */
	const char *action;			/* behind the colon, or NULL */
	EmuMethod	method;
	const char *operation;		/* the method's id in the discovery document,
								 * without the service; NULL if not the API's */
	const char *rpc;			/* full name of the method in errors */
	const EmuMessage *parameters;	/* its query parameters */
	const EmuMessage *result;	/* its answer, for partial responses */
	void		(*handle) (EmuCall *call);
} EmuRoute;

/*
 * Answer a call whose request is parsed: fills everything else.  Takes any
 * time that the project's faults ask for.  Returns in call->answer what is
 * to be sent; the request's arena owns what the answer points to, but its
 * body is the caller's to free.
 */
extern void emu_route_call(EmuCall *call);

#endif							/* EMU_ROUTE_H */
