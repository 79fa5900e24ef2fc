/*-------------------------------------------------------------------------
 *
 * value.h
 *	  Values of options: from what a user wrote to what the code uses.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_VALUE_H
#define JOBS_VALUE_H

#include "postgres.h"

typedef enum JobsValueType
{
	JOBS_VALUE_BOOLEAN,			/* bool */
	JOBS_VALUE_INTEGER,			/* int */
	JOBS_VALUE_TIME,			/* int, ms; without a unit seconds */
	JOBS_VALUE_SIZE,			/* int, bytes; without a unit bytes */
	JOBS_VALUE_REAL,			/* double */
	JOBS_VALUE_KEYWORD,			/* int, which of the keywords */
	JOBS_VALUE_TEXT,			/* char * */
	JOBS_VALUE_PROJECT,			/* List * of char *; adds to what is there */
	JOBS_VALUE_PROJECTS			/* the same, separated by commas */
} JobsValueType;

/* What is wrong with a value.  Neither text ever holds the value itself. */
typedef struct JobsValueProblem
{
	const char *allowed;		/* a sentence on what it must be */
	const char *nearest;		/* what may have been meant, or NULL */
} JobsValueProblem;

/* A further demand on a text: false with "problem" set if it is not met. */
typedef bool (*JobsValueCheck) (const char *text, JobsValueProblem *problem);

/* What a value may be. */
typedef struct JobsValueRule
{
	JobsValueType type;
	double		min;			/* of numbers, in their unit */
	double		max;
	const char *const *keywords;	/* of keywords, and of texts that are one;
									 * NULL-terminated; case does not count */
	JobsValueCheck check;		/* of other texts */
} JobsValueRule;

/*
 * Read a value into "target", whose type the rule's type tells.  False with
 * "problem" set if it is not allowed.  palloc's in the current context; raises
 * only out of memory.
 */
extern bool jobs_value_read(const JobsValueRule *rule, const char *text,
							void *target, JobsValueProblem *problem);

/* Checks for JobsValueRule. */
extern bool jobs_value_check_filled(const char *text,
									JobsValueProblem *problem);
extern bool jobs_value_check_header(const char *text,
									JobsValueProblem *problem);
extern bool jobs_value_check_token(const char *text,
								   JobsValueProblem *problem);
extern bool jobs_value_check_project(const char *text,
									 JobsValueProblem *problem);
extern bool jobs_value_check_endpoint(const char *text,
									  JobsValueProblem *problem);
extern bool jobs_value_check_proxy(const char *text,
								   JobsValueProblem *problem);
extern bool jobs_value_check_file(const char *text,
								  JobsValueProblem *problem);
extern bool jobs_value_check_setting(const char *text,
									 JobsValueProblem *problem);

#endif							/* JOBS_VALUE_H */
