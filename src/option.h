/*-------------------------------------------------------------------------
 *
 * option.h
 *	  Options of server, user mapping, foreign table and column.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_OPTION_H
#define JOBS_OPTION_H

#include "postgres.h"

#include "access/attnum.h"
#include "nodes/pg_list.h"

#include "field.h"
#include "service.h"

typedef enum JobsPushdown
{
	JOBS_PUSHDOWN_DOCUMENTED,
	JOBS_PUSHDOWN_FULL,
	JOBS_PUSHDOWN_OFF
} JobsPushdown;

/*
 * The effective options of one server or one foreign table: defaults, then
 * the server's, then the table's, and after jobs_option_resolve_user() those
 * of the user mapping.  Everything is palloc'd in the context that was
 * current when it was resolved.
 */
typedef struct JobsOptions
{
	const JobsService *service;
	Oid			serverid;
	char	   *servername;
	Oid			relid;			/* InvalidOid: of the server alone */

	/* where to ask */
	char	   *endpoint;		/* no slash at the end */
	char	   *ca_file;		/* NULL: the system's */
	char	   *proxy;			/* NULL: none, whatever the environment says */
	char	   *user_agent;		/* NULL: our own */
	char	   *quota_project;	/* NULL: none */
	bool		allow_insecure_http;
	bool		endpoint_trusted;	/* loopback and private addresses are
									 * fine: a superuser chose the endpoint or
									 * the proxy, or allowed_hosts names the
									 * host */

	/* what to ask */
	List	   *default_projects;	/* char *; the server's project(s) */
	List	   *table_projects; /* char *; what the table contains; NIL: any */
	char	   *filter;			/* a user's own filter, sent verbatim, or NULL */
	int			page_size;
	int			max_pages;
	JobsPushdown pushdown;
	bool		partial_response;
	bool		async_capable;

	/* how long and how often */
	int			connect_timeout;	/* ms */
	int			request_timeout;	/* ms, one attempt */
	int			max_retries;	/* after the first attempt */
	int			retry_max_time; /* ms, all attempts with their waits */
	int			max_connections;	/* requests of one scan under way */
	int			max_response_size;	/* bytes, decoded */
	int			requests_per_minute;	/* 0: no limit */

	/* for the planner */
	double		request_cost;
	double		estimated_rows;
	int			analyze_pages;

	/* who asks; set by jobs_option_resolve_user */
	Oid			userid;
	Oid			umid;			/* pg_user_mapping.oid */
	char	   *auth;			/* NULL or a keyword: none */
	char	   *access_token;	/* secret */
	char	   *access_token_setting;
	bool		credentials_required;
} JobsOptions;

/*
 * Check a list of DefElem as given to CREATE or ALTER of an object of
 * "catalog" (ForeignServerRelationId, ...).  Raises HV00D for a name that is
 * not an option there (with the valid ones, and the nearest as a hint), HV024
 * for a value that is not allowed, 42501 for an option that the current user
 * may not set.  Values of user mappings, and what else may be a secret, are
 * never shown, and the statement is hidden.
 */
extern void jobs_option_validate(List *options, Oid catalog);

/*
 * The effective options of a server, or of a foreign table when "relid" is
 * valid.  No I/O; does not look at user mappings.  Raises what validation
 * raises, should a stored value have become invalid.
 */
extern JobsOptions *jobs_option_resolve(Oid serverid, Oid relid);

/*
 * Add the options of the user mapping that "userid" uses.  Raises 42704 with
 * a hint if there is none, 2F003 if a non-superuser has no credentials of
 * their own there, 42501 if the server sends this user where its owner may not
 * send anybody.
 */
extern void jobs_option_resolve_user(JobsOptions *options, Oid userid);

/*
 * The column option field of one column as it is stored, or NULL.  palloc'd in
 * the current context.
 */
extern char *jobs_option_column_field(Oid relid, AttrNumber attnum);

/*
 * Read the options of IMPORT FOREIGN SCHEMA.  Raises HV00D or HV024 as
 * validation does.
 */
extern JobsColumnCase jobs_option_import_case(List *options);

/* Define the settings jobs_fdw.*; for _PG_init. */
extern void jobs_option_define_settings(void);

/* setting jobs_fdw.log_requests: report each request at LOG */
extern bool jobs_option_log_requests;

/*
 * The rows of jobs_fdw_options(), one a call; false past the last.  The texts
 * are constant.
 */
typedef struct JobsOptionRow
{
	const char *object;			/* server, foreign table, ... */
	const char *name;
	const char *default_value;	/* NULL: none */
	const char *description;
} JobsOptionRow;

extern bool jobs_option_describe(int index, JobsOptionRow *row);

#endif							/* JOBS_OPTION_H */
