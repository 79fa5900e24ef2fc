/*-------------------------------------------------------------------------
 *
 * relay.h
 *	  TLS in front of the emulator.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_RELAY_H
#define EMU_RELAY_H

/* Load certificate and key as the options say; exits if that fails. */
extern void emu_relay_start(void);

/*
 * Take over a connection: speak TLS on it and pass what is inside to the
 * plain port, until either side ends.  Returns at once; owns the socket.
 */
extern void emu_relay_connection(int socket, int plain_port);

#endif							/* EMU_RELAY_H */
