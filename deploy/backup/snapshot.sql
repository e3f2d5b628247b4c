-- A dump ($DUMP) and the proof of what is in it, of one and the same moment, while everybody goes on writing.
\set ON_ERROR_STOP on
BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump --format=custom --snapshot="$SNAPSHOT" --file="$DUMP.part" && mv "$DUMP.part" "$DUMP"
\ir proof.sql
COMMIT;
