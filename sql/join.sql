-- Joins, parameters, sub-queries, views: where a project or job may come from
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
CREATE TABLE ml.watched (project text, job text, note text);
INSERT INTO ml.watched VALUES
	('seed-6', 'census_predict_0001', 'nightly'),
	('seed-6', 'resnet_tpu_07', 'TPU'),
	('seed-6', 'no_such_job', 'gone'),
	('seed-3', 'census_hptune_20230611', 'tuning');
ANALYZE ml.watched;
CREATE FUNCTION ml.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		-- which side of a join's clause comes first depends on the version
		IF line !~ '^ *Filter:' THEN
			RETURN NEXT line;
		END IF;
	END LOOP;
END;
$$;

-- a few rows: one get for each
SELECT ml.plan($$SELECT w.note, j.state FROM ml.watched w JOIN ml.jobs j ON j.projectsId = w.project AND j.jobId = w.job$$);
SELECT w.note, j.state FROM ml.watched w JOIN ml.jobs j ON j.projectsId = w.project AND j.jobId = w.job ORDER BY 1;
\! ledger | sort
SELECT w.note, j.state FROM ml.watched w LEFT JOIN ml.jobs j ON j.projectsId = w.project AND j.jobId = w.job ORDER BY 1;
-- a join on the project alone
SELECT p.project, count(*) FROM (SELECT DISTINCT project FROM ml.watched) p JOIN ml.jobs j ON j.projectsId = p.project GROUP BY 1 ORDER BY 1;
-- LATERAL and correlated sub-queries
SELECT w.note, (SELECT j.state FROM ml.jobs j WHERE j.projectsId = w.project AND j.jobId = w.job) AS state FROM ml.watched w ORDER BY 1;
SELECT w.note, l.state FROM ml.watched w, LATERAL (SELECT state FROM ml.jobs WHERE projectsId = w.project AND jobId = w.job LIMIT 1) l ORDER BY 1;
SELECT count(*) FROM ml.watched w WHERE EXISTS (SELECT FROM ml.jobs j WHERE j.projectsId = 'seed-6' AND j.jobId = w.job);
-- a value that a sub-query gives
SELECT jobId FROM ml.jobs WHERE projectsId = (SELECT project FROM ml.watched WHERE note = 'TPU') AND jobId = (SELECT job FROM ml.watched WHERE note = 'TPU');
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6' AND jobId = ANY (ARRAY(SELECT job FROM ml.watched));
-- the table with itself
SELECT a.jobId, b.jobId FROM ml.jobs a JOIN ml.jobs b ON b.projectsId = a.projectsId AND b.jobId = a.jobId
WHERE a.projectsId = 'seed-2' ORDER BY a.jobId COLLATE "C";

-- prepared statements, custom and generic
PREPARE one(text, text) AS SELECT state FROM ml.jobs WHERE projectsId = $1 AND jobId = $2;
EXECUTE one('seed-6', 'resnet_tpu_07');
SET plan_cache_mode = force_generic_plan;
EXECUTE one('seed-6', 'resnet_tpu_07');
EXECUTE one('seed-6', NULL);
EXECUTE one('seed-6', 'a/b');
PREPARE many(text, text[]) AS SELECT jobId FROM ml.jobs WHERE projectsId = $1 AND jobId = ANY ($2) ORDER BY jobId COLLATE "C";
\! ledger | wc -l
EXECUTE many('seed-6', '{resnet_tpu_07,census_predict_0001,resnet_tpu_07,nope}');
EXECUTE many('seed-6', '{}');
EXECUTE many('seed-6', NULL);
\! ledger method path | sort
PREPARE first_few(text, int) AS SELECT count(*) FROM (SELECT 1 FROM ml.jobs WHERE projectsId = $1 LIMIT $2) s;
EXECUTE first_few('seed-500', 3);
EXECUTE first_few('seed-500', NULL);
\! ledger method target
RESET plan_cache_mode;
-- new options at the next execution
ALTER SERVER emulator OPTIONS (ADD page_size '2');
EXECUTE first_few('seed-4', NULL);
\! ledger method target
ALTER SERVER emulator OPTIONS (DROP page_size);

-- functions
CREATE FUNCTION ml.state(p text, j text) RETURNS text LANGUAGE plpgsql STABLE AS
$$ BEGIN RETURN (SELECT state FROM ml.jobs WHERE projectsId = p AND jobId = j); END $$;
SELECT ml.state('seed-6', 'llm_ft_A100_12'), ml.state('seed-6', 'resnet_tpu_07');
DROP FUNCTION ml.state;

-- views, materialized views, read-only transactions
CREATE VIEW ml.failed AS SELECT projectsId, jobId, errorMessage FROM ml.jobs WHERE state = 'FAILED';
SELECT jobId FROM ml.failed WHERE projectsId = 'seed-6';
CREATE MATERIALIZED VIEW ml.snapshot AS SELECT * FROM ml.jobs WHERE projectsId = 'seed-6';
SELECT count(*) FROM ml.snapshot;
REFRESH MATERIALIZED VIEW ml.snapshot;
DROP MATERIALIZED VIEW ml.snapshot;
BEGIN READ ONLY;
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6';
COMMIT;

-- a volatile expression is not the request's to use, nor one of the table itself

SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-' || (random() * 0 + 6)::text;
\echo :SQLSTATE
SELECT jobId FROM ml.jobs WHERE projectsId = jobId;
\echo :SQLSTATE

-- partitions: a foreign table a project
CREATE TABLE ml.all_jobs (projectsid text, jobid text, state text) PARTITION BY LIST (projectsid);
CREATE FOREIGN TABLE ml.jobs_2 PARTITION OF ml.all_jobs FOR VALUES IN ('seed-2') SERVER emulator OPTIONS (project 'seed-2');
CREATE FOREIGN TABLE ml.jobs_3 PARTITION OF ml.all_jobs FOR VALUES IN ('seed-3') SERVER emulator OPTIONS (project 'seed-3');
SELECT projectsid, count(*) FROM ml.all_jobs GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM ml.all_jobs WHERE projectsid = 'seed-3';
DROP TABLE ml.all_jobs;

DROP VIEW ml.failed;
DROP FUNCTION ml.plan;
DROP TABLE ml.watched;

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
