/*-------------------------------------------------------------------------
 *
 * slow_resolver.c
 *	  A name lookup that takes its time: preloaded by the test of cancels.
 *
 * Names that begin with "slow" take three seconds and are then not found.
 *
 *-------------------------------------------------------------------------
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

typedef int (*Lookup) (const char *, const char *,
					   const struct addrinfo *, struct addrinfo **);

int
getaddrinfo(const char *node, const char *service,
			const struct addrinfo *hints, struct addrinfo **result)
{
	Lookup		next = (Lookup) dlsym(RTLD_NEXT, "getaddrinfo");

	if (node != NULL && strncmp(node, "slow", 4) == 0)
	{
		sleep(3);
		return EAI_NONAME;
	}
	return next(node, service, hints, result);
}
