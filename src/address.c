/*-------------------------------------------------------------------------
 *
 * address.c
 *	  Which network addresses a request may go to.
 *
 * A host name is checked where it is configured, but who runs the name server
 * decides what it means.  So every address is judged once more when a socket
 * is about to be opened and before a request is sent on one that is open:
 * this is what keeps a user, or a name that changes its mind, from making the
 * database server talk to its own network.
 *
 * Called from within libcurl: nothing here raises or uses palloc.  This file
 * knows nothing of requests; it makes no lookup and does not connect.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "address.h"

/* All addresses are judged as IPv6, IPv4 ones as ::ffff:a.b.c.d. */
typedef struct AddressRange
{
	uint8		prefix[16];
	int			bits;			/* of the prefix that count */
	bool		always;			/* not even with "allow_private" */
	const char *reason;
} AddressRange;

#define V4(a, b, c, d)	{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}
#define V4_BITS(bits)	(96 + (bits))
#define V6(a, b)		{a, b}

/* The first match decides, so the narrow ranges come first. */
static const AddressRange ranges[] = {
	{V4(169, 254, 0, 0), V4_BITS(16), true, "it leads to a link-local address"},
	{V4(0, 0, 0, 0), V4_BITS(8), false, "it leads to an unspecified address"},
	{V4(10, 0, 0, 0), V4_BITS(8), false, "it leads to a private address"},
	{V4(100, 64, 0, 0), V4_BITS(10), false,
	"it leads to a carrier's private address"},
	{V4(127, 0, 0, 0), V4_BITS(8), false, "it leads to a loopback address"},
	{V4(172, 16, 0, 0), V4_BITS(12), false, "it leads to a private address"},
	{V4(192, 0, 0, 0), V4_BITS(24), false, "it leads to a reserved address"},
	{V4(192, 168, 0, 0), V4_BITS(16), false, "it leads to a private address"},
	{V4(198, 18, 0, 0), V4_BITS(15), false, "it leads to a reserved address"},
	{V4(224, 0, 0, 0), V4_BITS(3), false,
	"it leads to a multicast or reserved address"},

	{{0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128,
	true, "it leads to a metadata server's address"},
	{V6(0xfe, 0x80), 10, true, "it leads to a link-local address"},
	{V6(0xfe, 0xc0), 10, false, "it leads to a site-local address"},
	{V6(0xfc, 0x00), 7, false, "it leads to a private address"},
	{V6(0xff, 0x00), 8, false, "it leads to a multicast address"},
	{{0x20, 0x01, 0, 0}, 32, false, "it leads to a tunnel's address"},
	{{0, 0x64, 0xff, 0x9b, 0, 0x01}, 48, false, "it leads to a private address"},
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 128, false,
	"it leads to an unspecified address"},
	{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, false,
	"it leads to a loopback address"},
};

/* IPv6 addresses that stand for an IPv4 one, which is then what counts. */
typedef struct AddressEmbedding
{
	uint8		prefix[16];
	int			bits;
	int			offset;			/* of the IPv4 address, in bytes */
} AddressEmbedding;

static const AddressEmbedding embeddings[] = {
	{{0, 0x64, 0xff, 0x9b}, 96, 12},	/* NAT64 */
	{V6(0x20, 0x02), 16, 2},	/* 6to4 */
	{{0}, 96, 12},				/* "IPv4-compatible" */
};

static bool decide(JobsAddressRule *rule, const uint8 *address);
static const char *judge(const uint8 *address, bool allow_private);
static bool matches(const uint8 *address, const uint8 *prefix, int bits);
static bool refuse(JobsAddressRule *rule, JobsHttpOutcome trouble,
				   const char *reason);
static void map_v4(uint8 *address, const void *v4);

bool
jobs_address_admits(JobsAddressRule *rule, const char *address)
{
	uint8		mapped[16];
	uint8		v4[4];

	if (inet_pton(AF_INET, address, v4) == 1)
		map_v4(mapped, v4);
	else if (inet_pton(AF_INET6, address, mapped) != 1)
		return refuse(rule, JOBS_HTTP_FORBIDDEN,
					  "it leads to no internet address");
	return decide(rule, mapped);
}

int
jobs_address_open(JobsAddressRule *rule, const struct sockaddr *address,
				  int type, int protocol)
{
	uint8		mapped[16];
	int			fd;

	if (address->sa_family == AF_INET)
		map_v4(mapped, &((const struct sockaddr_in *) address)->sin_addr);
	else if (address->sa_family == AF_INET6)
		memcpy(mapped, &((const struct sockaddr_in6 *) address)->sin6_addr,
			   sizeof(mapped));
	else
	{
		(void) refuse(rule, JOBS_HTTP_FORBIDDEN,
					  "it leads to no internet address");
		return -1;
	}
	if (!decide(rule, mapped))
		return -1;

	/* a program that COPY starts must not inherit it */
	fd = socket(address->sa_family, type | SOCK_CLOEXEC, protocol);

	/* a family that the machine does not have is no trouble of its own */
	if (fd < 0 && (errno == EMFILE || errno == ENFILE))
		(void) refuse(rule, JOBS_HTTP_NO_DESCRIPTOR,
					  "too many descriptors are open");
	return fd;
}

static bool
decide(JobsAddressRule *rule, const uint8 *address)
{
	const char *reason = judge(address, rule->allow_private);

	return reason == NULL || refuse(rule, JOBS_HTTP_FORBIDDEN, reason);
}

/* Why an address is refused; NULL if it is not. */
static const char *
judge(const uint8 *address, bool allow_private)
{
	for (size_t i = 0; i < lengthof(ranges); i++)
	{
		if (matches(address, ranges[i].prefix, ranges[i].bits))
			return allow_private && !ranges[i].always ? NULL : ranges[i].reason;
	}
	for (size_t i = 0; i < lengthof(embeddings); i++)
	{
		if (matches(address, embeddings[i].prefix, embeddings[i].bits))
		{
			uint8		mapped[16];

			map_v4(mapped, address + embeddings[i].offset);
			return judge(mapped, allow_private);
		}
	}
	return NULL;
}

static bool
matches(const uint8 *address, const uint8 *prefix, int bits)
{
	int			bytes = bits / 8;
	uint8		mask = 0xff << (8 - bits % 8);

	return memcmp(address, prefix, bytes) == 0 &&
		(bits % 8 == 0 || (address[bytes] & mask) == (prefix[bytes] & mask));
}

static bool
refuse(JobsAddressRule *rule, JobsHttpOutcome trouble, const char *reason)
{
	rule->trouble = trouble;
	rule->reason = reason;
	return false;
}

static void
map_v4(uint8 *address, const void *v4)
{
	static const uint8 prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

	memcpy(address, prefix, sizeof(prefix));
	memcpy(address + sizeof(prefix), v4, 4);
}
