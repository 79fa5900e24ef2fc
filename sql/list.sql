-- What a query asks for: list and get, and how many requests it takes
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;

-- a list, all of it; the jobs of the documentation come first
SELECT jobId, state, createTime AT TIME ZONE 'UTC' AS created, jobPosition, etag
FROM ml.jobs WHERE projectsId = 'seed-6' ORDER BY jobId COLLATE "C";
SELECT jobId, labels, errorMessage FROM ml.jobs WHERE projectsId = 'seed-6' ORDER BY jobId COLLATE "C";
SELECT jobId, trainingInput ->> 'region' AS region, trainingOutput #>> '{trials,0,finalMetric,objectiveValue}' AS best,
	predictionInput ->> 'dataFormat' AS format, predictionOutput -> 'nodeHours' AS hours
FROM ml.jobs WHERE projectsId = 'seed-6' ORDER BY jobId COLLATE "C";
\! ledger

-- a get
SELECT projectsId, jobId, state, startTime AT TIME ZONE 'UTC' AS started
FROM ml.jobs WHERE projectsId = 'seed-6' AND jobId = 'census_predict_0001';
-- a job that does not exist is no row
SELECT * FROM ml.jobs WHERE projectsId = 'seed-6' AND jobId = 'no_such_job';
\! ledger

-- what cannot be an id matches nothing and sends nothing
SELECT count(*) FROM ml.jobs WHERE projectsId = '../evil';
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6' AND jobId = '../../x';
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6' AND jobId = 'a-b';
SELECT count(*) FROM ml.jobs WHERE projectsId = '';
SELECT count(*) FROM ml.jobs WHERE projectsId = NULL;
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6' AND jobId = NULL::text;
-- nor does a query without rows
SELECT count(*) FROM ml.jobs WHERE false;
SELECT * FROM ml.jobs LIMIT 0;
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6' AND projectsId = 'other' AND false;
\! ledger

-- two projects that contradict each other
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6' AND projectsId = 'empty-x';
-- no project: nowhere given, then by an option of the server, then of the table

SELECT jobId FROM ml.jobs;
\echo :SQLSTATE
ALTER SERVER emulator OPTIONS (ADD project 'seed-6');
SELECT projectsId, count(*) FROM ml.jobs GROUP BY 1;
SELECT projectsId, count(*) FROM ml.jobs WHERE projectsId = 'seed-7' GROUP BY 1;
ALTER FOREIGN TABLE ml.jobs OPTIONS (ADD project 'seed-3');
SELECT projectsId, count(*) FROM ml.jobs GROUP BY 1;
\! ledger
-- a table's project is what the table contains: another one matches nothing
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-6';
\! ledger
SELECT projectsId, count(*) FROM ml.jobs WHERE projectsId = 'seed-3' GROUP BY 1;

-- several projects at once
ALTER FOREIGN TABLE ml.jobs OPTIONS (DROP project, ADD projects 'seed-2, seed-3,empty-x');
SELECT projectsId, count(*) FROM ml.jobs GROUP BY 1 ORDER BY 1;
ALTER FOREIGN TABLE ml.jobs OPTIONS (DROP projects);
SELECT projectsId, count(*) FROM ml.jobs WHERE projectsId IN ('seed-2', 'seed-3', 'seed-2', 'nowhere!') GROUP BY 1 ORDER BY 1;
SELECT projectsId, jobId FROM ml.jobs
WHERE projectsId = ANY ('{seed-6,seed-3}') AND jobId IN ('census_predict_0001', 'llm_ft_A100_12', 'nope', NULL) ORDER BY 1, 2;

-- no jobs at all is an empty answer
SELECT count(*) FROM ml.jobs WHERE projectsId = 'empty-project';

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
