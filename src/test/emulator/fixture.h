/*-------------------------------------------------------------------------
 *
 * fixture.h
 *	  Answers that a test has written down in a file.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_FIXTURE_H
#define EMU_FIXTURE_H

#include <stdbool.h>

#include "call.h"

/* Is this list or get of a project called fixture-NAME? */
extern bool emu_fixture_answers(const EmuCall *call);

/* Answer with the bytes of NAME.json; 404 if it cannot be read. */
extern void emu_fixture_write(EmuCall *call);

#endif							/* EMU_FIXTURE_H */
