-- The catalogues, and what else the extension says of itself
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;

SELECT * FROM jobs_fdw_options();
SELECT name, path, type, writable, filterable FROM jobs_fdw_fields();
SELECT bool_and(description ~ '^[A-Z].*\.$') AS described FROM jobs_fdw_fields();
SELECT bool_and(description ~ '^[A-Z].*\.$') AS described FROM jobs_fdw_options();
SELECT jobs_fdw_version() ~ '^jobs_fdw/1\.0 libcurl/7\.\d+\.\d+|8\.\d+\.\d+ OpenSSL/3\S+ .*json-c/0\.\d+$' AS told;
-- every function says what it is for
SELECT p.proname FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass
JOIN pg_extension e ON e.oid = d.refobjid AND d.deptype = 'e' AND e.extname = 'jobs_fdw'
WHERE obj_description(p.oid, 'pg_proc') IS NULL;

-- the extension goes where it is put
CREATE SCHEMA elsewhere;
DROP EXTENSION jobs_fdw CASCADE;
CREATE EXTENSION jobs_fdw SCHEMA elsewhere;
SELECT count(*) > 0 AS listed FROM elsewhere.jobs_fdw_options();
ALTER EXTENSION jobs_fdw SET SCHEMA public;
DROP SCHEMA elsewhere;
SELECT count(*) > 0 AS listed FROM jobs_fdw_options();
