/*-------------------------------------------------------------------------
 *
 * endpoint.c
 *	  Where a server's requests go: endpoints, and patterns of hosts.
 *
 * Knows the syntax of URLs as far as an endpoint needs it; must not know who
 * may use which endpoint, nor look a name up.  What is accepted here has one
 * meaning only, so that the host that was checked is the host that libcurl
 * connects to: no user before it, no address in octal or as one number, no
 * characters that some parsers drop.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "endpoint.h"

#define HTTP_PORT		80
#define HTTPS_PORT		443
#define MAX_PORT		65535
#define ANY_PORT		0

/* RFC 1035: a name in text, and one of its labels */
#define MAX_HOST		253
#define MAX_LABEL		63

#define DIGITS			"0123456789"
#define HEX_DIGITS		DIGITS "abcdef"
#define HOST_CHARS		DIGITS "abcdefghijklmnopqrstuvwxyz-_."

/* What RFC 3986 lets stand in a path. */
#define PATH_CHARS		DIGITS "abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ-._~!$&'()*+,;=:@%/"

/* What a host's text is. */
typedef enum HostKind
{
	HOST_INVALID,
	HOST_NAME,
	HOST_ADDRESS,
	HOST_LOOPBACK				/* an address or name of this machine */
} HostKind;

static bool split_pattern(const char *pattern, char **host, int *port,
						  bool *is_domain);
static bool split_host_port(const char *text, size_t len, char **host,
							int *port, HostKind *kind);
static bool read_port(const char *text, int *port);
static HostKind judge_host(const char *host);
static HostKind judge_ipv4(const char *host);
static HostKind judge_ipv6(const char *host);
static bool ends_in_number(const char *host);
static char *fold(const char *text, size_t len);

bool
jobs_endpoint_parse(const char *text, JobsEndpoint *endpoint,
					const char **reason)
{
	const char *authority;
	const char *path;
	HostKind	kind;

	memset(endpoint, 0, sizeof(JobsEndpoint));
	if (pg_strncasecmp(text, "https://", 8) == 0)
		endpoint->https = true;
	else if (pg_strncasecmp(text, "http://", 7) != 0)
	{
		*reason = "It must start with https:// or http://.";
		return false;
	}
	authority = strstr(text, "://") + 3;

	if (strpbrk(text, "?#") != NULL)
	{
		*reason = "It must have neither a query nor a fragment.";
		return false;
	}
	path = authority + strcspn(authority, "/");
	if (memchr(authority, '@', path - authority) != NULL)
	{
		*reason = "It must not hold a user name or a password.";
		return false;
	}
	endpoint->port = endpoint->https ? HTTPS_PORT : HTTP_PORT;
	if (!split_host_port(authority, path - authority, &endpoint->host,
						 &endpoint->port, &kind))
	{
		*reason = "Its host must be a name or an address, with a port from 1 to 65535 if any.";
		return false;
	}
	if (strspn(path, PATH_CHARS) != strlen(path))
	{
		*reason = "Its path has a character that can't stand in a URL.";
		return false;
	}
	endpoint->has_path = strspn(path, "/") != strlen(path);
	endpoint->loopback = kind == HOST_LOOPBACK;
	return true;
}

bool
jobs_endpoint_is_pattern(const char *pattern)
{
	char	   *host;
	int			port;
	bool		is_domain;

	return split_pattern(pattern, &host, &port, &is_domain);
}

bool
jobs_endpoint_matches(const JobsEndpoint *endpoint, const char *pattern,
					  bool literally)
{
	char	   *host;
	int			port;
	bool		is_domain;
	size_t		len;
	size_t		host_len;

	if (!split_pattern(pattern, &host, &port, &is_domain) ||
		(port != ANY_PORT && port != endpoint->port))
		return false;
	if (!is_domain)
		return strcmp(endpoint->host, host) == 0;

	len = strlen(endpoint->host);
	host_len = strlen(host);
	return !literally && len > host_len + 1 &&
		endpoint->host[len - host_len - 1] == '.' &&
		strcmp(endpoint->host + len - host_len, host) == 0;
}

static bool
split_pattern(const char *pattern, char **host, int *port, bool *is_domain)
{
	HostKind	kind;

	*is_domain = strncmp(pattern, "*.", 2) == 0;
	if (*is_domain)
		pattern += 2;
	*port = ANY_PORT;
	return split_host_port(pattern, strlen(pattern), host, port, &kind) &&
		(kind == HOST_NAME || !*is_domain);
}

/*
 * Split "host:port"; the port is left alone if there is none.
 */
static bool
split_host_port(const char *text, size_t len, char **host, int *port,
				HostKind *kind)
{
	char	   *copy = fold(text, len);
	char	   *colon;

	if (copy[0] == '[')
	{
		char	   *bracket = strchr(copy, ']');

		if (bracket == NULL || (bracket[1] != '\0' && bracket[1] != ':'))
			return false;
		colon = bracket[1] == ':' ? bracket + 1 : NULL;
		*bracket = '\0';
		*host = copy + 1;
		*kind = judge_ipv6(*host);
	}
	else
	{
		colon = strchr(copy, ':');
		if (colon != NULL)
			*colon = '\0';
		*host = copy;
		*kind = judge_host(*host);
	}
	return *kind != HOST_INVALID &&
		(colon == NULL || read_port(colon + 1, port));
}

static bool
read_port(const char *text, int *port)
{
	size_t		len = strlen(text);

	if (len < 1 || len > 5 || strspn(text, DIGITS) != len)
		return false;
	*port = atoi(text);
	return *port >= 1 && *port <= MAX_PORT;
}

/* Judge a host that is not in brackets. */
static HostKind
judge_host(const char *host)
{
	size_t		len = strlen(host);

	if (len > MAX_HOST || strspn(host, HOST_CHARS) != len)
		return HOST_INVALID;
	if (ends_in_number(host))
		return judge_ipv4(host);

	for (const char *label = host;; label++)
	{
		size_t		label_len = strcspn(label, ".");

		if (label_len < 1 || label_len > MAX_LABEL ||
			label[0] == '-' || label[label_len - 1] == '-')
			return HOST_INVALID;
		label += label_len;
		if (*label == '\0')
			break;
	}
	return strcmp(host, "localhost") == 0 ? HOST_LOOPBACK : HOST_NAME;
}

/*
 * Would some parser take the host for an IPv4 address?  Those read 0x7f.1 and
 * 2130706433 as 127.0.0.1.
 */
static bool
ends_in_number(const char *host)
{
	const char *last = strrchr(host, '.');

	last = last == NULL ? host : last + 1;
	if (strncmp(last, "0x", 2) == 0)
		last += 2 + strspn(last + 2, HEX_DIGITS);
	else
		last += strspn(last, DIGITS);
	return *last == '\0';
}

/* Four decimal numbers in their one shortest spelling. */
static HostKind
judge_ipv4(const char *host)
{
	int			first = 0;

	for (int i = 0; i < 4; i++)
	{
		size_t		len = strspn(host, DIGITS);
		int			number;

		if (len < 1 || len > 3 || (len > 1 && host[0] == '0'))
			return HOST_INVALID;
		number = atoi(host);
		if (number > 255 || host[len] != (i < 3 ? '.' : '\0'))
			return HOST_INVALID;
		if (i == 0)
			first = number;
		host += len + 1;
	}
	return first == 127 ? HOST_LOOPBACK : HOST_ADDRESS;
}

/*
 * Groups of hexadecimal digits, a run of zeros as "::"; a group in the form of
 * an IPv4 address is not accepted, as hexadecimal digits say the same.
 */
static HostKind
judge_ipv6(const char *host)
{
	const char *at = host;
	int			groups = 0;
	bool		has_gap = strncmp(host, "::", 2) == 0;

	if (has_gap)
		at += 2;
	while (*at != '\0')
	{
		size_t		len = strspn(at, HEX_DIGITS);

		if (len < 1 || len > 4)
			return HOST_INVALID;
		groups++;
		at += len;
		if (strncmp(at, "::", 2) == 0)
		{
			if (has_gap)
				return HOST_INVALID;
			has_gap = true;
			at += 2;
		}
		else if (*at != '\0' && (*at++ != ':' || *at == '\0'))
			return HOST_INVALID;
	}
	if (has_gap ? groups > 7 : groups != 8)
		return HOST_INVALID;
	return strcmp(host + strspn(host, "0:"), "1") == 0 ?
		HOST_LOOPBACK : HOST_ADDRESS;
}

/*
 * Lower case; ASCII only, so that no locale changes a host's name.
 */
static char *
fold(const char *text, size_t len)
{
	char	   *copy = pnstrdup(text, len);

	for (char *c = copy; *c != '\0'; c++)
		*c = pg_ascii_tolower((unsigned char) *c);
	return copy;
}
