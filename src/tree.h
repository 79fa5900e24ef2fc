/*-------------------------------------------------------------------------
 *
 * tree.h
 *	  Those values of a JSON document that are wanted, with what is in them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_TREE_H
#define JOBS_TREE_H

#include "postgres.h"

#include "reader.h"

/* A value.  All that a container contains follows it. */
typedef struct JobsNode
{
	JobsToken	name;			/* of a member */
	JobsToken	value;			/* of a container all of its text */
	uint32		size;			/* nodes of the value, itself included: the
								 * next beside it is so much further on */
} JobsNode;

typedef struct JobsTree
{
	uint32		nnodes;
	uint32		capacity;
	JobsNode   *nodes;			/* moves when it grows */
	MemoryContext scratch;		/* what lives until the next clearing */
} JobsTree;

/* An empty tree in the current context. */
extern JobsTree *jobs_tree_create(void);

/* Forget all values and what is in the scratch context. */
extern void jobs_tree_clear(JobsTree *tree);

/*
 * Add a node and return its index; "name" is NULL but for a member.  Its value
 * must be set, and its size when all that it contains has been added.
 */
extern uint32 jobs_tree_add(JobsTree *tree, const JobsToken *name);

/*
 * Read a value with all that it contains; "kind" is what jobs_reader_kind
 * said.  Returns its index.  Raises what reader.h says.
 */
extern uint32 jobs_tree_read(JobsTree *tree, JobsReader *reader,
							 JobsKind kind, const JobsToken *name);

#endif							/* JOBS_TREE_H */
