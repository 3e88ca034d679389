import { resolve } from 'node:path';

import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

import pages from './pages.json' with { type: 'json' };

/** Where `healther up` listens, for `npm run dev`. */
const backend = process.env.HEALTHER_DEV_API ?? 'http://127.0.0.1:8000';
const PROXIED = ['/api', '/status', '/badge', '/ping', '/docs', '/redoc', '/openapi.json', '/healthz', '/recipients', '/static'];

/** Answer the application's addresses with app.html, as the API and nginx do. */
function appPages(): Plugin {
  const isPage = new RegExp(`^/(${pages.app.join('|')})(/|\\?|$)`);
  return {
    name: 'app-pages',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (request.method === 'GET' && isPage.test(request.url ?? '')) request.url = '/app.html';
        next();
      });
    },
  };
}

export default defineConfig({
  appType: 'mpa',
  resolve: { alias: { '@': resolve(import.meta.dirname, 'src') } },
  plugins: [appPages(), react(), tailwindcss()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { app: 'app.html', landing: 'src/site/landing.ts' } },
  },
  server: {
    proxy: Object.fromEntries(PROXIED.map((path) => [path, { target: backend, ws: true, changeOrigin: true, rewriteWsOrigin: true }])),
  },
});
