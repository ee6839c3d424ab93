# One image for all: node app/main.ts (dashboard), node lib/control/main.ts (controller), node proxy/main.ts (proxy),
# node lib/store/migrate-main.ts (schema of the database). Without a command, all three under the supervisor.
# Its root may be read-only: it writes in /data and /tmp alone.
ARG NODE=node:24-slim

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package needs its scripts here: the base image brings Node.js, and native parts come ready.
RUN npm ci --include=dev --ignore-scripts
COPY . .
RUN node prisma/generate.mjs \
 && NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 node node_modules/next/dist/bin/next build \
 && rm -rf .next/cache .next/dev .next/trace .next/trace-build \
 && node deploy/prune-packages.mjs

FROM ${NODE}
RUN groupadd --gid 10001 sluice \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin sluice \
 && install --directory --owner=10001 --group=10001 --mode=0700 /data \
 && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* /usr/local/bin/yarn*
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/package.json /app/next.config.mjs ./
COPY --from=build /app/.next .next
COPY --from=build /app/prisma prisma
COPY --from=build /app/components/messages components/messages
COPY --from=build /app/lib lib
COPY --from=build /app/proxy proxy
COPY --from=build /app/app/main.ts app/main.ts
# The arenas of glibc, one for each thread, would keep what connections of the proxy leave behind. The others have few threads.
ENV MALLOC_ARENA_MAX=2
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 NODE_COMPILE_CACHE=/tmp/sluice SLUICE_DATA_DIR=/data
USER 10001:10001
VOLUME /data
EXPOSE 3000 8000 8443 8100
CMD ["node", "lib/supervisor/main.ts"]
