# Every request has the token of whoever it is made for, however roles, tables
# of other owners and errors are mixed.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use JSON::PP;

use lib dirname(abs_path(__FILE__));
use JobsFdw;
use PostgreSQL::Test::Utils;
use Test::More;

my ($endpoint, $ledger) = start_emulator();
my $node = start_node('identity');
my $seen = 0;

# requests(): project => tokens, of the requests since the last call
sub requests
{
	my @lines = split /\n/, slurp_file($ledger);
	my %tokens;

	foreach my $line (@lines[ $seen .. $#lines ])
	{
		my $request = decode_json($line);

		push @{ $tokens{ $request->{project} } }, $request->{token} // 'none';
	}
	$seen = @lines;
	return \%tokens;
}

# only(TOKENS, TOKEN): how many there are, or 0 if one is another
sub only
{
	my ($tokens, $expected) = @_;

	return (grep { $_ ne $expected } @{ $tokens // [] }) ? 0 : scalar @{ $tokens // [] };
}

add_server($node, 'emulator', $endpoint);
$node->safe_psql(
	'postgres', q{
	CREATE ROLE a;
	CREATE ROLE b;
	GRANT USAGE, CREATE ON SCHEMA emulator TO a, b;
	GRANT SELECT ON emulator.jobs TO a, b;
	CREATE USER MAPPING FOR a SERVER emulator OPTIONS (access_token 'token-of-a');
	CREATE USER MAPPING FOR b SERVER emulator OPTIONS (access_token_setting 'b.token');
	CREATE VIEW emulator.of_a AS SELECT * FROM emulator.jobs;
	ALTER VIEW emulator.of_a OWNER TO a;
	GRANT SELECT ON emulator.of_a TO b;
	CREATE FUNCTION emulator.as_a(project text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
		AS 'SELECT count(*) FROM emulator.jobs WHERE projectsid = project';
	ALTER FUNCTION emulator.as_a OWNER TO a;
	GRANT EXECUTE ON FUNCTION emulator.as_a TO b;
});

# a hundred times back and forth on one connection, with one generic plan
my $script = "SET plan_cache_mode = force_generic_plan; SET b.token = 'token-of-b';
	PREPARE p(text) AS SELECT count(*) FROM emulator.jobs WHERE projectsid = \$1;\n";
foreach my $i (1 .. 100)
{
	$script .= "SET ROLE a; EXECUTE p('project-a'); SET ROLE b; EXECUTE p('project-b');\n";
	$script .= "RESET ROLE; EXECUTE p('project-super');\n" if $i % 10 == 0;
}
$node->safe_psql('postgres', $script);
my $tokens = requests();
is(only($tokens->{'project-a'}, 'token-of-a'), 100, 'a hundred requests of a');
is(only($tokens->{'project-b'}, 'token-of-b'), 100, 'a hundred requests of b');
is(only($tokens->{'project-super'}, 'token-of-emulator'), 10, 'ten of the superuser');

# two users' scans of one statement, page by page at the same time
$node->safe_psql(
	'postgres', q{
	SET b.token = 'token-of-b';
	SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off;
	SET ROLE b;
	SELECT count(*) FROM (SELECT jobid FROM emulator.of_a WHERE projectsid = 'seed-450.a'
		UNION ALL SELECT jobid FROM emulator.jobs WHERE projectsid = 'seed-450.b') j;
	SELECT count(*) FROM emulator.of_a x JOIN emulator.jobs y USING (jobid)
		WHERE x.projectsid = 'seed-120.a' AND y.projectsid = 'seed-120.b';
	SELECT emulator.as_a('p-a'), count(*) FROM emulator.jobs WHERE projectsid = 'p-b';
});
$tokens = requests();
is(only($tokens->{$_}, 'token-of-a') > 0, 1, "a's token for $_") foreach qw(seed-450.a seed-120.a p-a);
is(only($tokens->{$_}, 'token-of-b') > 0, 1, "b's token for $_") foreach qw(seed-450.b seed-120.b p-b);

# cursors of two users, read in turns, while the role is yet another
$node->safe_psql(
	'postgres', q{
	BEGIN;
	SET LOCAL b.token = 'token-of-b';
	SET LOCAL ROLE a;
	DECLARE ca CURSOR FOR SELECT jobid FROM emulator.jobs WHERE projectsid = 'seed-350.c';
	SET LOCAL ROLE b;
	DECLARE cb CURSOR FOR SELECT jobid FROM emulator.jobs WHERE projectsid = 'seed-350.d';
	RESET ROLE;
} . "MOVE 50 FROM ca; MOVE 50 FROM cb;\n" x 7 . 'COMMIT;');
$tokens = requests();
is(only($tokens->{'seed-350.c'}, 'token-of-a'), 4, "all pages of a's cursor");
is(only($tokens->{'seed-350.d'}, 'token-of-b'), 4, "all pages of b's cursor");

# a role that an error took back
$node->safe_psql(
	'postgres', q{
	SET b.token = 'token-of-b';
	SET ROLE b;
	DO $$
	BEGIN
		BEGIN
			SET LOCAL ROLE a;
			PERFORM count(*) FROM emulator.jobs WHERE projectsid = 'denied-project';
		EXCEPTION WHEN insufficient_privilege THEN
			PERFORM count(*) FROM emulator.jobs WHERE projectsid = 'after-error';
		END;
	END $$;
});
$tokens = requests();
is(only($tokens->{'denied-project'}, 'token-of-a'), 1, 'as a before the error');
is(only($tokens->{'after-error'}, 'token-of-b'), 1, 'as b after it');

# a token that the session renews, one that it takes away, another mapping
my ($status, $out, $err) = $node->psql(
	'postgres', q{
	SET b.token = 'first';
	SET ROLE b;
	SELECT count(*) FROM emulator.jobs WHERE projectsid = 'one';
	SET b.token = 'second';
	SELECT count(*) FROM emulator.jobs WHERE projectsid = 'two';
	BEGIN; SET LOCAL b.token = 'third'; SELECT count(*) FROM emulator.jobs WHERE projectsid = 'three'; ROLLBACK;
	SELECT count(*) FROM emulator.jobs WHERE projectsid = 'four';
	RESET ROLE;
	ALTER USER MAPPING FOR b SERVER emulator OPTIONS (DROP access_token_setting, ADD access_token 'fifth');
	SET ROLE b;
	SELECT count(*) FROM emulator.jobs WHERE projectsid = 'five';
	RESET ROLE;
	ALTER USER MAPPING FOR b SERVER emulator OPTIONS (DROP access_token, ADD access_token_setting 'b.token');
	DISCARD ALL;
	SET ROLE b;
	SELECT count(*) FROM emulator.jobs WHERE projectsid = 'six';
}, on_error_stop => 0);
$tokens = requests();
is_deeply(
	$tokens,
	{
		one => ['first'],
		two => ['second'],
		three => ['third'],
		four => ['second'],
		five => ['fifth']
	},
	'each request has the token of its time');
like($err, qr/setting "b\.token" holds no access token/, 'after DISCARD ALL there is none');

# a setting may be anybody's to write: only tokens are taken from it
$node->append_conf('postgresql.conf', "a.token = 'from-the-configuration'\n");
$node->reload;
$node->safe_psql('postgres',
	q{ALTER USER MAPPING FOR a SERVER emulator OPTIONS (DROP access_token, ADD access_token_setting 'a.token')});
$node->safe_psql('postgres', q{SET ROLE a; SELECT count(*) FROM emulator.jobs WHERE projectsid = 'seven'});
is(only(requests()->{seven}, 'from-the-configuration'), 1, 'a setting may stand in the configuration');
($status, $out, $err) = $node->psql('postgres',
	q{SET ROLE a; SET a.token = E'x\r\nX-Evil: 1'; SELECT count(*) FROM emulator.jobs WHERE projectsid = 'eight'});
like($err, qr/is not an access token/, 'a setting that is no token is refused');
unlike($err, qr/Evil/, 'and not repeated');
is_deeply(requests(), {}, 'nor sent');

$node->stop;
done_testing();
