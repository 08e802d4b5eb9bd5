# 问策: docker build -t wence .   说明见 docs/deploy.md
FROM python:3.11-slim-bookworm AS build

# torch for processors alone: a tenth of the one for graphics cards
ARG PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
# a mirror, or packages in the folder wheelhouse/: PIP_NO_INDEX=1 PIP_FIND_LINKS=/src/wheelhouse
ARG PIP_INDEX_URL=https://pypi.org/simple
ARG PIP_NO_INDEX=0
ARG PIP_FIND_LINKS=
# what may be added, as in pyproject.toml: milvus
ARG EXTRAS=

WORKDIR /src
RUN python -m venv /opt/wence
COPY requirements.lock requirements-dev.lock pyproject.toml README.md LICENSE ./
# the folder may be missing, LICENSE is not
COPY LICENSE wheelhous[e] wheelhouse/
COPY index index/
COPY rag rag/
COPY eval eval/
COPY ui ui/
# all by their hashes, but torch, whose build depends on the index, and what may be added
RUN /opt/wence/bin/pip install --no-cache-dir --use-pep517 --require-hashes --no-deps \
    -r requirements.lock
RUN grep == requirements-dev.lock | tr -d '\\' > pins.txt \
    && /opt/wence/bin/pip install --no-cache-dir --use-pep517 -c pins.txt \
    ".${EXTRAS:+[$EXTRAS]}"


FROM python:3.11-slim-bookworm

COPY --from=build /opt/wence /opt/wence
RUN groupadd --gid 10001 wence \
    && useradd --uid 10001 --gid wence --home-dir /data --no-create-home wence \
    && install -d -o wence -g wence /data /corpus

ENV PATH=/opt/wence/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    WENCE_HOST=0.0.0.0 \
    WENCE_STORE=/data/store \
    WENCE_CORPUS=/corpus \
    WENCE_LOG_FORMAT=json

USER wence
WORKDIR /data
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/readyz', timeout=4)"]
ENTRYPOINT ["wence"]
CMD ["ui"]
