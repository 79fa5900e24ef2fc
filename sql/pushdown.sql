-- What is sent as a filter: by default what the service documents, and with pushdown off nothing
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint', project 'seed-60');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;

-- equality on state and prefixes of jobId, joined by AND
SELECT count(*) FROM ml.jobs WHERE state = 'FAILED';
SELECT count(*) FROM ml.jobs WHERE 'FAILED' = state;
SELECT count(*) FROM ml.jobs WHERE jobId LIKE 'census%';
SELECT count(*) FROM ml.jobs WHERE jobId ^@ 'census';
SELECT count(*) FROM ml.jobs WHERE starts_with(jobId, 'census') AND state = 'SUCCEEDED';
-- of a pattern, what all that match begin with
SELECT count(*) FROM ml.jobs WHERE jobId LIKE 'census\_t%n_0%';
SELECT count(*) FROM ml.jobs WHERE jobId LIKE 'census-%';
\! ledger filter
-- all else is checked here alone
SELECT count(*) FROM ml.jobs WHERE state <> 'FAILED';
SELECT count(*) FROM ml.jobs WHERE NOT state = 'FAILED';
SELECT count(*) FROM ml.jobs WHERE state < 'G';
SELECT count(*) FROM ml.jobs WHERE state = 'FAILED' OR jobId LIKE 'census%';
SELECT count(*) FROM ml.jobs WHERE jobId LIKE '%census';
SELECT count(*) FROM ml.jobs WHERE jobId ILIKE 'census%';
SELECT count(*) FROM ml.jobs WHERE upper(state) = 'FAILED';
SELECT count(*) FROM ml.jobs WHERE createTime < '2023-01-01Z' AND labels ->> 'owner' = 'alice';
\! ledger filter
-- a state that the service may not know, and texts that are no word
SELECT count(*) FROM ml.jobs WHERE state = 'NO_SUCH_STATE';
SELECT count(*) FROM ml.jobs WHERE state = 'failed';
SELECT count(*) FROM ml.jobs WHERE state = 'FAILED OR state:RUNNING';
SELECT count(*) FROM ml.jobs WHERE jobId LIKE '* OR state:F%';
SELECT count(*) FROM ml.jobs WHERE jobId ^@ E'census"\n';
\! ledger filter

-- one of several states: a list for each where that is fewer requests than one of all
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE state IN ('RUNNING', 'FAILED', 'RUNNING');
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-900' AND state IN ('RUNNING', 'QUEUED', 'RUNNING');
\! ledger filter | sort
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-900' AND (state = 'PREPARING' OR state = 'QUEUED' OR state = 'RUNNING');
\! ledger filter | sort
-- each with what else can be said
ALTER SERVER emulator OPTIONS (ADD estimated_rows '100000');
SELECT count(*) FROM ml.jobs WHERE state IN ('RUNNING', 'FAILED') AND jobId LIKE 'c%';
\! ledger filter | sort
-- not where the project has one page, or one of them can't be asked for
ALTER SERVER emulator OPTIONS (SET estimated_rows '60');
SELECT count(*) FROM ml.jobs WHERE state IN ('RUNNING', 'FAILED');
\! ledger filter
ALTER SERVER emulator OPTIONS (DROP estimated_rows);
SELECT count(*) FROM ml.jobs WHERE state IN ('RUNNING', 'NO_SUCH_STATE');
\! ledger filter
-- of several projects
SELECT projectsId, count(*) FROM ml.jobs WHERE projectsId IN ('seed-20', 'seed-30') AND state IN ('RUNNING', 'FAILED') GROUP BY 1 ORDER BY 1;
\! ledger path filter | sort

-- values that are known when it runs are said as constants are
SET plan_cache_mode = force_generic_plan;
PREPARE q(text, text) AS SELECT count(*) FROM ml.jobs WHERE state = $1 AND jobId LIKE $2;
EXECUTE q('FAILED', 'c%');
EXECUTE q('failed', 'c%');
-- NULL is equal to nothing, so nothing is sent
EXECUTE q(NULL, '%');
\! ledger filter
DEALLOCATE q;
PREPARE q(text[]) AS SELECT count(*) FROM ml.jobs WHERE state = ANY ($1);
EXECUTE q('{FAILED}');
EXECUTE q('{FAILED,RUNNING,FAILED}');
\! ledger filter | sort
EXECUTE q('{FAILED,no}');
\! ledger filter
EXECUTE q('{}');
EXECUTE q('{NULL}');
EXECUTE q(NULL);
\! ledger filter
DEALLOCATE q;
RESET plan_cache_mode;
SELECT count(*) FROM ml.jobs WHERE state = (SELECT 'FAILED'::text);
SELECT count(*) FROM ml.jobs WHERE jobId ^@ (left(current_user, 0) || 'census');
CREATE FUNCTION ml.count(s text) RETURNS bigint STABLE LANGUAGE plpgsql AS
$$ BEGIN RETURN (SELECT count(*) FROM ml.jobs WHERE state = s); END $$;
SELECT ml.count('FAILED');
DROP FUNCTION ml.count;
SELECT count(*) FROM (VALUES ('FAILED'), ('RUNNING')) AS v(s), LATERAL (SELECT FROM ml.jobs WHERE state = v.s OFFSET 0) AS l;
\! ledger filter
-- a volatile value is not
CREATE FUNCTION ml.volatile() RETURNS text VOLATILE LANGUAGE sql AS $$ SELECT 'FAILED'::text $$;
SELECT count(*) FROM ml.jobs WHERE state = ml.volatile() || left(random()::text, 0);
\! ledger filter
DROP FUNCTION ml.volatile;
-- nor is one under a collation that takes different texts for equal
CREATE COLLATION ml.ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
SELECT count(*) FROM ml.jobs WHERE state = 'failed' COLLATE ml.ignore_case;
SELECT count(*) FROM ml.jobs WHERE state = 'FAILED' COLLATE "C";
\! ledger filter
DROP COLLATION ml.ignore_case;
-- a view that is a barrier tells nobody more than its own rows, unless the operator is known not to
CREATE FUNCTION ml.may_see(text) RETURNS boolean LANGUAGE sql AS $$ SELECT $1 <> '' $$;
CREATE VIEW ml.barrier WITH (security_barrier) AS SELECT * FROM ml.jobs WHERE ml.may_see(labels ->> 'owner');
SELECT count(*) FROM ml.barrier WHERE state = 'FAILED' AND jobId LIKE 'census%';
SELECT count(*) FROM ml.barrier WHERE projectsId = 'seed-30' AND jobId ^@ 'census';
\! ledger path filter
DROP VIEW ml.barrier;
DROP FUNCTION ml.may_see;

-- a filter of the user's own goes as it is, instead, and to a list even with a jobId
ALTER FOREIGN TABLE ml.jobs ADD COLUMN filter text;
SELECT count(*) FROM ml.jobs WHERE filter = 'state:FAILED' AND jobId LIKE 'census%';
SELECT filter, jobId FROM ml.jobs WHERE filter = 'jobId:resnet*' AND jobId = 'resnet_tpu_07';
\! ledger path filter
-- refused, it is an error
SELECT count(*) FROM ml.jobs WHERE filter = 'state ~ FAILED';
\echo :SQLSTATE
\! ledger filter status
ALTER FOREIGN TABLE ml.jobs OPTIONS (ADD filter 'state:SUCCEEDED');
SELECT DISTINCT state, filter FROM ml.jobs WHERE jobId LIKE 'census%';
SELECT DISTINCT state, filter FROM ml.jobs WHERE filter = 'state:FAILED';
\! ledger filter
ALTER FOREIGN TABLE ml.jobs OPTIONS (DROP filter);

-- pushdown off
ALTER FOREIGN TABLE ml.jobs OPTIONS (ADD pushdown 'off');
EXPLAIN (COSTS OFF) SELECT jobId FROM ml.jobs WHERE state = 'FAILED' AND jobId LIKE 'census%';
SELECT count(*) FROM ml.jobs WHERE state = 'FAILED' AND jobId LIKE 'census%';
SELECT count(*) FROM ml.jobs WHERE filter = 'state:FAILED';
\! ledger filter
ALTER FOREIGN TABLE ml.jobs OPTIONS (SET pushdown 'everything');
\echo :SQLSTATE

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
