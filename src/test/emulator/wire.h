/*-------------------------------------------------------------------------
 *
 * wire.h
 *	  Answers that no HTTP library would send.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_WIRE_H
#define EMU_WIRE_H

#include "answer.h"

/*
 * Send an answer as its EmuWire says, over a socket that is the caller's to
 * close afterwards.  Blocks as long as that takes or the peer is there.
 */
extern void emu_wire_send(int socket, const EmuAnswer *answer);

/* Break a TCP connection: the peer sees a reset. */
extern void emu_wire_reset(int socket);

#endif							/* EMU_WIRE_H */
