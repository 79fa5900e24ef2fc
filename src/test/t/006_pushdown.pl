# Whatever is sent to the service, the rows are those that PostgreSQL would
# find: random predicates, in every mode of pushdown and on a local copy.
use strict;
use utf8;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);

use lib dirname(abs_path(__FILE__));
use JobsFdw;
use PostgreSQL::Test::Utils;
use Test::More;

my $predicates = $ENV{JOBS_FDW_PREDICATES} // 2000;
my $seed = $ENV{JOBS_FDW_SEED} // 20231;
my @modes = qw(documented full off);
my ($endpoint, $ledger) = start_emulator('--filter', 'aip160');
my $node = start_node('pushdown');

srand($seed);
add_server($node, 'emulator', $endpoint);
foreach my $mode (@modes)
{
	$node->safe_psql(
		'postgres', qq{
		CREATE SCHEMA "$mode";
		IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO "$mode";
		ALTER FOREIGN TABLE "$mode".jobs OPTIONS (ADD project 'seed-60', ADD pushdown '$mode');
	});
}
$node->safe_psql(
	'postgres', q{
	CREATE TABLE local AS SELECT * FROM off.jobs;
	CREATE TABLE predicate (n serial, text text);
	CREATE FUNCTION rows_of(tab regclass, predicate text) RETURNS text LANGUAGE plpgsql AS
	$$
	DECLARE
		result text;
	BEGIN
		EXECUTE format('SELECT string_agg(jobid, '','' ORDER BY jobid COLLATE "C") FROM %s WHERE %s', tab, predicate) INTO result;
		RETURN coalesce(result, '');
	EXCEPTION WHEN OTHERS THEN
		RETURN SQLSTATE || SQLERRM;
	END
	$$;
});
is($node->safe_psql('postgres', 'SELECT count(*) FROM local'),
	60, 'there is something to find');

# Values as they are in the data, and some that are not, or are odd.
my @odd = (
	q{''}, q{'a'}, q{'%'}, q{'*'}, q{'_'}, q{'"'}, q{'\\'}, q{'x" OR state:FAILED'},
	q{'a) OR (b'}, q{'AND'}, q{'NOT'}, q{'-'}, q{E'\n'}, q{E'tab\t'}, q{''''}, q{'ä€漢'},
	q{'RUNNING'}, q{'running'}, q{'Running '}, q{'NO_SUCH_STATE'}, q{NULL});
my @states = map { "'$_'" } qw(QUEUED PREPARING RUNNING SUCCEEDED FAILED CANCELLING CANCELLED);

sub column_values
{
	my ($expression) = @_;
	my @found = split /\001/, $node->safe_psql('postgres',
		"SELECT string_agg(v, chr(1)) FROM (SELECT DISTINCT quote_literal($expression) AS v FROM local ORDER BY 1 LIMIT 12) s"
	);
	utf8::decode($_) foreach @found;
	return [@found];
}

my %text = (
	'jobid' => column_values('jobid'),
	'state' => \@states,
	'errormessage' => column_values('errormessage'),
	'etag' => column_values('etag'),
	q{labels ->> 'owner'} => column_values(q{labels ->> 'owner'}),
	q{labels ->> 'team'} => column_values(q{labels ->> 'team'}),
	q{traininginput ->> 'region'} => column_values(q{traininginput ->> 'region'}),
	q{traininginput ->> 'scaleTier'} => column_values(q{traininginput ->> 'scaleTier'}),
	q{traininginput -> 'masterConfig' ->> 'imageUri'} =>
	  column_values(q{traininginput -> 'masterConfig' ->> 'imageUri'}),
	q{predictioninput ->> 'dataFormat'} => column_values(q{predictioninput ->> 'dataFormat'}));
my @times = map { my $c = $_; [ $c, column_values($c) ] } qw(createtime starttime endtime);

sub pick { return $_[ rand @_ ]; }

sub text_value
{
	my ($column) = @_;
	my @known = @{ $text{$column} };

	return rand() < 0.75 && @known ? pick(@known) : pick(@odd);
}

sub like_pattern
{
	my ($column) = @_;
	my $value = text_value($column);

	return $value if $value eq 'NULL' || $value =~ /^E/;
	$value =~ s/^'(.*)'$/$1/s;
	$value = substr($value, 0, 1 + int rand 8);
	$value =~ s/'+$//;
	return "'" . pick('', '', '', '%') . $value . pick('%', '%', '%', '', '_%', '\\_%', '%x') . "'";
}

sub comparison
{
	my $kind = rand;

	if ($kind < 0.5)
	{
		my $column = pick(sort keys %text);
		my $shape = rand;

		$column = "($column)" if $column =~ / /;
		my $key = $column =~ /^\((.*)\)$/ ? $1 : $column;
		return "$column " . pick('=', '=', '=', '<>', '<', '>=') . ' ' . text_value($key)
		  if $shape < 0.5;
		return "$column IN (" . join(', ', map { text_value($key) } 1 .. 1 + rand 3) . ')'
		  if $shape < 0.65;
		return "$column NOT IN (" . join(', ', map { text_value($key) } 1 .. 1 + rand 2) . ')'
		  if $shape < 0.7;
		return "$column " . pick('LIKE', 'LIKE', 'NOT LIKE', 'ILIKE') . ' ' . like_pattern($key)
		  if $shape < 0.85;
		return "$column ^@ " . text_value($key) if $shape < 0.9;
		return "starts_with($column, " . text_value($key) . ')' if $shape < 0.93;
		return "$column IS " . pick('', 'NOT ') . 'NULL' if $shape < 0.97;
		return "$column IS " . pick('', 'NOT ') . 'DISTINCT FROM ' . text_value($key);
	}
	if ($kind < 0.7)
	{
		my ($column, $known) = @{ pick(@times) };
		my $value = pick(@$known, q{'2023-06-01Z'}, q{'2023-06-01 02:00:00.000001Z'}, q{'infinity'}, q{'-infinity'}, q{'1970-01-01Z'});

		return "$column BETWEEN $value AND " . pick(@$known, q{'infinity'}) if rand() < 0.2;
		return "$column IS " . pick('', 'NOT ') . 'NULL' if rand() < 0.1;
		return "$column " . pick('<', '<=', '=', '>=', '>', '<>') . " $value";
	}
	return 'jobposition ' . pick('=', '<', '>', '<>', 'IS NOT DISTINCT FROM') . ' ' . pick(0, 1, 7, 'NULL')
	  if $kind < 0.76;
	return 'labels @> ' . pick(q('{"owner": "alice"}'), q('{"team": "research"}'), q('{}'), q('{"x": 1}'), q('{"phase": "test", "owner": "alice"}'), 'NULL')
	  if $kind < 0.82;
	return 'labels ' . pick(q(? 'owner'), q(? 'team'), q(? 'no'), q(?| '{owner,team}'), q(?& '{owner,team}'), q(= '{}'), 'IS NULL', 'IS NOT NULL')
	  if $kind < 0.9;
	return pick('length(jobid) > 12', 'jobid || state = \'x\'', 'state = jobid', 'traininginput IS NULL', 'predictionoutput IS NOT NULL',
		q{(trainingoutput ->> 'consumedMLUnits')::float8 > 1}, q{(traininginput ->> 'workerCount')::int > 1},
		q{traininginput @> '{"region": "us-central1"}'}, q{upper(state) = state}, 'true', 'false', 'NULL::boolean');
}

sub predicate
{
	my ($depth) = @_;
	my $kind = rand;

	return comparison() if $depth == 0 || $kind < 0.3;
	return 'NOT (' . predicate($depth - 1) . ')' if $kind < 0.42;
	return '(' . join($kind < 0.72 ? ' AND ' : ' OR ', map { predicate($depth - 1) } 1 .. 2 + rand 2) . ')';
}

my $file = PostgreSQL::Test::Utils::tempdir() . '/predicates';
open my $out, '>:encoding(UTF-8)', $file or die $!;
foreach (1 .. $predicates)
{
	my $text = predicate(3);

	# the text format of COPY
	$text =~ s/\\/\\\\/g;
	$text =~ s/\n/\\n/g;
	$text =~ s/\t/\\t/g;
	print $out "$text\n";
}
close $out;
$node->safe_psql('postgres', qq{\\copy predicate (text) FROM '$file'});

my $differences = $node->safe_psql(
	'postgres', q{
	SET client_min_messages = warning;
	CREATE TABLE answer AS SELECT n, text, rows_of('local', text) AS local, rows_of('documented.jobs', text) AS documented,
		rows_of('"full".jobs', text) AS "full", rows_of('off.jobs', text) AS off FROM predicate;
	SELECT n, text, local, documented, "full", off FROM answer
	WHERE documented <> local OR "full" <> local OR off <> local ORDER BY n LIMIT 5;
});
is($differences, '', "seed $seed: the same rows in every mode");

my ($all, $failed, $found) = split /\|/, $node->safe_psql('postgres',
	q{SELECT count(*), count(*) FILTER (WHERE local ~ '^[0-9A-Z]{5}[a-z]'), count(*) FILTER (WHERE local ~ ',') FROM answer}
);
my ($filtered, $refused) = (0, 0);
foreach my $line (split /\n/, slurp_file($ledger))
{
	$filtered++ if $line =~ /"filter":"/;
	$refused++ if $line =~ /"status":400/;
}
note "$all predicates, $failed of them errors, $found that find several jobs; $filtered requests with a filter, $refused refused";
is($all, $predicates, 'all were tried');
cmp_ok($failed, '<', $predicates / 20, 'nearly all mean something');
cmp_ok($filtered, '>', $predicates / 4, 'filters were sent');
is($refused, 0, 'and none was refused');

$node->stop;
done_testing();
