# Two stages: what builds stays behind. The base is named by its full tag; to hold it by its digest as well, build with
#   docker build --build-arg PYTHON=python:3.13.7-slim-trixie@sha256:... .
# where the digest is what `docker buildx imagetools inspect python:3.13.7-slim-trixie` tells (docs/operations.md).
ARG PYTHON=python:3.13.7-slim-trixie

FROM ${PYTHON} AS build
# requirements-tracing.lock adds OpenTelemetry
ARG LOCK=requirements.lock
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_COMPILE=1 SOURCE_DATE_EPOCH=0
WORKDIR /app
RUN python -m venv /opt/dezura
ENV PATH=/opt/dezura/bin:$PATH
COPY requirements.lock requirements-tracing.lock pyproject.toml ./
# One package comes as source alone; it is built by the setuptools of the lock file, not by whatever is newest today.
RUN awk '/^[a-z]/ { built = /^font-roboto==/ } { print > (built ? "/tmp/built.lock" : "/tmp/wheels.lock") }' "$LOCK" \
 && pip install --only-binary :all: --require-hashes -r /tmp/wheels.lock \
 && pip install --no-deps --no-build-isolation --require-hashes -r /tmp/built.lock
COPY bot bot
COPY handoff handoff
COPY flows flows
COPY nlu nlu
COPY config config
# Byte code goes by content, not by time: two builds of one tree are the same, and nothing need be written where nothing can be.
RUN pip install --no-deps --no-build-isolation -e . \
 && pip uninstall --yes --quiet setuptools pip \
 && rm -rf build ./*.egg-info /opt/dezura/lib/python*/site-packages/*/tests \
 && { python -m compileall -q --invalidation-mode unchecked-hash /opt/dezura/lib /app || true; }

FROM ${PYTHON}
LABEL org.opencontainers.image.title="Dezura" org.opencontainers.image.licenses="Apache-2.0"
# pg_dump and pg_restore, of the major version that docker-compose.yml runs, for `dezura backup` and `restore`
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/* /var/log/*
# useradd would write today's date
RUN echo "dezura:x:10001:" >> /etc/group \
 && echo "dezura:x:10001:10001:Dezura:/app:/usr/sbin/nologin" >> /etc/passwd \
 && install -d -o 10001 -g 10001 -m 750 /shop /app/var
COPY --from=build /opt/dezura /opt/dezura
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/dezura/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8080 LOG_FORMAT=json
USER 10001:10001
EXPOSE 8080
VOLUME ["/shop", "/app/var"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s --retries=4 CMD ["python", "-Sc", \
  "import os, http.client as h; c = h.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=2); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["dezura", "run"]
