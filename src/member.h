/*-------------------------------------------------------------------------
 *
 * member.h
 *	  Which members of a job are known, and which of them are needed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_MEMBER_H
#define JOBS_MEMBER_H

#include "postgres.h"

#include "reader.h"
#include "service.h"

/* A member of a job, or of an object in it. */
typedef struct JobsMember
{
	const char *name;			/* UTF-8 */
	size_t		len;			/* of the name, bytes */
	char	   *path;			/* from the job, server encoding; "" for the
								 * job itself */
	int			number;			/* index among all of them */
	int			kinds;			/* of values allowed, bits 1 << JobsKind */
	bool		needed;			/* it, or something in it */
	bool		needs_contents; /* with all that it contains */
	int			nmembers;		/* known ones in it */
	struct JobsMember **members;	/* in the order in which they were made
									 * known */
} JobsMember;

typedef struct JobsMembers
{
	const JobsService *service;
	JobsMember *root;			/* the job itself */
	int			n;				/* the root and all below it */
} JobsMembers;

/*
 * The top members of a job, none of them needed.  palloc'd in the current
 * context, as is what is added.
 */
extern JobsMembers *jobs_member_create(const JobsService *service);

/*
 * Make the member with a path known and needed, with those that lead to it.
 * "field" is that of the path, which may go below a map.
 */
extern JobsMember *jobs_member_need(JobsMembers *members,
									const JobsField *field, const char *path);

/*
 * The known member with a name in UTF-8, or NULL.  Members tend to come in one
 * order: the search begins at *next, which is set to behind what was found.
 * Never raises.
 */
extern const JobsMember *jobs_member_find(const JobsMember *parent,
										  const char *name, size_t len,
										  int *next);

#endif							/* JOBS_MEMBER_H */
