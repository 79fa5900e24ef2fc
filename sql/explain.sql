-- EXPLAIN: the request that would be sent, without sending it and without credentials
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
DROP USER MAPPING FOR CURRENT_USER SERVER emulator;

EXPLAIN (COSTS OFF) SELECT * FROM ml.jobs WHERE projectsId = 'my-project';
EXPLAIN (COSTS OFF) SELECT jobId, state FROM ml.jobs WHERE projectsId = 'my-project' AND jobId = 'j1';
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE projectsId = 'my-project' AND state = 'RUNNING';
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE projectsId = 'my-project' AND jobId LIKE 'census%' AND state = 'FAILED';
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE projectsId = 'my-project' AND createTime > '2023-01-01Z' AND labels ->> 'owner' = 'alice';
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE projectsId IN ('project-a', 'project-b');
EXPLAIN (COSTS OFF) SELECT count(*) FROM ml.jobs WHERE projectsId = 'my-project';
EXPLAIN (COSTS OFF) SELECT trainingInput -> 'hyperparameters' ->> 'goal' FROM ml.jobs WHERE projectsId = 'my-project';
EXPLAIN (COSTS OFF) SELECT jobs FROM ml.jobs WHERE projectsId = 'my-project' LIMIT 3;
-- no project: no error before it is run
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs;
ALTER SERVER emulator OPTIONS (ADD project 'default-project');
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs;
-- values that are known when it runs
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE projectsId = CURRENT_USER;
SET plan_cache_mode = force_generic_plan;
PREPARE q(text, text) AS SELECT jobId FROM ml.jobs WHERE projectsId = $1 AND state = $2;
EXPLAIN (COSTS OFF) EXECUTE q('my-project', 'RUNNING');
DEALLOCATE q;
RESET plan_cache_mode;
-- the other formats
CREATE FUNCTION ml.explain(format text, query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$
DECLARE
	plan text;
BEGIN
	EXECUTE format('EXPLAIN (COSTS OFF, FORMAT %s) %s', format, query) INTO plan;
	-- what else a version shows is not ours
	RETURN QUERY SELECT trim(line) FROM regexp_split_to_table(plan, '\n') AS line
		WHERE line ~ 'API|Fields|Remote|GET';
END;
$$;
SELECT ml.explain(format, $$SELECT jobId FROM ml.jobs WHERE projectsId IN ('project-a', 'project-b') AND state = 'RUNNING'$$)
FROM unnest(ARRAY['JSON', 'YAML', 'XML']) AS format;
DROP FUNCTION ml.explain;
-- nothing has been sent
\! ledger
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
-- when it runs, what it cost
CREATE FUNCTION ml.explain(query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF, SUMMARY OFF) ' || query LOOP
		-- since 18 rows have decimals
		RETURN NEXT regexp_replace(regexp_replace(line, 'Bytes Received: [1-9][0-9]*', 'Bytes Received: N'), 'rows=(\d+)\.00', 'rows=\1');
	END LOOP;
END;
$$;
SELECT ml.explain($$SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-250'$$);
SELECT ml.explain($$SELECT jobId FROM ml.jobs WHERE projectsId = 'fault-503-once.x' AND jobId = 'llm_ft_A100_12'$$);
SELECT ml.explain($$SELECT jobId FROM ml.jobs WHERE projectsId = 'seed-250' LIMIT 0$$);
DROP FUNCTION ml.explain;

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
