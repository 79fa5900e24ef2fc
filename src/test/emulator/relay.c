/*-------------------------------------------------------------------------
 *
 * relay.c
 *	  TLS in front of the emulator.
 *
 * A thread per connection unwraps TLS and talks to the plain port over a TCP
 * connection of its own, so that the HTTP side is the same with and without
 * TLS, and a reset on the inside can be told from an end and passed on.
 * Knows nothing of HTTP.
 *
 *-------------------------------------------------------------------------
 */
#include "relay.h"

#include <errno.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "buffer.h"
#include "options.h"
#include "wire.h"

typedef struct Relay
{
	int			outside;		/* the client's socket */
	int			inside;			/* to the plain port */
	int			plain_port;
	SSL		   *tls;
} Relay;

static SSL_CTX *context;

static void fail(const char *what) __attribute__((noreturn));
static void *run(void *argument);
static bool connect_inside(Relay *relay);
static bool pass_in(Relay *relay);
static bool pass_out(Relay *relay);

void
emu_relay_start(void)
{
	context = SSL_CTX_new(TLS_server_method());
	if (context == NULL ||
		SSL_CTX_use_certificate_chain_file(context, emu_options.tls_cert) != 1)
		fail(emu_options.tls_cert);
	if (SSL_CTX_use_PrivateKey_file(context, emu_options.tls_key,
									SSL_FILETYPE_PEM) != 1)
		fail(emu_options.tls_key);
	if (emu_options.tls_max == 0)
		return;
	/* old versions need signatures that the default level forbids */
	SSL_CTX_set_min_proto_version(context, 0);
	SSL_CTX_set_max_proto_version(context, emu_options.tls_max);
	SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0");
}

void
emu_relay_connection(int socket, int plain_port)
{
	Relay	   *relay = emu_memory_zero(sizeof(Relay));
	pthread_t	thread;

	relay->outside = socket;
	relay->inside = -1;
	relay->plain_port = plain_port;
	if (pthread_create(&thread, NULL, run, relay) == 0)
		pthread_detach(thread);
	else
	{
		close(socket);
		free(relay);
	}
}

static void
fail(const char *what)
{
	fprintf(stderr, "emulator: cannot use %s: ", what);
	ERR_print_errors_fp(stderr);
	exit(1);
}

static void *
run(void *argument)
{
	Relay	   *relay = argument;

	relay->tls = SSL_new(context);
	SSL_set_fd(relay->tls, relay->outside);
	if (SSL_accept(relay->tls) == 1 && connect_inside(relay))
	{
		struct pollfd ready[2] = {
			{.fd = relay->outside, .events = POLLIN},
			{.fd = relay->inside, .events = POLLIN}
		};
		bool		alive = true;

		while (alive)
		{
			/* what TLS has read ahead, poll does not see */
			if (SSL_pending(relay->tls) > 0)
				alive = pass_in(relay);
			else if (poll(ready, 2, -1) < 0)
				alive = errno == EINTR;
			else if (ready[1].revents != 0)
				alive = pass_out(relay);
			else
				alive = pass_in(relay);
		}
	}
	ERR_clear_error();
	SSL_free(relay->tls);
	if (relay->inside >= 0)
		close(relay->inside);
	close(relay->outside);
	free(relay);
	return NULL;
}

static bool
connect_inside(Relay *relay)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t) relay->plain_port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};

	relay->inside = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return relay->inside >= 0 &&
		connect(relay->inside, (struct sockaddr *) &address,
				sizeof(address)) == 0;
}

static bool
pass_in(Relay *relay)
{
	char		block[16384];
	int			length = SSL_read(relay->tls, block, sizeof(block));
	char	   *at = block;

	while (length > 0)
	{
		ssize_t		sent = send(relay->inside, at, (size_t) length,
								MSG_NOSIGNAL);

		if (sent < 0)
			return false;
		at += sent;
		length -= (int) sent;
		if (length == 0)
			return true;
	}
	return false;
}

static bool
pass_out(Relay *relay)
{
	char		block[16384];
	ssize_t		length = recv(relay->inside, block, sizeof(block), 0);

	if (length > 0)
		return SSL_write(relay->tls, block, (int) length) > 0;
	if (length < 0 && errno == EINTR)
		return true;
	if (length < 0)
		emu_wire_reset(relay->outside);
	else
		SSL_shutdown(relay->tls);
	return false;
}
