# Prints the variables of libpq that DATABASE_URL stands for, as lines for a shell's `eval`.
use strict;
use warnings;

my ($address, $query) = split /\?/, $ENV{DATABASE_URL} // '', 2;
$address =~ m{^postgres\w*://(?:([^/]*)\@)?([^/\@]*)/?(.*)$} or die "DATABASE_URL is no address of PostgreSQL\n";
my ($who, $hosts, %given) = ($1 // '', $2, PGDATABASE => $3);
@given{'PGUSER', 'PGPASSWORD'} = split /:/, $who, 2;
my @hosts = map { /^\[?(.*?)\]?(?::(\d+))?$/ ? [$1, $2 // 5432] : () } split /,/, $hosts;
$given{PGHOST} = join ',', map { $_->[0] } @hosts;
$given{PGPORT} = join ',', map { $_->[1] } @hosts;
for (split /&/, $query // '') {
    my ($name, $value) = split /=/, $_, 2;
    $given{ 'PG' . uc $name } = $value if $name =~ /^\w+$/;
}
for my $name (sort keys %given) {
    my $value = $given{$name} // next;
    $value =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    $value =~ s/'/'\\''/g;
    print "export $name='$value'\n" if $value ne '';
}
