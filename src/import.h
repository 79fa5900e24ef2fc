/*-------------------------------------------------------------------------
 *
 * import.h
 *	  IMPORT FOREIGN SCHEMA.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_IMPORT_H
#define JOBS_IMPORT_H

#include "postgres.h"

#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"

/*
 * FDW callback: the commands (char *) that make the foreign tables of a remote
 * schema.  No I/O.  Raises HV00Q (fdw_schema_not_found) for a schema that the
 * service does not have, and what option.h says of the import's options.
 */
extern List *jobsImportForeignSchema(ImportForeignSchemaStmt *stmt,
									 Oid serverid);

#endif							/* JOBS_IMPORT_H */
