/*-------------------------------------------------------------------------
 *
 * body.h
 *	  Request bodies against the messages of the API.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_BODY_H
#define EMU_BODY_H

#include <json-c/json.h>

#include "call.h"

/*
 * Read the request's body as a message: names in lowerCamelCase, values in
 * their JSON form, defaults and output-only fields left out, members in the
 * order of the schema.  NULL if the answer is an error; else the caller
 * owns the object.  "root" is the name of the body in error texts, "" where
 * the body is the whole request.
 */
extern json_object *emu_body_read(EmuCall *call, const EmuMessage *message,
								  const char *root);

/* A string member of an object, "" if there is none. */
extern const char *emu_body_text(json_object *object, const char *name);

/* A member of an object, NULL if there is none or no object. */
extern json_object *emu_body_member(json_object *object, const char *name);

/* How json-c is asked for compact text. */
#define EMU_BODY_COMPACT \
	(JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* An object as compact text; malloc'd. */
extern char *emu_body_print(json_object *object);

#endif							/* EMU_BODY_H */
