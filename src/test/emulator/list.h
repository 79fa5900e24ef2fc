/*-------------------------------------------------------------------------
 *
 * list.h
 *	  The list method, and its pages.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_LIST_H
#define EMU_LIST_H

#include "call.h"

extern void emu_list_jobs(EmuCall *call);

#endif							/* EMU_LIST_H */
