/*-------------------------------------------------------------------------
 *
 * misbehave.h
 *	  The faults there are, as one table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_MISBEHAVE_H
#define EMU_MISBEHAVE_H

#include <stdatomic.h>

#include "call.h"

typedef enum EmuStage
{
	EMU_BEFORE,					/* before the method runs */
	EMU_AT_PAGE,				/* in list, if it is the page in the name */
	EMU_FROM_PAGE,				/* same, or a later one */
	EMU_AFTER,					/* whatever the method answered */
	EMU_AFTER_SUCCESS			/* if it answered 200 */
} EmuStage;

typedef struct EmuFault EmuFault;

typedef struct EmuFaultRow
{
	const char *name;			/* # stands for a number */
	EmuStage	stage;

	/* does it; true: the answer is made, the method must not run */
	bool		(*strike) (EmuCall *call, const EmuFault *fault);
	int64_t		times;			/* how often unless the name says; 0: always */
	bool		reused_only;	/* spares a connection's first request */
	int64_t		value;			/* for strike */
	const char *text;			/* for strike */
	EmuWire		wire;			/* for strike; with cut and rate -1, the
								 * number in the name is put there */
	EmuTwist	twist;			/* for strike; same with -1 */
} EmuFaultRow;

/* One fault of one project. */
struct EmuFault
{
	EmuFault   *next;
	const EmuFaultRow *row;
	char	   *name;			/* as in the project's name */
	EmuMethod	method;			/* that it is for; EMU_NO_METHOD: for all */
	int64_t		numbers[2];		/* in the name */
	int			nnumbers;
	int64_t		times;			/* how often, 0: always */
	atomic_llong struck[EMU_METHODS + 1];	/* by method */
};

extern const EmuFaultRow emu_misbehave_rows[];
extern const size_t emu_misbehave_count;

/* For a project whose name asks for a fault that there is not. */
extern const EmuFaultRow emu_misbehave_unknown;

#endif							/* EMU_MISBEHAVE_H */
