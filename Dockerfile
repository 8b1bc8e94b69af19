# No build stage: Node runs the TypeScript as it is.
FROM node:24-slim
WORKDIR /app
# A container is reached from outside it, by IPv4 or IPv6.
ENV NODE_ENV=production RESTOREBOT_HOST=::
# As src/main.ts sets it, and for src/main.ts itself: then nothing has to strip its types.
ENV NODE_COMPILE_CACHE=/app/node_modules/.cache/compiled
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY tsconfig.json LICENSE README.md ./
COPY src ./src
RUN mkdir -p node_modules/.cache && chown node node_modules/.cache
USER node
# Fills the compile cache, which halves the time of a start and must belong to the same user. A start loads a role later.
RUN ["node", "src/main.ts", "config", "schema"]
RUN ["node", "--input-type=module", "-e", "import '#app/bot-role.ts'; import '#app/worker-role.ts';"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s CMD ["node", "-e", "fetch('http://localhost:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["--role=all"]
