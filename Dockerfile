# The image of web, worker, beat and relay; which of them it is, docker-compose.yml says by `command`.
# What it is made of comes out of three stages; compilers, Node, tests and the servers of a local run stay behind.

FROM node:24-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY static static
RUN npm run build

FROM python:3.11-slim-bookworm AS packages
COPY requirements/production.txt requirements/slim /tmp/
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check --require-hashes \
       -r /tmp/production.txt \
    && /tmp/slim /venv/lib/python3.11/site-packages

FROM python:3.11-slim-bookworm AS house
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 DEPLOYMENT=production STATIC_ROOT=/srv/static
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
COPY --from=assets /build/static/dist static/dist
# Values for collecting files only: nothing of them stays in the image. The files are pressed here, once, without
# those of pages that others brought and nobody is shown.
# What was needed for that and for a local run goes; an empty static/ stays, which Django looks for.
RUN python -c "from run.build import compile_messages; compile_messages()" \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" ALLOWED_HOSTS=localhost \
       DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost \
       PUBLIC_URL=https://localhost EMAIL_URL=dummy: DEFAULT_FROM_EMAIL=nobody@localhost \
       python manage.py collectstatic --noinput --ignore redoc --ignore rest_framework \
    && rm -rf run requirements package.json package-lock.json .npmrc static \
    && mkdir static

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEPLOYMENT=production \
    VAR_DIR=/var/lib/smarketing \
    STATIC_ROOT=/srv/static \
    BIND=0.0.0.0
# Pango draws the letters of PDFs, in fonts that are embedded there.
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
    && fc-cache -f
RUN useradd --system --uid 10001 --home-dir /var/lib/smarketing --create-home smarketing \
    && mkdir -p /var/lib/smarketing/imports \
    && chown smarketing /var/lib/smarketing/imports
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=house /srv/static /srv/static
COPY --from=house /app /app
USER smarketing
EXPOSE 8000
CMD ["gunicorn", "-c", "python:smarketing.gunicorn_settings"]
