/*-------------------------------------------------------------------------
 *
 * ledger.h
 *	  The record of every request and its effect.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_LEDGER_H
#define EMU_LEDGER_H

#include "call.h"

/* Open the file that the options name; exits if that fails. */
extern void emu_ledger_open(void);

/* Record a call; the line is in the file when this returns. */
extern void emu_ledger_write(const EmuCall *call);

/*
 * Append the lines that are still in memory, oldest first: those of one
 * project (NULL for all) with a sequence number above "since".
 */
extern void emu_ledger_read(EmuBuffer *out, const char *project,
							int64_t since);

#endif							/* EMU_LEDGER_H */
