# Cancel, statement_timeout and terminate act at once, whatever a scan waits
# for, in the server's own words; the session goes on where there is one.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use IO::Socket::INET;
use Time::HiRes qw(time sleep);

use lib dirname(abs_path(__FILE__));
use JobsFdw;
use PostgreSQL::Test::Utils;
use Test::More;

my $rounds = $ENV{JOBS_FDW_CANCEL_ROUNDS} // 20;

# A lookup that takes long: no resolver can be told to.
my $shim = PostgreSQL::Test::Utils::tempdir() . '/slow_resolver.so';
my $compiler = $ENV{CC} // 'cc';
system_or_bail($compiler, '-shared', '-fPIC', '-o', $shim,
	dirname(abs_path(__FILE__)) . '/slow_resolver.c', '-ldl');
$ENV{LD_PRELOAD} = $shim;
my $node = start_node('cancel');
delete $ENV{LD_PRELOAD};

# A listener that never accepts and whose queue is full: connecting stalls.
my $full = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
  or die "listen: $!";
my @queued = map {
	IO::Socket::INET->new(
		PeerAddr => '127.0.0.1',
		PeerPort => $full->sockport,
		Blocking => 0)
} 1 .. 8;

# One that accepts by its queue and never says a word: TLS stalls.
my $silent = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64)
  or die "listen: $!";

my ($endpoint) = start_emulator('--seed-jobs', '100');
my $long = ", request_timeout '100s', connect_timeout '100s', retry_max_time '500s', max_retries '10'";

add_server($node, 'emulator', $endpoint, $long);
add_server($node, 'lookup', 'https://slow.googleapis.com', $long);
add_server($node, 'refused', 'http://127.0.0.1:' . $full->sockport, $long);
add_server($node, 'tls', 'https://127.0.0.1:' . $silent->sockport, $long);

my @stages = (
	[ 'name lookup', 'lookup.jobs', 'p1' ],
	[ 'connect', 'refused.jobs', 'p1' ],
	[ 'TLS handshake', 'tls.jobs', 'p1' ],
	[ 'waiting for the answer', 'emulator.jobs', 'fault-stall.a' ],
	[ 'half a header', 'emulator.jobs', 'fault-stall-in-header.a' ],
	[ 'body', 'emulator.jobs', 'fault-stall-at-1000.a' ],
	[ 'slow body', 'emulator.jobs', 'fault-drip-100.a' ],
	[ 'back-off', 'emulator.jobs', 'fault-retry-after-50-always.a' ],
	[ 'parsing', 'emulator.jobs', 'fault-size-7.a' ]);

# By statement_timeout, many times in one session: how late it comes, in ms by
# the server's clock, and with which SQLSTATE.
sub time_out
{
	my ($table, $project) = @_;
	my $script = "SET statement_timeout = 60;\n";
	my ($out, $err) = ('', '');
	my ($late, $wrong) = (0, 0);

	foreach (1 .. $rounds)
	{
		$script .= "SELECT extract(epoch FROM clock_timestamp()) AS began \\gset\n"
		  . "SELECT count(*) FROM $table WHERE projectsId = '$project';\n"
		  . "\\echo state :SQLSTATE\n"
		  . "SELECT 'late', 1000 * (extract(epoch FROM clock_timestamp()) - :began) - 60;\n";
	}
	IPC::Run::run(
		[ 'psql', '-XAtq', '-F', ' ', '-d', $node->connstr('postgres') ],
		'<' => \$script,
		'>' => \$out,
		'2>' => \$err,
		IPC::Run::timeout(180));
	foreach ($out =~ /^late (\S+)$/mg)
	{
		$late = $_ if $_ > $late;
	}
	# a page that was parsed in time is not late
	$wrong = grep { $_ ne '57014' && ($_ ne '00000' || $project !~ /size/) }
	  $out =~ /^state (\S+)$/mg;
	is(scalar(() = $out =~ /^late/mg), $rounds, 'the session went on')
	  or diag $err;
	return ($late, $wrong, $err);
}

# By a signal from a second connection: how long until the client has its answer.
sub interrupt
{
	my ($function, $table, $project) = @_;
	my ($out, $err) = ('', '');
	my $psql = IPC::Run::start(
		[
			'psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-d',
			$node->connstr('postgres'), '-c',
			"SELECT count(*) FROM $table WHERE projectsId = '$project'"
		],
		'<' => \undef,
		'>' => \$out,
		'2>' => \$err,
		IPC::Run::timeout(60));
	my $sent;

	$node->poll_query_until('postgres',
		"SELECT count(*) = 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT count(*) FROM $table%'"
	) or die "no backend is in the scan of $table";
	sleep 0.15;
	$sent = $node->safe_psql('postgres',
		"SELECT extract(epoch FROM clock_timestamp()) FROM (SELECT $function(pid) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT count(*) FROM $table%') AS s"
	);
	$psql->finish;
	return (1000 * (time - $sent), $err);
}

foreach my $stage (@stages)
{
	my ($name, $table, $project) = @$stage;
	my ($late, $wrong, $err) = time_out($table, $project);

	note sprintf('%s: statement_timeout at most %.1f ms late in %d rounds',
		$name, $late, $rounds);
	cmp_ok($late, '<', 250, "$name: statement_timeout acts at once");
	is($wrong, 0, "$name: and is reported as what it is") or diag $err;
	next if $name eq 'parsing';

	($late, $err) = interrupt('pg_cancel_backend', $table, $project);
	note sprintf('%s: cancel after %.1f ms', $name, $late);
	cmp_ok($late, '<', 500, "$name: cancel acts at once");
	like(
		$err,
		qr/57014: canceling statement due to user request/,
		"$name: in the server's words");

	($late, $err) = interrupt('pg_terminate_backend', $table, $project);
	note sprintf('%s: terminate after %.1f ms', $name, $late);
	cmp_ok($late, '<', 500, "$name: terminate acts at once");
	like(
		$err,
		qr/57P01: terminating connection due to administrator command/,
		"$name: in the server's words");
}

# A fast shutdown does not wait for a scan.
{
	my $psql = IPC::Run::start(
		[
			'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c',
			q{SELECT count(*) FROM emulator.jobs WHERE projectsId = 'fault-stall.b'}
		],
		'<' => \undef,
		'>' => '/dev/null',
		'2>' => '/dev/null',
		IPC::Run::timeout(60));
	my $began;

	$node->poll_query_until('postgres',
		q{SELECT count(*) = 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%fault-stall.b%' AND pid <> pg_backend_pid()}
	);
	$began = time;
	$node->stop('fast');
	cmp_ok(time - $began, '<', 5, 'a fast shutdown does not wait for a scan');
	$psql->finish;
}

done_testing();
