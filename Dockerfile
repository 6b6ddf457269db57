# airb as an image: `docker build -t airb .`; `docker run -p 3000:3000 -v airb:/data -v ./runbooks:/runbooks:ro airb`.
# Renovate pins both bases by digest and keeps the digests current; docs/install.md says how to pin them where it does not run.
FROM node:24-bookworm-slim AS build
RUN apt-get update \
  && apt-get install --yes --no-install-recommends g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run --silent package -- --to /packed \
  && mkdir -p /airb/data \
  && npm install --prefix /airb --omit=dev --no-audit --no-fund /packed/airb-*.tgz \
  && rm -rf /airb/node_modules/better-sqlite3/deps /airb/node_modules/better-sqlite3/src \
  && find /airb/node_modules/better-sqlite3/build -type f ! -name better_sqlite3.node -delete

# No shell, no package manager, and a user without rights (65532).
FROM gcr.io/distroless/nodejs24-debian12:nonroot
COPY --from=build --chown=nonroot:nonroot /airb /airb
COPY --from=build --chown=nonroot:nonroot /airb/data /data
WORKDIR /airb
ENV AIRB_HOST=0.0.0.0 AIRB_DATA_DIR=/data AIRB_RUNBOOKS_DIR=/runbooks
EXPOSE 3000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["/nodejs/bin/node", "-e", "fetch('http://127.0.0.1:' + (process.env.AIRB_PORT || 3000) + '/healthz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/nodejs/bin/node", "/airb/node_modules/airb/dist/main.js"]
CMD ["serve"]
