# What can be asked at the same time is: by the emulator's record of when each
# request came, with answers that take so long that one after the other shows.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use JSON::PP;
use Time::Local qw(timegm);

use lib dirname(abs_path(__FILE__));
use JobsFdw;
use PostgreSQL::Test::Utils;
use Test::More;

my $latency = 0.2;
my ($endpoint, $ledger) = start_emulator('--latency', $latency * 1000);
my $node = start_node('concurrency');
my $read = 0;

# The times of the requests since the last call, in seconds, sorted.
sub request_times
{
	my @times;

	open my $in, '<', $ledger or die "$ledger: $!";
	seek $in, $read, 0;
	while (my $line = <$in>)
	{
		decode_json($line)->{time} =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(\.\d+)Z$/
		  or die "no time: $line";
		push @times, timegm($6, $5, $4, $3, $2 - 1, $1) + $7;
	}
	$read = tell $in;
	return sort { $a <=> $b } @times;
}

# How many of them were under way at the same time, at most?
sub most_at_once
{
	my @times = @_;
	my $most = 0;

	foreach my $now (@times)
	{
		my $under_way = grep { $_ <= $now && $_ > $now - $latency } @times;

		$most = $under_way if $under_way > $most;
	}
	return $most;
}

# read_all(NAME, QUERY, REQUESTS, AT_ONCE): how long it took from the first
# request to the last, in latencies
sub read_all
{
	my ($name, $query, $requests, $at_once) = @_;
	my @times;

	$node->safe_psql('postgres', $query);
	@times = request_times();
	is(scalar @times, $requests, "$name: requests");
	is(most_at_once(@times), $at_once, "$name: at the same time");
	return ($times[-1] - $times[0]) / $latency;
}

add_server($node, 'emulator', $endpoint);
$node->safe_psql('postgres',
	'CREATE TABLE parent (projectsid text, jobid text, state text) PARTITION BY LIST (projectsid)');
foreach my $jobs (301 .. 304)
{
	$node->safe_psql('postgres',
		"CREATE FOREIGN TABLE part_$jobs PARTITION OF parent FOR VALUES IN ('seed-$jobs') SERVER emulator OPTIONS (project 'seed-$jobs')"
	);
}

# partitions: four take as long as one
my $one = read_all('one partition', 'SELECT jobid FROM part_304', 4, 1);
my $four = read_all('four partitions', 'SELECT jobid FROM parent', 16, 4);
note sprintf 'one: %.2f latencies, four: %.2f', $one, $four;
cmp_ok($one, '>', 2.9, 'pages of one list come one after the other');
cmp_ok($four / $one, '<', 1.5, 'four partitions take about as long as one');
my $serial = read_all('without async_capable',
	'ALTER SERVER emulator OPTIONS (ADD async_capable \'off\'); SELECT jobid FROM parent; ALTER SERVER emulator OPTIONS (DROP async_capable)',
	16, 1);
cmp_ok($serial / $one, '>', 4, 'one after the other they do not');

# with what PostgreSQL does above them
$four = read_all('aggregated', "SELECT state, count(*) FROM parent WHERE length(jobid) > 3 GROUP BY 1", 16, 4);
cmp_ok($four / $one, '<', 1.5, 'also below an aggregate');
my $union = join ' UNION ALL ', map { "SELECT jobid FROM emulator.jobs WHERE projectsid = 'seed-$_'" } 301 .. 304;
$four = read_all('UNION ALL', $union, 16, 4);
cmp_ok($four / $one, '<', 1.5, 'as long as one');

# one scan of several projects, jobs or states
$four = read_all('four projects',
	"SELECT jobid FROM emulator.jobs WHERE projectsid IN ('seed-301', 'seed-302', 'seed-303', 'seed-304')", 16, 4);
cmp_ok($four / $one, '<', 1.5, 'as long as one');
read_all('eight jobs',
	"SELECT state FROM emulator.jobs WHERE projectsid = 'p' AND jobid = ANY (ARRAY(SELECT 'job_' || n FROM generate_series(1, 8) n))",
	8, 8);
read_all('two jobs of two projects',
	"SELECT state FROM emulator.jobs WHERE projectsid IN ('p', 'q') AND jobid IN ('a', 'b')", 4, 4);
read_all('three states', "SELECT jobid FROM emulator.jobs WHERE projectsid = 'p' AND state IN ('RUNNING', 'QUEUED', 'FAILED')", 3, 3);

# never more than max_connections
$node->safe_psql('postgres', "ALTER SERVER emulator OPTIONS (ADD max_connections '3')");
my $many = read_all('nine jobs, three at a time',
	"SELECT state FROM emulator.jobs WHERE projectsid = 'p' AND jobid = ANY (ARRAY(SELECT 'job_' || n FROM generate_series(1, 9) n))",
	9, 3);
cmp_ok($many, '<', 4, 'and always three');
read_all('four projects, three at a time',
	"SELECT jobid FROM emulator.jobs WHERE projectsid IN ('a', 'b', 'c', 'd')", 4, 3);

$node->stop;
done_testing();
