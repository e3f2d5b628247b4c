-- Behind PgBouncer (deploy/pgbouncer.ini) what a connection may take stands at its role: smarketing_web for web
-- processes, smarketing_worker for worker, beat and relay. Both may what smarketing_app may (deploy/roles.sql).
-- May be run again at any time, such as for other limits.
\set ON_ERROR_STOP on
\getenv web_password POSTGRES_WEB_PASSWORD
\getenv worker_password POSTGRES_WORKER_PASSWORD

SELECT format('CREATE ROLE %I IN ROLE smarketing_app', role)
FROM unnest(ARRAY['smarketing_web', 'smarketing_worker']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
ALTER ROLE smarketing_web WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT
  PASSWORD :'web_password';
ALTER ROLE smarketing_worker WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT
  PASSWORD :'worker_password';

ALTER ROLE smarketing_web SET statement_timeout = '4s';
ALTER ROLE smarketing_web SET lock_timeout = '2s';
ALTER ROLE smarketing_web SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE smarketing_worker SET statement_timeout = '10min';
ALTER ROLE smarketing_worker SET lock_timeout = '1min';
ALTER ROLE smarketing_worker SET idle_in_transaction_session_timeout = '15min';
