/*-------------------------------------------------------------------------
 *
 * address.h
 *	  Which network addresses a request may go to.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_ADDRESS_H
#define JOBS_ADDRESS_H

#include "postgres.h"

#include <sys/socket.h>

#include "message.h"

/* Where the requests of one user may go, and what came of it. */
typedef struct JobsAddressRule
{
	bool		allow_private;	/* also to what is not the internet */
	JobsHttpOutcome trouble;	/* why no socket was opened; PENDING: none */
	const char *reason;			/* constant text about "trouble" */
} JobsAddressRule;

/*
 * May a request go to this address, given in numbers?  Link-local addresses
 * and those of metadata servers are refused whatever "allow_private" says:
 * they hand out credentials to whoever can reach them.  Never raises.
 */
extern bool jobs_address_admits(JobsAddressRule *rule, const char *address);

/*
 * Open a socket that may connect to "address", or -1.  Programs that the
 * server starts do not inherit it.  Never raises.
 */
extern int	jobs_address_open(JobsAddressRule *rule,
							  const struct sockaddr *address,
							  int type, int protocol);

#endif							/* JOBS_ADDRESS_H */
