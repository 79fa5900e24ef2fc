/*-------------------------------------------------------------------------
 *
 * error.h
 *	  Errors in Google's envelope.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_ERROR_H
#define EMU_ERROR_H

#include <stdbool.h>

#include "call.h"

/*
 * Make the answer an error.  "status" is the canonical code, NULL to leave
 * it out; "details" are JSON objects separated by commas, NULL for none.
 */
extern void emu_error(EmuCall *call, int code, const char *status,
					  const char *message, const char *details);

/* The service's own pattern: Field: FIELD Error: TEXT, with a BadRequest. */
extern void emu_error_field(EmuCall *call, int code, const char *status,
							const char *field, const char *format, ...)
			__attribute__((format(printf, 5, 6)));

/*
 * What the JSON layer in front of the service says: 400 with one BadRequest
 * of several violations, whose texts make up the message.
 */
typedef struct EmuViolations
{
	EmuBuffer	message;
	EmuBuffer	list;			/* JSON, without the brackets */
} EmuViolations;

extern void emu_error_violation(EmuViolations *violations, const char *field,
								const char *format, ...)
			__attribute__((format(printf, 3, 4)));

/* Answer with them if there are any; frees them either way. */
extern bool emu_error_violations(EmuCall *call, EmuViolations *violations);

/* A plausible error for any HTTP status. */
extern void emu_error_for(EmuCall *call, int code);

/* 401, with or without a token in the request. */
extern void emu_error_unauthenticated(EmuCall *call);

/* The 429 that passes, and the one that stays. */
extern void emu_error_rate(EmuCall *call, const char *retry_delay);
extern void emu_error_quota(EmuCall *call);

/* Refusals by the kind of project. */
extern void emu_error_denied(EmuCall *call);
extern void emu_error_disabled(EmuCall *call);
extern void emu_error_retired(EmuCall *call);

/* The web page for a path that no service has. */
extern void emu_error_no_route(EmuCall *call);

#endif							/* EMU_ERROR_H */
