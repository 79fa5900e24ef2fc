/*-------------------------------------------------------------------------
 *
 * job.h
 *	  One job: what is known of it now, and its document.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_JOB_H
#define EMU_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

typedef enum EmuState
{
	EMU_STATE_UNSPECIFIED,
	EMU_QUEUED,
	EMU_PREPARING,
	EMU_RUNNING,
	EMU_SUCCEEDED,
	EMU_FAILED,
	EMU_CANCELLING,
	EMU_CANCELLED
} EmuState;

#define EMU_ID_SIZE 132			/* the longest job id, and its NUL */
#define EMU_ETAG_SIZE 13		/* base64 of eight bytes, and its NUL */

/*
 * What somebody made or changed: a created job whole, of a seeded one only
 * the changes.  Owned by its project, never freed.
 */
typedef struct EmuJob
{
	char		id[EMU_ID_SIZE];
	int64_t		seed;			/* number among the seeded jobs, 0 if created */
	int64_t		created;		/* microseconds; 0 if seeded */
	int64_t		cancelled;		/* when cancel was called, 0 if not */
	int64_t		finished;		/* when the test control ended it, 0 if not */
	int64_t		limit;			/* scheduling.maxRunningTime in microseconds
								 * of the life-cycle clock, 0 if none */
	bool		prediction;
	bool		relabelled;		/* "labels" counts, even if NULL */
	char	   *labels;			/* compact JSON, NULL if there are none */
	char	   *input;			/* compact JSON of trainingInput or
								 * predictionInput */
	char	   *output;			/* its output once it has succeeded */
	unsigned	version;		/* counted up by every change */
	char	   *policy;			/* compact JSON without etag, NULL if unset */
	unsigned	policy_version; /* counted up by every setIamPolicy */
} EmuJob;

/* What there is to say about a job at one moment. */
typedef struct EmuFacts
{
	int64_t		seed;			/* number among the seeded jobs, or 0 */
	const EmuJob *job;			/* what was made or changed, or NULL */
	char		id[EMU_ID_SIZE];
	EmuState	state;
	int64_t		create;			/* seconds since 1970 */
	int64_t		start;			/* same, 0 if it has not */
	int64_t		end;			/* same, 0 if it has not */
	int64_t		position;		/* in the queue */
	char		etag[EMU_ETAG_SIZE];
	const char *error;			/* NULL if there is none; not escaped */
	bool		prediction;
	uint64_t	chance;			/* the seeded job's random bits */
} EmuFacts;

/* Names of the states, by EmuState. */
extern const char *const emu_job_states[];

/* Has a state no successor? */
extern bool emu_job_has_ended(EmuState state);

/* A seeded job, a created one, or a seeded one with changes. */
extern void emu_job_facts(EmuFacts *facts, int64_t seed, const EmuJob *job,
						  int64_t now);

/* Append the whole document, compact. */
extern void emu_job_write(EmuBuffer *out, const EmuFacts *facts);

/* The etag of a job, or of another thing with a name, in one version. */
extern void emu_job_etag(char *etag, const char *name, unsigned version);

#endif							/* EMU_JOB_H */
