-- Two roles besides the superuser: smarketing_owner owns the tables and migrates, smarketing_app is the portal.
-- `migrate` gives smarketing_app its rights on the tables (DATABASE_APP_ROLE). The image of PostgreSQL runs this
-- file at its first start; it may be run again at any time, such as for other passwords:
--   docker compose exec postgres psql --username postgres --dbname smarketing \
--     --file /docker-entrypoint-initdb.d/10-roles.sql
\set ON_ERROR_STOP on
\getenv owner_password POSTGRES_OWNER_PASSWORD
\getenv app_password POSTGRES_APP_PASSWORD

SELECT format('CREATE ROLE %I', role) FROM unnest(ARRAY['smarketing_owner', 'smarketing_app']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
ALTER ROLE smarketing_owner WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'owner_password';
ALTER ROLE smarketing_app WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'app_password';

SELECT format('ALTER DATABASE %I OWNER TO smarketing_owner', current_database()) \gexec
ALTER SCHEMA public OWNER TO smarketing_owner;
-- Nobody else gets in by default, and the portal needs no tables of its own, not even temporary ones.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO smarketing_app', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
