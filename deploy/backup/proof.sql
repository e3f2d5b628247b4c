-- What makes two databases the same: of each table its rows and a sum over every value in them; keys, indexes, triggers
-- and functions. It holds no value of a row. Alike whenever, and in whatever order, it is asked for.
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET intervalstyle = 'postgres';
SET bytea_output = 'hex';
SET extra_float_digits = 1;
SET search_path = '';
SET jit = off;

SELECT format(
    'SELECT %L, count(*), coalesce(sum(hashtextextended(whole_row::text, 0)::numeric), 0)'
    ' FROM %s AS whole_row', relname, oid::regclass)
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
ORDER BY relname COLLATE "C" \gexec

-- Not by their words: PostgreSQL writes what a dump made it read a little differently.
SELECT 'constraint', conname, conrelid::regclass, contype, cardinality(conkey), confrelid::regclass, convalidated
FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
ORDER BY conrelid::regclass::text COLLATE "C", conname COLLATE "C";

SELECT 'index', relname, indrelid::regclass, indnkeyatts, indisunique, indisvalid, indpred IS NOT NULL
FROM pg_index JOIN pg_class ON oid = indexrelid
WHERE relnamespace = 'public'::regnamespace
ORDER BY relname COLLATE "C";

SELECT 'trigger', tgname, tgrelid::regclass, tgfoid::regprocedure, tgtype, tgenabled
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal
ORDER BY relname COLLATE "C", tgname COLLATE "C";

SELECT 'function', oid::regprocedure, md5(pg_get_functiondef(oid))
FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
ORDER BY oid::regprocedure::text COLLATE "C";

SELECT 'sequence', relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
ORDER BY relname COLLATE "C";
