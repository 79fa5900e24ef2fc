/*-------------------------------------------------------------------------
 *
 * options.h
 *	  What the command line says.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_OPTIONS_H
#define EMU_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum EmuMismatch
{
	EMU_MISMATCH_ABORTED,		/* 409 ABORTED */
	EMU_MISMATCH_BARE,			/* 409 without a status */
	EMU_MISMATCH_412,			/* 412 in the older envelope */
	EMU_MISMATCH_PRECONDITION	/* 400 FAILED_PRECONDITION */
} EmuMismatch;

typedef struct EmuOptions
{
	int64_t		port;
	int64_t		seed_jobs;
	int64_t		latency;		/* milliseconds */
	const char *ledger;			/* file, or NULL */
	int			filter;			/* 0 documented, 1 aip160 */
	double		speed;			/* of the life-cycle clock */
	const char *tls_cert;
	const char *tls_key;
	int			tls_max;		/* OpenSSL's number, 0 for no limit */
	const char **tokens;		/* the only valid ones */
	int			ntokens;		/* 0: any is valid */
	int			etag_mismatch;	/* EmuMismatch */
	int			cancel_ended;	/* 0 ok, 1 answered with 400 */
	int			duplicate;		/* 0 at once, 1 after a delay */
	int64_t		min_gzip;		/* bytes; shorter bodies are not compressed */
	const char *fixtures;		/* directory, or NULL */
	int64_t		bandwidth;		/* bytes/s of answer bodies, 0 for no limit */
	bool		retry_info;
	bool		die_with_parent;
	int			other_port;		/* not an option: a second port, plain http */
} EmuOptions;

/* Set once, before the first request. */
extern EmuOptions emu_options;

/* Read the command line; on a mistake says so and exits with 2. */
extern void emu_options_read(int argc, char **argv);

#endif							/* EMU_OPTIONS_H */
