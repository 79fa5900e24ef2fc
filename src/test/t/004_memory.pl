# Memory does not depend on how many rows a list has.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);

use lib dirname(abs_path(__FILE__));
use JobsFdw;
use Test::More;

my $rows = $ENV{JOBS_FDW_MEMORY_ROWS} // 100000;
my ($endpoint) = start_emulator();
my $node = start_node('memory');

add_server($node, 'emulator', $endpoint);
my $result = $node->safe_psql(
	'postgres', qq{
	CREATE FUNCTION rss() RETURNS bigint LANGUAGE sql AS
		\$\$ SELECT 4 * split_part(pg_read_file('/proc/self/statm'), ' ', 2)::bigint \$\$;
	SELECT rss() AS idle \\gset
	SELECT count(*), count(DISTINCT hashtext(jobs::text)) > 1 FROM emulator.jobs WHERE projectsId = 'seed-10000';
	SELECT rss() AS small \\gset
	SELECT count(*), max(length(jobs::text)) > 100 FROM emulator.jobs WHERE projectsId = 'seed-$rows';
	SELECT rss() - :small, :small - :idle;
});
my (undef, $counted, $growth) = split /\n/, $result;
my ($drift, $peak) = split /\|/, $growth;

is((split /\|/, $counted)[0], $rows, 'all rows were read');
note "from 10,000 to $rows rows: $drift kB more; $peak kB over an idle backend";
cmp_ok($drift, '<', 4096, 'memory does not grow with the list');
cmp_ok($drift + $peak, '<', 65536, 'nor is it much');

$node->stop;
done_testing();
