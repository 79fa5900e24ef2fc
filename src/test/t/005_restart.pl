# A service that goes away and comes back, and a server that does.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use IO::Socket::INET;

use lib dirname(abs_path(__FILE__));
use JobsFdw;
use PostgreSQL::Test::Utils;
use Test::More;

my ($endpoint, $ledger) = start_emulator();
my $node = start_node('restart');
my $count = q{SELECT count(*) FROM emulator.jobs WHERE projectsId = 'seed-250'};

add_server($node, 'emulator', $endpoint, ", max_retries '1', retry_max_time '2s'");
is($node->safe_psql('postgres', $count), '250', 'the service answers');

# it goes away in the middle of a list: a connection that was kept is dead
my ($port) = $endpoint =~ /:(\d+)$/;
my $result = $node->psql(
	'postgres', qq{
	BEGIN;
	DECLARE c CURSOR FOR SELECT jobId FROM emulator.jobs WHERE projectsId = 'seed-2500';
	MOVE 50 IN c;
	\\! kill \$(pgrep -f -- '--ledger $ledger')
	MOVE ALL IN c;
	ROLLBACK;
	\\! true
	SELECT 'goes on';
},
	on_error_stop => 0,
	stdout => \my $out,
	stderr => \my $err);
like($err, qr/ERROR:.*seed-2500/, 'a list that breaks off is an error');
unlike($out, qr/MOVE 2/, 'and never a shorter list');
like($out, qr/goes on/, 'the session goes on');
isnt($node->psql('postgres', $count), 0, 'nothing answers');

my ($again) = start_emulator('--port', $port);
is($again, $endpoint, 'the service is back');
is($node->safe_psql('postgres', $count), '250', 'and so are the rows');

# nothing is kept over a restart of the server, and nothing is needed
$node->restart;
is($node->safe_psql('postgres', $count), '250', 'after a restart of the server');

# a backend that is killed takes nothing with it
$node->stop('immediate');
$node->start;
is($node->safe_psql('postgres', $count), '250', 'after a crash of the server');
$node->stop;
done_testing();
