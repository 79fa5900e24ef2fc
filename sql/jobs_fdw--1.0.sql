/* sql/jobs_fdw--1.0.sql */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION jobs_fdw" to load this file. \quit

CREATE FUNCTION jobs_fdw_handler()
RETURNS fdw_handler
AS 'MODULE_PATHNAME'
LANGUAGE C STRICT;

COMMENT ON FUNCTION jobs_fdw_handler()
IS 'handler of the foreign-data wrapper jobs_fdw';

CREATE FUNCTION jobs_fdw_validator(options text[], catalog oid)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C STRICT;

COMMENT ON FUNCTION jobs_fdw_validator(text[], oid)
IS 'checks the options of servers, user mappings, foreign tables and columns of jobs_fdw';

CREATE FOREIGN DATA WRAPPER jobs_fdw
	HANDLER jobs_fdw_handler
	VALIDATOR jobs_fdw_validator;

COMMENT ON FOREIGN DATA WRAPPER jobs_fdw
IS 'jobs of Google AI Platform Training & Prediction (ml.googleapis.com)';

-- The catalogues are constant in one version of the module, but a new one may
-- be loaded under a stored plan: not immutable.
CREATE FUNCTION jobs_fdw_options(
	OUT "where" text,
	OUT name text,
	OUT "default" text,
	OUT description text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE
ROWS 50;

COMMENT ON FUNCTION jobs_fdw_options()
IS 'every option of jobs_fdw: where it may be set, its default, what it does';

CREATE FUNCTION jobs_fdw_fields(
	OUT name text,
	OUT path text,
	OUT type text,
	OUT writable boolean,
	OUT filterable boolean,
	OUT description text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE
ROWS 150;

COMMENT ON FUNCTION jobs_fdw_fields()
IS 'every field of the API that a column can stand for';

CREATE FUNCTION jobs_fdw_version()
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION jobs_fdw_version()
IS 'versions of jobs_fdw and of the libraries that it runs with';

-- What follows is about the session's own backend, not about a worker.
CREATE FUNCTION jobs_fdw_stats(
	OUT server text,
	OUT requests bigint,
	OUT retries bigint,
	OUT errors bigint,
	OUT bytes bigint,
	OUT seconds_waited double precision,
	OUT connections_opened bigint)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED
ROWS 10;

COMMENT ON FUNCTION jobs_fdw_stats()
IS 'what this session has asked of each server of jobs_fdw';

CREATE FUNCTION jobs_fdw_disconnect(server name DEFAULT NULL)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

COMMENT ON FUNCTION jobs_fdw_disconnect(name)
IS 'closes the idle connections of this session and forgets which generated filters a server has refused';
