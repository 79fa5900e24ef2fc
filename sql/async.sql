-- Several tables of one query are read at the same time: partitions and UNION ALL
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
CREATE TABLE ml.parent (projectsid text, jobid text, state text, labels jsonb) PARTITION BY LIST (projectsid);
CREATE FOREIGN TABLE ml.part_1 PARTITION OF ml.parent FOR VALUES IN ('seed-150') SERVER emulator OPTIONS (project 'seed-150');
CREATE FOREIGN TABLE ml.part_2 PARTITION OF ml.parent FOR VALUES IN ('seed-250') SERVER emulator OPTIONS (project 'seed-250');
CREATE FOREIGN TABLE ml.part_3 PARTITION OF ml.parent FOR VALUES IN ('empty-x') SERVER emulator OPTIONS (project 'empty-x');
CREATE TABLE ml.part_4 PARTITION OF ml.parent FOR VALUES IN ('here');
INSERT INTO ml.parent VALUES ('here', 'local_job', 'FAILED', '{"owner": "alice"}');

-- partitions, a table of the server's own among them
EXPLAIN (COSTS OFF) SELECT jobid FROM ml.parent WHERE state = 'FAILED';
SELECT projectsid, count(*), count(DISTINCT jobid) FROM ml.parent GROUP BY 1 ORDER BY 1;
\! ledger path | sort | uniq -c
SELECT projectsid, count(*) FROM ml.parent WHERE state = 'FAILED' AND labels ->> 'owner' = 'alice' GROUP BY 1 ORDER BY 1;
\! ledger path filter | sort
-- only those that may have rows
SELECT count(*) FROM ml.parent WHERE projectsid = 'seed-150';
SELECT count(*) FROM ml.parent WHERE projectsid IN ('seed-150', 'here') AND jobid IN ('resnet_tpu_07', 'local_job');
\! ledger path | sort
SET plan_cache_mode = force_generic_plan;
PREPARE q(text, text) AS SELECT projectsid, jobid FROM ml.parent WHERE projectsid = $1 AND jobid = $2;
EXECUTE q('seed-250', 'resnet_tpu_07');
EXECUTE q('here', 'local_job');
\! ledger path
DEALLOCATE q;
RESET plan_cache_mode;

-- UNION ALL
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-150' UNION ALL SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-250' AND state = 'FAILED';
SELECT count(*) FROM (SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-150' UNION ALL SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-250' AND state = 'FAILED'
	UNION ALL SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-6' AND jobId = 'resnet_tpu_07' UNION ALL SELECT 'x') AS s;
\! ledger path filter | sort
-- the same list twice at the same time
SELECT count(*), count(DISTINCT jobId) FROM (SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-250' UNION ALL SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-250') AS s;
\! ledger path | wc -l

-- a LIMIT above them: none gives more than all of them should
SELECT count(*) FROM (SELECT jobid FROM ml.parent LIMIT 5) AS s;
\! ledger page_size | sort -u
SELECT count(*) FROM (SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-150' UNION ALL SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-250' LIMIT 5 OFFSET 2) AS s;
\! ledger page_size | sort -u
-- but where rows are dropped on the way, or sorted
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-150' UNION ALL SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-250' AND length(jobId) > 3 LIMIT 5;
EXPLAIN (COSTS OFF) SELECT jobId FROM (SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-150' ORDER BY state OFFSET 0) AS s LIMIT 5;
BEGIN;
DECLARE c CURSOR FOR SELECT jobid FROM ml.parent WHERE length(jobid) > 0;
FETCH 1 FROM c \gset
MOVE 20 IN c;
CLOSE c;
DECLARE c CURSOR FOR SELECT jobid FROM ml.parent;
FETCH 1 FROM c \gset
SELECT count(*) FROM ml.parent;
MOVE ALL IN c;
COMMIT;
-- one after the other, over and over
SELECT g, s.n FROM generate_series(1, 3) AS g, LATERAL (SELECT count(*) AS n FROM ml.parent WHERE length(jobid) > g) AS s;
SELECT v.p, s.n FROM (VALUES ('seed-150'), ('here'), ('elsewhere')) AS v(p), LATERAL (SELECT count(*) AS n FROM ml.parent WHERE projectsid = v.p OFFSET 0) AS s;
-- sorted and joined
SELECT jobid FROM ml.parent WHERE state = 'FAILED' AND labels ->> 'owner' = 'alice' ORDER BY jobid COLLATE "C" LIMIT 3;
SELECT count(*) FROM ml.parent a JOIN ml.parent b USING (projectsid, jobid);
\! ledger > /dev/null
-- what each of them has cost
CREATE FUNCTION ml.explain(query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF, SUMMARY OFF, FORMAT TEXT) ' || query LOOP
		IF line ~ 'Foreign Scan|API Requests' THEN
			RETURN NEXT regexp_replace(line, 'rows=(\d+)\.00', 'rows=\1');
		END IF;
	END LOOP;
END;
$$;
SELECT ml.explain('SELECT jobid FROM ml.parent');
DROP FUNCTION ml.explain;

-- one that fails is an error, and the session goes on
CREATE FOREIGN TABLE ml.part_5 PARTITION OF ml.parent FOR VALUES IN ('denied-project') SERVER emulator OPTIONS (project 'denied-project');
\set VERBOSITY terse
SELECT count(*) FROM ml.parent;
\set VERBOSITY default
\echo :SQLSTATE
SELECT count(*) FROM ml.parent WHERE projectsid <> 'denied-project';
DROP FOREIGN TABLE ml.part_5;

-- async_capable, of the server and of the table
ALTER SERVER emulator OPTIONS (ADD async_capable 'false');
EXPLAIN (COSTS OFF) SELECT jobid FROM ml.parent WHERE projectsid LIKE 'seed%';
ALTER FOREIGN TABLE ml.part_1 OPTIONS (ADD async_capable 'true');
EXPLAIN (COSTS OFF) SELECT jobid FROM ml.parent WHERE projectsid LIKE 'seed%';
SELECT count(*) FROM ml.parent;
ALTER SERVER emulator OPTIONS (SET async_capable 'sometimes');
\echo :SQLSTATE

DROP TABLE ml.parent;
SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
