-- emulator: --filter aip160
-- What is sent as a filter to a service that knows all of AIP-160
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint', project 'seed-60', pushdown 'full');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
CREATE FOREIGN TABLE ml.typed (
	day date OPTIONS (field 'createTime'), at timestamp OPTIONS (field 'createTime'), region text OPTIONS (field 'trainingInput.region'),
	workers bigint OPTIONS (field 'trainingInput.workerCount'), owner text OPTIONS (field 'labels.owner'), hours double precision OPTIONS (field 'predictionOutput.nodeHours')
) SERVER emulator;
SET timezone = 'America/New_York';

-- texts
SELECT count(*) FROM ml.jobs WHERE state = 'FAILED';
SELECT count(*) FROM ml.jobs WHERE state <> 'FAILED' AND state != ALL ('{RUNNING,QUEUED}');
SELECT count(*) FROM ml.jobs WHERE state IN ('FAILED', 'RUNNING');
SELECT count(*) FROM ml.jobs WHERE jobId LIKE 'census%' OR state = 'FAILED' OR errorMessage = 'a "quoted" \ text';
SELECT count(*) FROM ml.jobs WHERE NOT (state = 'FAILED' OR state = 'RUNNING') AND (jobId ^@ 'c' OR NOT state <> 'FAILED');
-- labels
SELECT count(*) FROM ml.jobs WHERE labels ->> 'owner' = 'alice';
SELECT count(*) FROM ml.jobs WHERE labels @> '{"owner": "alice", "team": "research"}';
SELECT count(*) FROM ml.jobs WHERE labels ? 'owner' AND NOT labels ? 'phase';
SELECT count(*) FROM ml.jobs WHERE labels ->> 'odd "key"' = 'x' OR labels ->> 'AND' = 'y';
SELECT count(*) FROM ml.typed WHERE owner <> 'alice';
-- times, to the second that is sure to hold what the column shows
SELECT count(*) FROM ml.jobs WHERE createTime >= '2023-06-01 12:00:00.5Z' AND createTime < '2023-07-01Z';
SELECT count(*) FROM ml.jobs WHERE createTime = '2023-06-11 08:00:00Z';
SELECT count(*) FROM ml.jobs WHERE endTime > '2023-06-01 12:00' AND NOT startTime > '2100-01-01Z';
SELECT count(*) FROM ml.typed WHERE day = '2023-06-11';
SELECT count(*) FROM ml.typed WHERE at > '2023-06-11 08:00';
-- members
SELECT count(*) FROM ml.jobs WHERE trainingInput ->> 'region' = 'us-central1' AND trainingInput -> 'masterConfig' ->> 'imageUri' <> 'x';
SELECT count(*) FROM ml.jobs WHERE trainingInput #>> '{acceleratorConfig,no,such}' = 'x' AND predictionInput ->> 'dataFormat' = 'JSON';
SELECT count(*) FROM ml.typed WHERE region IN ('us-central1', 'europe-west1') AND workers > 2;
\! ledger filter
-- what can't be said so that it is sure to be understood is checked here alone
SELECT count(*) FROM ml.typed WHERE hours > 1;
SELECT count(*) FROM ml.typed WHERE at > '2023-06-11 08:00Z'::timestamptz;
SELECT count(*) FROM ml.jobs WHERE errorMessage = 'a*' OR errorMessage = E'line\nfeed';
SELECT count(*) FROM ml.jobs WHERE jobId NOT LIKE 'census%';
SELECT count(*) FROM ml.jobs WHERE state < 'G' OR state = 'RUNNING';
SELECT count(*) FROM ml.jobs WHERE createTime < 'infinity';
SELECT count(*) FROM ml.jobs WHERE trainingInput @> '{"region": "us-central1"}' OR jobPosition IS NULL;
SELECT count(*) FROM ml.jobs WHERE (trainingInput ->> 'workerCount')::int > 2;
\! ledger filter
-- of an AND the rest is said, of an OR nothing
SELECT count(*) FROM ml.jobs WHERE (state = 'FAILED' AND upper(jobId) LIKE 'C%') OR state = 'RUNNING';
SELECT count(*) FROM ml.jobs WHERE (state = 'FAILED' OR upper(jobId) LIKE 'C%') AND state <> 'RUNNING';
\! ledger filter

-- values that are known when it runs
SET plan_cache_mode = force_generic_plan;
PREPARE q(text, text[], timestamptz, jsonb) AS
	SELECT count(*) FROM ml.jobs WHERE (state <> $1 OR state = ANY ($2)) AND createTime < $3 AND labels @> $4;
EXPLAIN (COSTS OFF) EXECUTE q(NULL, NULL, NULL, NULL);
EXECUTE q('FAILED', '{FAILED,RUNNING}', '2100-01-01Z', '{"owner": "alice"}');
EXECUTE q('FAILED', NULL, '2100-01-01Z', '{}');
EXECUTE q('FAILED"', '{}', 'infinity', '{"owner": 1}');
\! ledger filter
EXECUTE q('FAILED', '{FAILED}', '2100-01-01Z', NULL);
EXECUTE q(NULL, NULL, '2100-01-01Z', '{}');
\! ledger filter
DEALLOCATE q;
RESET plan_cache_mode;

-- a filter that would be too long for a request is left out, and the answer is the same
SELECT count(*) FROM ml.jobs WHERE state = 'FAILED' AND jobId <> repeat('x', 3000);
SELECT count(*) FROM ml.jobs WHERE state = ANY (ARRAY(SELECT 'FAILED' FROM generate_series(1, 300)));
\! ledger filter

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
