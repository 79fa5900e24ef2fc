-- ANALYZE: statistics from a bounded number of pages, and what the planner makes of them
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
CREATE FUNCTION ml.rows_of(query text) RETURNS bigint LANGUAGE plpgsql AS
$$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END;
$$;

-- without a project there is nothing to read
ANALYZE ml.jobs;
SELECT reltuples FROM pg_class WHERE oid = 'ml.jobs'::regclass;
SELECT ml.rows_of('SELECT * FROM ml.jobs WHERE projectsId = $$p$$');
\! ledger
-- all of a project
ALTER SERVER emulator OPTIONS (ADD project 'seed-250');
ANALYZE ml.jobs;
\! ledger method path page_size fields
SELECT reltuples FROM pg_class WHERE oid = 'ml.jobs'::regclass;
SELECT attname, n_distinct FROM pg_stats WHERE tablename = 'jobs' AND schemaname = 'ml' AND attname IN ('projectsid', 'jobid', 'state') ORDER BY 1;
SELECT ml.rows_of('SELECT * FROM ml.jobs') AS estimated;
SELECT ml.rows_of('SELECT * FROM ml.jobs WHERE state = $$RUNNING$$') AS estimated, (SELECT count(*) FROM ml.jobs WHERE state = 'RUNNING') AS actual;
SELECT ml.rows_of('SELECT * FROM ml.jobs WHERE jobId = $$x$$') AS estimated;
SELECT ml.rows_of('SELECT DISTINCT state FROM ml.jobs') AS estimated, (SELECT count(DISTINCT state) FROM ml.jobs) AS actual;
SELECT ml.rows_of('SELECT * FROM ml.jobs WHERE projectsId IN ($$seed-250$$, $$seed-9$$)') AS estimated;
\! ledger method path | sort | uniq -c
-- some columns only
ANALYZE ml.jobs (state);
\! ledger | wc -l

-- no more pages than analyze_pages says, and what is not read is guessed
ALTER SERVER emulator OPTIONS (ADD analyze_pages '2', SET project 'seed-2500');
ANALYZE ml.jobs;
\! ledger | wc -l
SELECT reltuples FROM pg_class WHERE oid = 'ml.jobs'::regclass;
-- nor if they are short
ALTER SERVER emulator OPTIONS (SET project 'fault-pages-short-always.seed-2500');
ANALYZE ml.jobs;
\! ledger | wc -l
-- of several projects together
ALTER FOREIGN TABLE ml.jobs OPTIONS (ADD projects 'seed-2500, seed-3500, seed-4500', ADD estimated_rows '2000');
ANALYZE ml.jobs;
\! ledger | wc -l
SELECT reltuples FROM pg_class WHERE oid = 'ml.jobs'::regclass;
ALTER SERVER emulator OPTIONS (SET analyze_pages '100');
ALTER FOREIGN TABLE ml.jobs OPTIONS (SET projects 'seed-120, seed-20');
ANALYZE ml.jobs;
\! ledger | wc -l
SELECT reltuples FROM pg_class WHERE oid = 'ml.jobs'::regclass;
SELECT n_distinct FROM pg_stats WHERE tablename = 'jobs' AND schemaname = 'ml' AND attname = 'projectsid';
SELECT ml.rows_of('SELECT * FROM ml.jobs') AS both, ml.rows_of('SELECT * FROM ml.jobs WHERE projectsId = $$seed-20$$') AS one;
-- with the table's own filter
ALTER FOREIGN TABLE ml.jobs OPTIONS (DROP projects, ADD project 'seed-250', ADD filter 'state:FAILED');
\! ledger > /dev/null
ANALYZE ml.jobs;
\! ledger method path filter
SELECT reltuples = (SELECT count(*) FROM ml.jobs) AS "is all" FROM pg_class WHERE oid = 'ml.jobs'::regclass;
ALTER FOREIGN TABLE ml.jobs OPTIONS (DROP filter);

-- no jobs, and none to be had
ALTER FOREIGN TABLE ml.jobs OPTIONS (SET project 'empty-x');
ANALYZE ml.jobs;
SELECT reltuples FROM pg_class WHERE oid = 'ml.jobs'::regclass;
ALTER FOREIGN TABLE ml.jobs OPTIONS (SET project 'denied-project');
ANALYZE ml.jobs;
\echo :SQLSTATE
-- a table of another shape, also as a partition
CREATE TABLE ml.parent (project text, region text, "all" jsonb) PARTITION BY LIST (project);
CREATE FOREIGN TABLE ml.child (project text OPTIONS (field 'projectsId'), region text OPTIONS (field 'trainingInput.region'), "all" jsonb OPTIONS (field '*'))
	SERVER emulator OPTIONS (project 'seed-50');
ALTER TABLE ml.parent ATTACH PARTITION ml.child FOR VALUES IN ('seed-50');
ANALYZE ml.parent;
SELECT relname, reltuples FROM pg_class WHERE oid IN ('ml.parent'::regclass, 'ml.child'::regclass) ORDER BY 1;
SELECT tablename, inherited, round(null_frac::numeric, 2) AS null_frac FROM pg_stats WHERE schemaname = 'ml' AND attname = 'region' ORDER BY 1, 2;

DROP TABLE ml.parent;
DROP FUNCTION ml.rows_of;
SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
