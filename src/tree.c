/*-------------------------------------------------------------------------
 *
 * tree.c
 *	  Those values of a JSON document that are wanted, with what is in them.
 *
 * An array of nodes in the order of the document, which point to its bytes:
 * it is filled by appending alone and is used again for the next row.  Must
 * not know who wants the values nor for what.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "tree.h"

/* A job of ordinary size has 70 values. */
#define INITIAL_CAPACITY	256

JobsTree *
jobs_tree_create(void)
{
	JobsTree   *tree = palloc0(sizeof(JobsTree));

	tree->capacity = INITIAL_CAPACITY;
	tree->nodes = palloc(tree->capacity * sizeof(JobsNode));
	tree->scratch = AllocSetContextCreate(CurrentMemoryContext,
										  "jobs_fdw values",
										  ALLOCSET_DEFAULT_SIZES);
	return tree;
}

void
jobs_tree_clear(JobsTree *tree)
{
	tree->nnodes = 0;
	MemoryContextReset(tree->scratch);
}

uint32
jobs_tree_add(JobsTree *tree, const JobsToken *name)
{
	JobsNode   *node;

	if (tree->nnodes == tree->capacity)
	{
		tree->capacity *= 2;
		tree->nodes = repalloc(tree->nodes,
							   tree->capacity * sizeof(JobsNode));
	}
	node = &tree->nodes[tree->nnodes];
	if (name != NULL)
		node->name = *name;
	node->size = 1;
	return tree->nnodes++;
}

uint32
jobs_tree_read(JobsTree *tree, JobsReader *reader, JobsKind kind,
			   const JobsToken *name)
{
	uint32		index = jobs_tree_add(tree, name);
	JobsToken	value = {reader->at, 0, kind, false};
	JobsToken	member;

	switch (kind)
	{
		case JOBS_KIND_OBJECT:
			jobs_reader_enter(reader);
			for (bool first = true;
				 jobs_reader_member(reader, first, &member); first = false)
				jobs_tree_read(tree, reader, jobs_reader_kind(reader),
							   &member);
			value.len = reader->at - value.text;
			break;
		case JOBS_KIND_ARRAY:
			jobs_reader_enter(reader);
			for (bool first = true;
				 jobs_reader_element(reader, first); first = false)
				jobs_tree_read(tree, reader, jobs_reader_kind(reader), NULL);
			value.len = reader->at - value.text;
			break;
		default:
			jobs_reader_scalar(reader, kind, &value);
	}
	tree->nodes[index].value = value;
	tree->nodes[index].size = tree->nnodes - index;
	return index;
}
