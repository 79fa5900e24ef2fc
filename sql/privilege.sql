-- Who may ask, with whose credentials, and where: roles, views, functions, owners
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE ROLE regress_jobs_a;
CREATE ROLE regress_jobs_b;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint', project 'seed-6');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'token-super');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
GRANT USAGE, CREATE ON SCHEMA ml TO regress_jobs_a, regress_jobs_b;
GRANT SELECT ON ml.jobs TO regress_jobs_a, regress_jobs_b;

-- without a mapping: an error, but EXPLAIN and what can't match need none
SET ROLE regress_jobs_a;
SELECT count(*) FROM ml.jobs;
\echo :SQLSTATE
EXPLAIN (COSTS OFF) SELECT count(*) FROM ml.jobs;
SELECT count(*) FROM ml.jobs WHERE projectsid = 'no project';
RESET ROLE;
-- an empty one holds no credentials
CREATE USER MAPPING FOR regress_jobs_a SERVER emulator;
SET ROLE regress_jobs_a;
SELECT count(*) FROM ml.jobs;
\echo :SQLSTATE
RESET ROLE;
DROP USER MAPPING FOR regress_jobs_a SERVER emulator;
-- PUBLIC's counts where there is none of one's own
CREATE USER MAPPING FOR PUBLIC SERVER emulator OPTIONS (access_token 'token-public');
CREATE USER MAPPING FOR regress_jobs_b SERVER emulator OPTIONS (access_token 'token-b');
SET ROLE regress_jobs_a;
SELECT count(*) FROM ml.jobs;
SET ROLE regress_jobs_b;
SELECT count(*) FROM ml.jobs;
RESET ROLE;
SELECT count(*) FROM ml.jobs;
\! ledger token
CREATE USER MAPPING FOR regress_jobs_a SERVER emulator OPTIONS (access_token 'token-a');

-- a view asks as its owner, or as who asks it
CREATE VIEW ml.owned AS SELECT * FROM ml.jobs;
CREATE VIEW ml.invoked WITH (security_invoker = true) AS SELECT * FROM ml.jobs;
ALTER VIEW ml.owned OWNER TO regress_jobs_a;
ALTER VIEW ml.invoked OWNER TO regress_jobs_a;
GRANT SELECT ON ml.owned, ml.invoked TO regress_jobs_b;
SET ROLE regress_jobs_b;
SELECT count(*) FROM ml.owned;
SELECT count(*) FROM ml.invoked;
-- two users in one statement read no list of each other's
SELECT (SELECT count(*) FROM ml.owned) AS owned, count(*) FROM ml.jobs;
RESET ROLE;
\! ledger token | sort
-- so does a function with the rights of its owner, and what inherits
CREATE FUNCTION ml.count_jobs() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM ml.jobs';
ALTER FUNCTION ml.count_jobs() OWNER TO regress_jobs_a;
CREATE TABLE ml.parent (jobid text);
CREATE FOREIGN TABLE ml.child () INHERITS (ml.parent) SERVER emulator;
GRANT SELECT ON ml.parent TO regress_jobs_a;
CREATE VIEW ml.parents AS SELECT * FROM ml.parent;
ALTER VIEW ml.parents OWNER TO regress_jobs_a;
GRANT SELECT ON ml.parents TO regress_jobs_b;
SET ROLE regress_jobs_b;
SELECT ml.count_jobs();
SELECT count(*) FROM ml.parents;
RESET ROLE;
\! ledger token
-- a cursor goes on as who opened it, a prepared statement is run as who runs it
BEGIN;
SET LOCAL ROLE regress_jobs_a;
DECLARE c CURSOR FOR SELECT 1 FROM ml.jobs WHERE projectsid = 'seed-250';
SET LOCAL ROLE regress_jobs_b;
MOVE 250 FROM c;
COMMIT;
\! ledger token
SET plan_cache_mode = force_generic_plan;
PREPARE p AS SELECT count(*) FROM ml.jobs;
SET ROLE regress_jobs_a;
EXECUTE p;
SET ROLE regress_jobs_b;
EXECUTE p;
RESET ROLE;
EXECUTE p;
RESET plan_cache_mode;
DEALLOCATE p;
\! ledger token

-- what a superuser set in a mapping
ALTER USER MAPPING FOR regress_jobs_a SERVER emulator OPTIONS (DROP access_token, ADD auth 'none');
SET ROLE regress_jobs_a;
SELECT count(*) FROM ml.jobs;
\echo :SQLSTATE
RESET ROLE;
ALTER USER MAPPING FOR regress_jobs_a SERVER emulator OPTIONS (ADD credentials_required 'false');
GRANT USAGE ON FOREIGN SERVER emulator TO regress_jobs_a;
SET ROLE regress_jobs_a;
-- the emulator wants a token, so this shows that it was asked without one
\set VERBOSITY terse
SELECT count(*) FROM ml.jobs;
\set VERBOSITY default
\echo :SQLSTATE
-- cannot be saved again by another, only dropped
ALTER USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (ADD quota_project 'abc');
\echo :SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (DROP auth);
\echo :SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (DROP auth, DROP credentials_required, ADD access_token 'token-own');
SELECT count(*) FROM ml.jobs;
ALTER USER MAPPING FOR PUBLIC SERVER emulator OPTIONS (SET access_token 'mine');
\echo :SQLSTATE
SELECT usename, umoptions FROM pg_user_mappings WHERE srvname = 'emulator' AND usename IN ('public', 'regress_jobs_a', 'regress_jobs_b') ORDER BY 1;
RESET ROLE;
\! ledger token
-- USAGE is for making tables; reading them goes on without
REVOKE USAGE ON FOREIGN SERVER emulator FROM regress_jobs_a;
SET ROLE regress_jobs_a;
CREATE FOREIGN TABLE ml.own (jobid text) SERVER emulator;
\echo :SQLSTATE
IMPORT FOREIGN SCHEMA ml FROM SERVER emulator INTO ml;
\echo :SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (SET access_token 'x');
\echo :SQLSTATE
SELECT count(*) FROM ml.jobs;
RESET ROLE;
\! ledger token

-- anybody can call the validator, with anything
SET ROLE regress_jobs_a;
SELECT jobs_fdw_validator('{}', 0);
\echo :SQLSTATE
SELECT jobs_fdw_validator('{proxy=http://10.0.0.1}', 'pg_foreign_server'::regclass);
\echo :SQLSTATE
RESET ROLE;

-- a server that is no longer a superuser's
GRANT USAGE ON FOREIGN DATA WRAPPER jobs_fdw TO regress_jobs_a;
ALTER SERVER emulator OPTIONS (ADD allow_insecure_http 'false');
ALTER SERVER emulator OWNER TO regress_jobs_a;
SELECT count(*) FROM ml.jobs;
\echo :SQLSTATE
SET jobs_fdw.allowed_hosts = '127.0.0.1';
SELECT count(*) FROM ml.jobs;
\echo :SQLSTATE
SET ROLE regress_jobs_a;
ALTER SERVER emulator OPTIONS (SET project 'seed-5');
\echo :SQLSTATE
ALTER SERVER emulator OPTIONS (DROP allow_insecure_http);
ALTER SERVER emulator OPTIONS (SET project 'seed-5');
SELECT count(*) FROM ml.jobs;
ALTER SERVER emulator OPTIONS (SET endpoint 'https://ml.googleapis.com');
\echo :SQLSTATE
RESET ROLE;
-- is checked again whenever it is used
SET jobs_fdw.allowed_hosts = '';
SELECT count(*) FROM ml.jobs;
\echo :SQLSTATE
RESET jobs_fdw.allowed_hosts;
ALTER SERVER emulator OWNER TO CURRENT_USER;
SELECT count(*) FROM ml.jobs;
\! ledger token

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml CASCADE;
DROP OWNED BY regress_jobs_a, regress_jobs_b;
DROP ROLE regress_jobs_a, regress_jobs_b;
