/*-------------------------------------------------------------------------
 *
 * documents.h
 *	  Six jobs that every project has, each an example of its kind.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_DOCUMENTS_H
#define EMU_DOCUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "job.h"

typedef struct EmuDocument
{
	const char *id;
	EmuState	state;
	int64_t		create;			/* seconds since 1970 */
	int64_t		start;			/* same, 0 if it has not */
	int64_t		end;			/* same, 0 if it has not */
	int64_t		position;
	const char *etag;
	const char *error;			/* NULL if there is none */
	const char *labels;			/* compact JSON, NULL if there are none */
	bool		prediction;
	const char *input;			/* compact JSON */
	const char *output;			/* compact JSON */
} EmuDocument;

#define EMU_DOCUMENTS 6

/* Newest first. */
extern const EmuDocument emu_documents[EMU_DOCUMENTS];

#endif							/* EMU_DOCUMENTS_H */
