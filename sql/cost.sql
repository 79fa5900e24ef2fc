-- Costs: a round trip is what a plan should avoid
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
CREATE TABLE ml.few AS SELECT 'seed-900' AS project, job FROM unnest('{census_predict_0001,resnet_tpu_07,no_such_job}'::text[]) AS job;
CREATE TABLE ml.many AS SELECT 'seed-900' AS project, CASE n WHEN 1 THEN 'resnet_tpu_07' ELSE 'job_' || n END AS job FROM generate_series(1, 3000) AS n;
CREATE TABLE ml.repeated AS SELECT 'seed-900' AS project, (ARRAY['census_predict_0001', 'resnet_tpu_07', 'no_such_job'])[n % 3 + 1] AS job FROM generate_series(1, 3000) AS n;
ANALYZE ml.few, ml.many, ml.repeated;
CREATE FUNCTION ml.first_plan(query text) RETURNS json LANGUAGE plpgsql AS
$$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan -> 0 -> 'Plan';
END;
$$;
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
CREATE FUNCTION ml.cost(query text) RETURNS numeric LANGUAGE sql AS $$ SELECT (ml.first_plan($1) ->> 'Total Cost')::numeric $$;
CREATE FUNCTION ml.rows_of(query text) RETURNS bigint LANGUAGE sql AS $$ SELECT (ml.first_plan($1) ->> 'Plan Rows')::bigint $$;

-- for three rows, a get for each
SELECT ml.plan($$SELECT j.state FROM ml.few w JOIN ml.jobs j ON j.projectsId = w.project AND j.jobId = w.job$$);
SELECT count(*) FROM ml.few w JOIN ml.jobs j ON j.projectsId = w.project AND j.jobId = w.job;
\! ledger path page_size | sort
-- for three thousand, a list
SELECT ml.plan($$SELECT j.state FROM ml.many w JOIN ml.jobs j ON j.jobId = w.job WHERE j.projectsId = 'seed-900'$$);
SELECT count(*) FROM ml.many w JOIN ml.jobs j ON j.jobId = w.job WHERE j.projectsId = 'seed-900';
\! ledger path page_size | uniq -c
-- with fewer rows than pages, gets; else not
SELECT ml.plan($$SELECT j.state FROM ml.few w JOIN ml.jobs j ON j.jobId = w.job WHERE j.projectsId = 'seed-900'$$);
ALTER SERVER emulator OPTIONS (ADD estimated_rows '150');
SELECT ml.plan($$SELECT j.state FROM ml.few w JOIN ml.jobs j ON j.jobId = w.job WHERE j.projectsId = 'seed-900'$$);
ALTER SERVER emulator OPTIONS (DROP estimated_rows);
-- three jobs three thousand times are three gets
SELECT CASE WHEN plan ~ 'Memoize' THEN 'Memoize' ELSE plan END FROM ml.first_plan('SELECT j.state FROM ml.repeated w JOIN ml.jobs j ON j.projectsId = w.project AND j.jobId = w.job') AS j, LATERAL (SELECT j::text AS plan) AS p;
SELECT count(*) FROM ml.repeated w JOIN ml.jobs j ON j.projectsId = w.project AND j.jobId = w.job;
\! ledger path | sort
-- of several tables, each what is best for it
SELECT count(*) FROM ml.few w JOIN ml.jobs a ON a.projectsId = w.project AND a.jobId = w.job LEFT JOIN ml.jobs b ON b.projectsId = a.projectsId AND b.jobId = a.jobId;
\! ledger path | sort

-- a project that a join alone could tell is asked for row by row, never all of them
SELECT ml.plan($$SELECT j.state FROM (SELECT DISTINCT project FROM ml.many) w JOIN ml.jobs j ON j.projectsId = w.project$$);
SELECT count(*) FROM (SELECT DISTINCT project FROM ml.many) w JOIN ml.jobs j ON j.projectsId = w.project WHERE j.state = 'RUNNING';
\! ledger path filter
SELECT count(*) FROM ml.few w LEFT JOIN ml.jobs j ON j.projectsId = w.project AND j.jobId = w.job;
\! ledger path | wc -l
SELECT count(*) FROM ml.few w RIGHT JOIN ml.jobs j ON j.projectsId = w.project AND j.jobId = w.job;
\echo :SQLSTATE

-- request_cost: of a get it is all, of a list once for each page
ALTER SERVER emulator OPTIONS (ADD request_cost '1000', ADD estimated_rows '500');
SELECT round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId = $$p$$ AND jobId = $$j$$') / 1000, 1) AS get,
	round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId = $$p$$') / 1000, 1) AS list,
	round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId IN ($$p$$, $$q$$)') / 1000, 1) AS two_at_once,
	round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId = $$p$$ AND jobId IN ($$a$$, $$b$$, $$c$$)') / 1000, 1) AS three_gets_at_once,
	round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId = $$p$$ AND state = $$FAILED$$') / 1000, 1) AS filtered,
	round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId = $$p$$ AND state IN ($$FAILED$$, $$RUNNING$$)') / 1000, 1) AS two_filtered_at_once,
	round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId = $$p$$ AND upper(state) = $$FAILED$$') / 1000, 1) AS checked_here;
ALTER SERVER emulator OPTIONS (ADD max_connections '1', ADD page_size '50');
SELECT round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId = $$p$$') / 1000, 1) AS list,
	round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId IN ($$p$$, $$q$$)') / 1000, 1) AS two,
	round(ml.cost('SELECT * FROM ml.jobs WHERE projectsId = $$p$$ AND jobId IN ($$a$$, $$b$$, $$c$$)') / 1000, 1) AS three_gets;
ALTER SERVER emulator OPTIONS (DROP max_connections, DROP page_size, SET request_cost '0');
SELECT ml.plan($$SELECT j.state FROM ml.few w JOIN ml.jobs j ON j.jobId = w.job WHERE j.projectsId = 'seed-900'$$);
ALTER SERVER emulator OPTIONS (SET request_cost '-1');
\echo :SQLSTATE

-- estimated_rows, of the server and of the table
SELECT ml.rows_of('SELECT * FROM ml.jobs WHERE projectsId = $$p$$') AS list, ml.rows_of('SELECT * FROM ml.jobs WHERE projectsId IN ($$p$$, $$q$$)') AS two,
	ml.rows_of('SELECT * FROM ml.jobs WHERE projectsId = $$p$$ AND jobId = $$j$$') AS get;
ALTER FOREIGN TABLE ml.jobs OPTIONS (ADD estimated_rows '70', ADD projects 'p, q');
SELECT ml.rows_of('SELECT * FROM ml.jobs WHERE projectsId = $$p$$') AS list, ml.rows_of('SELECT * FROM ml.jobs') AS two;
ALTER FOREIGN TABLE ml.jobs OPTIONS (SET estimated_rows '0');
\echo :SQLSTATE

DROP FUNCTION ml.cost, ml.rows_of, ml.first_plan, ml.plan;
DROP TABLE ml.few, ml.many, ml.repeated;
SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml;
