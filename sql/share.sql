-- Scans of one statement that ask for the same jobs read one list
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint', project 'seed-250');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;

-- as tools look at the values of columns; asked for is what any of them needs
SELECT 'state' AS "column", count(*) FROM (SELECT DISTINCT state FROM ml.jobs) AS s
UNION ALL SELECT 'jobid', count(*) FROM (SELECT DISTINCT jobId FROM ml.jobs) AS s
UNION ALL SELECT 'region', count(*) FROM (SELECT DISTINCT trainingInput ->> 'region' FROM ml.jobs) AS s
UNION ALL SELECT 'owner', count(*) FROM (SELECT DISTINCT labels ->> 'owner' FROM ml.jobs) AS s
UNION ALL SELECT 'old', count(*) FROM ml.jobs WHERE createTime < '2000-01-01Z' AND errorMessage IS NULL;
\! ledger path fields
-- the others show that they asked for nothing
CREATE FUNCTION ml.requests(query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF, SUMMARY OFF) ' || query LOOP
		IF line ~ 'API Requests' THEN
			RETURN NEXT trim(line);
		END IF;
	END LOOP;
END;
$$;
SELECT ml.requests('SELECT DISTINCT state FROM ml.jobs UNION ALL SELECT DISTINCT jobId FROM ml.jobs') ORDER BY 1;
DROP FUNCTION ml.requests;
\! ledger path | wc -l

-- a table with itself: whoever is ahead reads for both, each as often as it must
SELECT count(*), bool_and(a.etag = b.etag) FROM ml.jobs a JOIN ml.jobs b USING (jobId);
\! ledger path | wc -l
SET enable_hashjoin = off;
SET enable_material = off;
SELECT count(*), count(*) FILTER (WHERE a.jobId = b.jobId) AS same, min(length(a.jobId || b.jobId || b.state)) > 3 AS valid FROM ml.jobs a, ml.jobs b WHERE a.state < b.state OR a.jobId = b.jobId;
\! ledger path | wc -l
SET enable_nestloop = off;
SELECT count(*), bool_and(a.labels = b.labels) FROM ml.jobs a JOIN ml.jobs b USING (jobId);
\! ledger path | wc -l
RESET ALL;
-- also if the rows are too many to be kept in memory
SET work_mem = '64kB';
SELECT count(*), bool_and(a.trainingInput = b.trainingInput) FROM ml.jobs a JOIN ml.jobs b USING (jobId) WHERE a.trainingInput IS NOT NULL;
SELECT count(*), sum(n) FROM ml.jobs a, LATERAL (SELECT count(*) AS n FROM ml.jobs b WHERE b.jobId <> a.jobId) AS l;
\! ledger path | wc -l
-- and of a scan that is read again and again on its own
SET enable_material = off;
SELECT count(*), count(DISTINCT j.trainingInput) FROM generate_series(1, 3) AS g LEFT JOIN ml.jobs j ON length(jobId) > g;
\! ledger path | wc -l
RESET enable_material;
RESET work_mem;
-- in sub-queries, and with a cursor that reads a part
SELECT (SELECT count(*) FROM ml.jobs), (SELECT max(state) FROM ml.jobs), EXISTS (SELECT FROM ml.jobs WHERE length(jobId) < 3);
\! ledger path | wc -l
BEGIN;
DECLARE c CURSOR FOR SELECT DISTINCT ON (length(state)) 1 FROM ml.jobs UNION ALL SELECT DISTINCT 2 FROM ml.jobs;
FETCH 1 FROM c;
CLOSE c;
\! ledger path | wc -l
-- two statements do not share
DECLARE c CURSOR FOR SELECT count(*) FROM ml.jobs UNION ALL SELECT count(*) FROM ml.jobs;
FETCH 1 FROM c;
SELECT count(*) FROM ml.jobs UNION ALL SELECT count(*) FROM ml.jobs;
FETCH 2 FROM c;
COMMIT;
\! ledger path | wc -l
-- values of a prepared statement are the same throughout it
SET plan_cache_mode = force_generic_plan;
PREPARE q(text) AS SELECT DISTINCT state FROM ml.jobs WHERE projectsId = $1 UNION ALL SELECT max(jobId) FROM ml.jobs WHERE projectsId = $1 ORDER BY 1;
EXECUTE q('seed-6');
EXECUTE q('seed-3');
\! ledger path
DEALLOCATE q;
RESET plan_cache_mode;

-- what is not the same is asked for apart: another project, filter, limit or row
SELECT count(*) FROM (SELECT DISTINCT state FROM ml.jobs WHERE projectsId = 'seed-6' UNION ALL SELECT DISTINCT state FROM ml.jobs WHERE projectsId = 'seed-3'
	UNION ALL SELECT DISTINCT state FROM ml.jobs WHERE projectsId = 'seed-6' AND state = 'FAILED') AS s;
\! ledger path filter
SELECT sum(n) FROM (SELECT (SELECT count(*) FROM ml.jobs WHERE projectsId = p) AS n FROM unnest('{seed-6,seed-3}'::text[]) AS p
	UNION ALL SELECT (SELECT count(*) FROM ml.jobs WHERE projectsId = p) FROM unnest('{seed-6,seed-3}'::text[]) AS p) AS s;
\! ledger path
SELECT max(jobId) IS NOT NULL AS found FROM (SELECT jobId FROM (SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-6' LIMIT 1) AS a UNION ALL SELECT max(jobId) FROM ml.jobs WHERE projectsId = 'seed-6') AS s;
\! ledger path page_size
-- nor for another user
CREATE ROLE regress_jobs_other;
GRANT USAGE ON SCHEMA ml TO regress_jobs_other;
GRANT SELECT ON ml.jobs TO regress_jobs_other;
CREATE USER MAPPING FOR regress_jobs_other SERVER emulator OPTIONS (access_token 'other');
CREATE VIEW ml.theirs AS SELECT * FROM ml.jobs;
ALTER VIEW ml.theirs OWNER TO regress_jobs_other;
SELECT count(*) FROM (SELECT DISTINCT state FROM ml.theirs WHERE projectsId = 'seed-6' UNION ALL SELECT DISTINCT state FROM ml.jobs WHERE projectsId = 'seed-6') AS s;
\! ledger path token | sort
DROP VIEW ml.theirs;

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
DROP ROLE regress_jobs_other;
