# The pages, built, and the nginx that serves them: `docker build -f deploy/frontend.Dockerfile .`
FROM node:22-bookworm-slim AS build
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm install --no-save
COPY frontend ./
RUN npm run --silent build

FROM nginxinc/nginx-unprivileged:1.29-alpine
COPY deploy/nginx.conf /etc/nginx/templates/default.conf.template
COPY --from=build /src/frontend/dist/policy.conf /etc/nginx/healther-pages.conf
COPY --from=build /src/frontend/dist /usr/share/nginx/html
ENV HEALTHER_API=api:8000 NGINX_ENVSUBST_FILTER=HEALTHER_
EXPOSE 8080
