/*-------------------------------------------------------------------------
 *
 * operand.h
 *	  Which API field an expression of a query reads.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_OPERAND_H
#define JOBS_OPERAND_H

#include "postgres.h"

#include "nodes/nodes.h"

#include "column.h"

typedef struct JobsOperand
{
	AttrNumber	attnum;
	const JobsField *field;		/* what is read, or the nearest field above it
								 * that the catalogue has */
	const char *key;			/* member of a map; NULL: none */
	bool		is_column;		/* the column itself, not a member of it */
	bool		is_known;		/* field and key say exactly what is read */
} JobsOperand;

/*
 * Does an expression read one field of range table entry "varno": a column,
 * or, by jsonb's or json's operators with constant keys, a member of one?
 * What is read of a column without a field of its own (tableoid, the whole
 * row) is false too.  The result refers to "columns" or is palloc'd in the
 * current context.  Never raises.
 */
extern bool jobs_operand_read(const JobsColumns *columns, Index varno,
							  const Node *node, JobsOperand *operand);

#endif							/* JOBS_OPERAND_H */
