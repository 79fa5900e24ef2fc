/*-------------------------------------------------------------------------
 *
 * column.h
 *	  Which API field each column of a foreign table stands for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_COLUMN_H
#define JOBS_COLUMN_H

#include "postgres.h"

#include "access/attnum.h"
#include "access/tupdesc.h"

#include "field.h"
#include "service.h"

typedef struct JobsColumn
{
	const JobsField *field;		/* NULL for a dropped column */
	char	   *path;			/* API path; below a map longer than the
								 * field's, and then the column holds a text
								 * and has no role: labels.team */
	char	   *name;			/* of the column */
	Oid			typid;
	int32		typmod;
	Oid			collation;
} JobsColumn;

typedef struct JobsColumns
{
	const JobsService *service;
	Oid			relid;
	char	   *relname;
	int			natts;
	JobsColumn *column;			/* natts of them; [attnum - 1] */
} JobsColumns;

/*
 * Bind the columns of a foreign table.  Raises HV005 (fdw_column_name_not_
 * found) for a column that names no field, with the valid fields in DETAIL
 * and the nearest in HINT, and HV004 (fdw_invalid_data_type) for one whose
 * type can't hold its field.  The caller holds a lock on the table.  palloc'd
 * in the current context.
 */
extern JobsColumns *jobs_column_bind(const JobsService *service, Oid relid);

/*
 * The first column with a role, or InvalidAttrNumber.  Never raises.
 */
extern AttrNumber jobs_column_by_role(const JobsColumns *columns,
									  JobsFieldRole role);

/* The column of an attribute number; it must be of the table. */
extern const JobsColumn *jobs_column_get(const JobsColumns *columns,
										 AttrNumber attnum);

#endif							/* JOBS_COLUMN_H */
