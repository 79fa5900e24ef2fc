/*-------------------------------------------------------------------------
 *
 * iam.h
 *	  The access-control methods of a job.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_IAM_H
#define EMU_IAM_H

#include "call.h"

extern void emu_iam_get(EmuCall *call);
extern void emu_iam_set(EmuCall *call);
extern void emu_iam_test(EmuCall *call);

#endif							/* EMU_IAM_H */
