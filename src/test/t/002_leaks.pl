# Thousands of failures of every kind, in one session and in aborted
# subtransactions, leave neither memory nor descriptors behind.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);

use lib dirname(abs_path(__FILE__));
use JobsFdw;
use Test::More;

my $rounds = $ENV{JOBS_FDW_LEAK_ROUNDS} // 2000;
my ($endpoint) = start_emulator('--seed-jobs', '20');
my $node = start_node('leaks');

add_server($node, 'emulator', $endpoint,
	", max_retries '0', request_timeout '150ms', max_response_size '64kB'");
add_server($node, 'refused', 'http://127.0.0.1:1', ", max_retries '0'");
add_server($node, 'unknown', 'https://no-such-host.invalid', ", max_retries '0'");

# What one statement may meet; a good one between, so that connections are
# kept, reused and lost.
$node->safe_psql(
	'postgres', q{
	CREATE TABLE hazard (n serial, tab text, project text);
	INSERT INTO hazard (tab, project)
	SELECT 'emulator.jobs', unnest(ARRAY['good', 'fault-503-always.a', 'fault-reset.a', 'fault-reset-at-300.a',
		'good', 'fault-truncate-at-1000.a', 'fault-gzip-garbage.a', 'fault-gzip-cut-at-100.a', 'fault-gzip-bomb-1.a',
		'fault-html.a', 'fault-size-1.a', 'fault-body-open.a', 'fault-utf8-overlong.a', 'fault-depth-100.a',
		'good', 'fault-token-same.a', 'fault-close.a', 'fault-chunk-bad.a', 'fault-401-always.a', 'denied-x', 'absent-x',
		'fault-header-huge.a', 'fault-http09.a', 'fault-1xx-flood.a', 'fault-error-hostile.a', 'fault-redirect-302.a', 'good']);
	INSERT INTO hazard (tab, project) VALUES ('refused.jobs', 'p1'), ('emulator.jobs', 'good'), ('unknown.jobs', 'p1');

	CREATE FUNCTION pg_temp_rss() RETURNS bigint LANGUAGE sql AS
		$$ SELECT 4 * split_part(pg_read_file('/proc/self/statm'), ' ', 2)::bigint $$;
	CREATE FUNCTION descriptors() RETURNS bigint LANGUAGE sql AS
		$$ SELECT count(*) FROM pg_ls_dir('/proc/self/fd') $$;
	CREATE FUNCTION misfortune(rounds int, OUT failed int, OUT passed int) LANGUAGE plpgsql AS
	$$
	DECLARE
		h record;
		rows bigint;
	BEGIN
		failed := 0;
		passed := 0;
		FOR i IN 1..rounds LOOP
			SELECT * INTO h FROM hazard WHERE n = 1 + i % (SELECT count(*) FROM hazard);
			BEGIN
				EXECUTE format('SELECT count(*) FROM %s WHERE projectsId = %L', h.tab, h.project) INTO rows;
				IF rows <> 20 THEN
					RAISE EXCEPTION '% rows of %', rows, h.project USING ERRCODE = 'ZZZZZ';
				END IF;
				passed := passed + 1;
			EXCEPTION
				WHEN SQLSTATE 'ZZZZZ' THEN RAISE;
				WHEN OTHERS THEN
					IF h.project = 'good' THEN
						RAISE;
					END IF;
					failed := failed + 1;
			END;
		END LOOP;
	END
	$$;
});

my $result = $node->safe_psql(
	'postgres', qq{
	SET client_min_messages = error;
	SELECT failed > 0 FROM misfortune($rounds / 4);
	SELECT pg_temp_rss() AS rss, descriptors() AS descriptors \\gset
	SELECT passed, failed FROM misfortune($rounds);
	SELECT pg_temp_rss() - :rss, descriptors() - :descriptors;
});
my ($first, $counts, $growth) = split /\n/, $result;
my ($passed, $failed) = split /\|/, $counts;
my ($memory, $descriptors) = split /\|/, $growth;

note "$failed failures and $passed successes: $memory kB, $descriptors descriptors";
cmp_ok($failed, '>', $rounds / 2, 'statements failed');
cmp_ok($passed, '>', $rounds / 10, 'and others, between them, did not');
cmp_ok($memory, '<', 2048, 'memory does not grow');
cmp_ok($descriptors, '<=', 2, 'nor do descriptors');

# Errors of whole transactions, and cursors left open in the middle of a list.
$result = $node->safe_psql(
	'postgres', q{
	SELECT count(*) FROM emulator.jobs WHERE projectsId = 'good';
	SELECT pg_temp_rss() AS rss, descriptors() AS descriptors \gset
	} . q{
	BEGIN;
	DECLARE c CURSOR FOR SELECT jobId FROM emulator.jobs WHERE projectsId = 'seed-5000';
	FETCH 150 FROM c \g /dev/null
	ROLLBACK;
	} x 100 . q{
	SELECT pg_temp_rss() - :rss, descriptors() - :descriptors;
});
(undef, $growth) = split /\n/, $result;
($memory, $descriptors) = split /\|/, $growth;
note "100 cursors left in the middle: $memory kB, $descriptors descriptors";
cmp_ok($memory, '<', 2048, 'memory does not grow');
cmp_ok($descriptors, '<=', 2, 'nor do descriptors');

# A child process inherits no socket of ours, only what the server gives it.
is( $node->safe_psql(
		'postgres', q{
		CREATE TEMP TABLE child (line text);
		COPY child FROM PROGRAM 'ls -l /proc/self/fd';
		DELETE FROM child WHERE line !~ 'socket:|anon_inode:';
		SELECT count(*) AS before FROM child \gset
		SELECT count(*) FROM emulator.jobs WHERE projectsId = 'good' \g /dev/null
		COPY child FROM PROGRAM 'ls -l /proc/self/fd';
		DELETE FROM child WHERE line !~ 'socket:|anon_inode:';
		SELECT count(*) - 2 * :before FROM child;
	}),
	'0',
	'a child process inherits none of the sockets');

$node->stop;
done_testing();
