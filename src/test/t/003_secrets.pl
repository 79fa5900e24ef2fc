# A token appears nowhere: not in the log at DEBUG5, not in errors, plans,
# views or what another role can read.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);

use lib dirname(abs_path(__FILE__));
use JobsFdw;
use PostgreSQL::Test::Utils;
use Test::More;

my $canary = 'canary-5b1f0c-token';
my ($endpoint, $ledger) = start_emulator();
my $node = start_node('secrets');
my $seen = '';

sub watch
{
	my ($name, $sql) = @_;
	my ($status, $out, $err) =
	  $node->psql('postgres', $sql, extra_params => [ '-v', 'VERBOSITY=verbose' ]);

	$seen .= $out . $err;
	return $out;
}

add_server($node, 'emulator', $endpoint, ", max_retries '1', retry_max_time '1s'");
# the statement that holds the secret is the client's own text: not logged
$node->safe_psql(
	'postgres', qq{
	SET log_statement = none;
	SET log_min_error_statement = panic;
	ALTER USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (SET access_token '$canary');
});
$node->append_conf('postgresql.conf',
	"log_min_messages = debug5\nlog_statement = all\nlog_error_verbosity = verbose\n");
$node->safe_psql('postgres', q{ALTER SYSTEM SET debug_print_plan = on});
$node->reload;

watch('rows', q{SELECT count(*) FROM emulator.jobs WHERE projectsId = 'seed-6'});
like(slurp_file($ledger), qr/\Q$canary\E/, 'the service is sent the token');
watch($_, qq{SET client_min_messages = debug5; SELECT * FROM emulator.jobs WHERE projectsId = '$_'})
  foreach qw(denied-x fault-401-always.a fault-503-always.a fault-html.a fault-reset.a fault-error-hostile.a
  fault-redirect-302.a fault-body-open.a bad_project seed-6);
watch('explain', q{EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) SELECT * FROM emulator.jobs WHERE projectsId = 'seed-6'});
watch('activity', q{SELECT * FROM pg_stat_activity});
watch('functions', q{SELECT * FROM jobs_fdw_stats(); SELECT * FROM jobs_fdw_options(); SELECT jobs_fdw_version()});
# errors about the secret itself
watch('bad option', q{ALTER USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (SET acces_token 'x')});

# a role that may use the server, but not see the mapping
$node->safe_psql(
	'postgres', q{
	CREATE ROLE reader LOGIN;
	GRANT USAGE ON FOREIGN SERVER emulator TO reader;
	GRANT USAGE ON SCHEMA emulator TO reader;
	GRANT SELECT ON emulator.jobs TO reader;
});
watch('other role', q{SET ROLE reader; SELECT * FROM pg_user_mappings; SELECT * FROM information_schema.user_mapping_options; SELECT count(*) FROM emulator.jobs WHERE projectsId = 'seed-6'});
unlike($seen, qr/\Q$canary\E/, 'no answer, error or plan shows the token');

# a bad value of a secret is not repeated
my ($status, $out, $err) = $node->psql(
	'postgres', qq{
	SET log_statement = none;
	ALTER USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (SET access_token E'$canary\\n');
});
isnt($status, 0, 'a token with a line feed is refused');
unlike($err, qr/ERROR:.*\Q$canary\E/, 'and not shown');

$node->stop;
unlike(slurp_file($node->logfile), qr/\Q$canary\E/, 'nor does the log at DEBUG5');
done_testing();
