# JobsFdw
#
# What the TAP tests share: an emulator, a server with jobs_fdw, a session
# that stays open, and ways to look at a backend's memory and descriptors.
package JobsFdw;

use strict;
use warnings;

use Cwd qw(abs_path);
use Exporter 'import';
use File::Basename qw(dirname);
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(start_emulator start_node add_server);

my $here = dirname(abs_path(__FILE__));
my @emulators;

# start_emulator(OPTION...): the address, and the ledger's file
sub start_emulator
{
	my @options = @_;
	my $ledger = PostgreSQL::Test::Utils::tempdir() . '/ledger';
	my ($in, $out, $err) = ('', '', '');

	append_to_file($ledger, '');
	push @emulators,
	  IPC::Run::start(
		[
			"$here/../emulator/emulator", '--port', '0', '--die-with-parent',
			'--ledger', $ledger, '--fixtures', "$here/../fixtures", @options
		],
		'<' => \$in,
		'>' => \$out,
		'2>' => \$err,
		IPC::Run::timeout(3600));
	$emulators[-1]->pump until $out =~ /\n/;
	$out =~ /^listening on (\S+)$/m or die "emulator: $out$err";
	return ($1, $ledger);
}

# start_node(NAME): a running server with the extension
sub start_node
{
	my ($name) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init;
	$node->append_conf('postgresql.conf', "max_connections = 30\njit = off\n");
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION jobs_fdw');
	return $node;
}

# add_server(NODE, NAME, ENDPOINT, OPTIONS): a foreign server NAME with the
# table NAME.jobs; OPTIONS is SQL, ", max_retries '0'"
sub add_server
{
	my ($node, $name, $endpoint, $options) = @_;

	$options //= '';
	$node->safe_psql(
		'postgres', qq{
		CREATE SERVER $name FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint '$endpoint'$options);
		CREATE USER MAPPING FOR CURRENT_USER SERVER $name OPTIONS (access_token 'token-of-$name');
		CREATE SCHEMA $name;
		IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER $name INTO $name;
	});
	return;
}

END
{
	# keep the status that Test::More has set
	local $?;
	$_->kill_kill foreach @emulators;
}

1;
