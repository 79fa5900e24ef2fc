/*-------------------------------------------------------------------------
 *
 * rules.h
 *	  What the service demands of a job, beyond its types.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_RULES_H
#define EMU_RULES_H

#include <json-c/json.h>
#include <stdbool.h>

#include "call.h"

/* May a job that was read by body.c be created?  False: answered. */
extern bool emu_rules_job(EmuCall *call, json_object *job);

/* Are labels (NULL for none) well formed?  False: answered. */
extern bool emu_rules_labels(EmuCall *call, json_object *labels);

#endif							/* EMU_RULES_H */
