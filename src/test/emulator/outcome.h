/*-------------------------------------------------------------------------
 *
 * outcome.h
 *	  What a created job will have produced when it succeeds.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_OUTCOME_H
#define EMU_OUTCOME_H

#include <json-c/json.h>
#include <stdint.h>

/*
 * The trainingOutput or predictionOutput for an input, as compact text;
 * malloc'd.  Trials have run at a time, in seconds since 1970.
 */
extern char *emu_outcome_training(json_object *input, int64_t time);
extern char *emu_outcome_prediction(json_object *input);

#endif							/* EMU_OUTCOME_H */
