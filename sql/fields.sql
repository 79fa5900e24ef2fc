-- Partial responses: only the fields that a query needs are asked for
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint', project 'seed-6');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
CREATE FUNCTION ml.fields(query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN ' || query LOOP
		IF line ~ 'Fields:' THEN
			RETURN NEXT substring(line FROM 'Fields: (.*)');
		END IF;
	END LOOP;
END;
$$;

-- what is shown, checked, sorted or grouped by; jobId always, by which a job is known again
SELECT ml.fields('SELECT state FROM ml.jobs');
SELECT ml.fields('SELECT jobId FROM ml.jobs WHERE upper(errorMessage) = $$X$$ ORDER BY createTime');
SELECT ml.fields('SELECT count(*), labels FROM ml.jobs GROUP BY labels HAVING max(endTime) > $$2020-01-01$$');
SELECT ml.fields('SELECT projectsId, tableoid FROM ml.jobs');
-- a get has no pages
SELECT ml.fields('SELECT state FROM ml.jobs WHERE jobId = $$j$$');
-- nothing but the number of jobs is a few bytes a job
SELECT ml.fields('SELECT count(*) FROM ml.jobs');
SELECT count(*) FROM ml.jobs WHERE projectsId = 'seed-100';
SELECT (trainingInput IS NULL) IS NULL AS never FROM ml.jobs WHERE projectsId = 'seed-100' LIMIT 0;
\! ledger fields response_bytes | awk '{ print $1, ($2 < 4500 ? "few bytes" : $2) }'
-- everything
SELECT ml.fields('SELECT * FROM ml.jobs');
SELECT ml.fields('SELECT jobs FROM ml.jobs');
SELECT ml.fields('SELECT to_jsonb(j) FROM ml.jobs j');
SELECT ml.fields('SELECT j FROM ml.jobs j WHERE jobId = $$j$$');

-- members of a document, where it is used for nothing else
SELECT ml.fields('SELECT trainingInput ->> $$region$$, trainingInput -> $$masterConfig$$ ->> $$imageUri$$ FROM ml.jobs');
SELECT ml.fields('SELECT trainingInput #>> $${masterConfig,acceleratorConfig,type}$$ FROM ml.jobs WHERE trainingInput ->> $$scaleTier$$ = $$BASIC$$');
SELECT ml.fields('SELECT count(*) FROM ml.jobs GROUP BY trainingInput ->> $$region$$');
SELECT ml.fields('SELECT trainingInput ->> $$region$$ FROM ml.jobs ORDER BY trainingInput -> $$hyperparameters$$ ->> $$goal$$');
SELECT ml.fields('SELECT sum((trainingOutput ->> $$consumedMLUnits$$)::float8) FROM ml.jobs');
SELECT ml.fields('SELECT max(x.region) FROM (SELECT trainingInput ->> $$region$$ AS region, state FROM ml.jobs) x');
-- not what the catalogue does not go into: elements of lists, keys of maps
SELECT ml.fields('SELECT trainingOutput -> $$trials$$ -> 0 ->> $$trialId$$, labels ->> $$owner$$ FROM ml.jobs');
SELECT ml.fields('SELECT trainingInput ->> $$no_such_member$$ FROM ml.jobs');
SELECT ml.fields('SELECT trainingInput -> $$masterConfig$$, trainingInput -> $$masterConfig$$ ->> $$imageUri$$ FROM ml.jobs');
-- nor where the document is used as a whole as well, or by a key that is not known
SELECT ml.fields('SELECT trainingInput ->> $$region$$ FROM ml.jobs WHERE trainingInput IS NOT NULL');
SELECT ml.fields('SELECT trainingInput ->> $$region$$, trainingInput FROM ml.jobs');
SELECT ml.fields('SELECT trainingInput ->> lower(state) FROM ml.jobs');
SELECT ml.fields('SELECT j.trainingInput ->> $$region$$ FROM ml.jobs j WHERE EXISTS (SELECT FROM generate_series(1, 2) WHERE j.trainingInput ? $$x$$)');
-- joins, sub-queries and views
CREATE VIEW ml.summary AS SELECT jobId, state, trainingInput ->> 'region' AS region, predictionOutput FROM ml.jobs;
SELECT ml.fields('SELECT region FROM ml.summary WHERE state = $$FAILED$$');
SELECT ml.fields('SELECT a.state, b.errorMessage FROM ml.jobs a JOIN ml.jobs b USING (jobId)');
SELECT ml.fields('SELECT (SELECT max(etag) FROM ml.jobs)');
SELECT ml.fields('SELECT state FROM ml.jobs UNION ALL SELECT etag FROM ml.jobs');
DROP VIEW ml.summary;
-- the answers are those of the whole documents
ALTER SERVER emulator OPTIONS (ADD partial_response 'off');
SELECT ml.fields('SELECT state FROM ml.jobs');
CREATE TABLE ml.whole AS SELECT jobId, trainingInput ->> 'region' AS region, trainingInput #>> '{masterConfig,imageUri}' AS image,
	trainingOutput #>> '{trials,0,trialId}' AS trial, predictionInput -> 'inputPaths' AS paths, predictionOutput ->> 'nodeHours' AS hours FROM ml.jobs WHERE projectsId = 'seed-300';
\! ledger fields
ALTER SERVER emulator OPTIONS (SET partial_response 'on');
SELECT count(*) FROM (SELECT * FROM ml.whole EXCEPT SELECT jobId, trainingInput ->> 'region', trainingInput #>> '{masterConfig,imageUri}',
	trainingOutput #>> '{trials,0,trialId}', predictionInput -> 'inputPaths', predictionOutput ->> 'nodeHours' FROM ml.jobs WHERE projectsId = 'seed-300') AS differences;
\! ledger fields | uniq
DROP TABLE ml.whole;

-- columns with a field option
CREATE FOREIGN TABLE ml.typed (region text OPTIONS (field 'trainingInput.region'), image text OPTIONS (field 'trainingInput.masterConfig.imageUri'),
	owner text OPTIONS (field 'labels.owner'), master jsonb OPTIONS (field 'trainingInput.masterConfig'), body jsonb OPTIONS (field '*')) SERVER emulator;
SELECT ml.fields('SELECT region, image FROM ml.typed');
SELECT ml.fields('SELECT owner, image, master FROM ml.typed');
SELECT ml.fields('SELECT master -> $$acceleratorConfig$$ ->> $$count$$ FROM ml.typed');
SELECT ml.fields('SELECT region, body FROM ml.typed');
SELECT ml.fields('SELECT body ->> $$state$$, body -> $$trainingInput$$ ->> $$region$$ FROM ml.typed');
SELECT count(region), count(image), count(body ->> 'state') FROM ml.typed;
\! ledger fields
-- an option of the table before that of the server
ALTER FOREIGN TABLE ml.typed OPTIONS (ADD partial_response 'off');
SELECT ml.fields('SELECT region FROM ml.typed');
ALTER FOREIGN TABLE ml.typed OPTIONS (SET partial_response 'perhaps');
\echo :SQLSTATE

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP FUNCTION ml.fields;
DROP SCHEMA ml;
