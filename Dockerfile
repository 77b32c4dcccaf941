FROM python:3.13-slim
WORKDIR /app
COPY requirements.lock pyproject.toml ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY bot bot
COPY handoff handoff
COPY flows flows
COPY nlu nlu
COPY config config
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . \
 && useradd --system --uid 10001 --home /app dezura && mkdir var && chown dezura var
USER dezura
ENV HOST=0.0.0.0 LOG_FORMAT=json
EXPOSE 8080
VOLUME /app/var
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s CMD ["python", "-c", \
  "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", 8080)}/healthz', timeout=2)"]
CMD ["sh", "-c", "dezura train --if-needed && exec dezura run"]
