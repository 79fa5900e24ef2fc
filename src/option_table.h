/*-------------------------------------------------------------------------
 *
 * option_table.h
 *	  Which options there are, where, and how a list of them is read.
 *
 * For option.c only.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_OPTION_TABLE_H
#define JOBS_OPTION_TABLE_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "option.h"
#include "value.h"

/* Where an option may be set; a bit each. */
typedef enum JobsOptionPlace
{
	JOBS_PLACE_NONE = 0,		/* where no option may be set */
	JOBS_PLACE_SERVER = 0x01,
	JOBS_PLACE_TABLE = 0x02,
	JOBS_PLACE_COLUMN = 0x04,
	JOBS_PLACE_MAPPING = 0x08,
	JOBS_PLACE_IMPORT = 0x10
} JobsOptionPlace;

#define JOBS_PLACE_FIRST	JOBS_PLACE_SERVER
#define JOBS_PLACE_LAST		JOBS_PLACE_IMPORT

#define JOBS_OPTION_SUPERUSER	0x01	/* only a superuser may set it */
#define JOBS_OPTION_ADDRESS		0x02	/* may hold a secret by mistake: a
										 * password */

typedef struct JobsOptionEntry
{
	const char *name;
	int			places;			/* JOBS_PLACE_... */
	int			flags;			/* JOBS_OPTION_... */
	size_t		offset;			/* of the target: in JobsOptions, but for
								 * columns and import the target is all */
	const char *default_value;	/* NULL: none, or the service's own */
	JobsValueRule rule;
	const char *description;	/* one sentence, for users */
} JobsOptionEntry;

/* The entry with this index, or NULL past the last.  Constant. */
extern const JobsOptionEntry *jobs_option_table_at(int index);

/* The entry of an option in any of "places", or NULL.  Constant. */
extern const JobsOptionEntry *jobs_option_table_find(const char *name,
													 int places);

/* The default of an option as text, NULL if it has none.  Constant. */
extern const char *jobs_option_table_default(const JobsOptionEntry *entry);

/* The place whose options a catalog keeps; raises 22023 for others. */
extern JobsOptionPlace jobs_option_table_place(Oid catalog);

/* What users call a place.  Constant; never raises. */
extern const char *jobs_option_table_place_name(JobsOptionPlace place);

/*
 * Read a list of DefElem into "base": JobsOptions for server, foreign table
 * and user mapping, char * for a column, int for import.  What is not in the
 * list is left alone.  palloc's in the current context.  Raises HV00D for a
 * name that is no option there and HV024 for a value that is not allowed;
 * values of a user mapping are never shown, and the statement is hidden where
 * it may hold a secret.
 */
extern void jobs_option_table_read(List *options, JobsOptionPlace place,
								   void *base);

/*
 * Options with their defaults and the service that they are for; palloc'd in
 * the current context.
 */
extern JobsOptions *jobs_option_table_defaults(void);

#endif							/* JOBS_OPTION_TABLE_H */
