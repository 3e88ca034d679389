import { resolve } from 'node:path';

import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `healther up` listens, for `npm run dev`. */
const backend = process.env.HEALTHER_DEV_API ?? 'http://127.0.0.1:8000';
const PROXIED = ['/api', '/status', '/badge', '/ping', '/docs', '/redoc', '/openapi.json', '/healthz', '/recipients', '/static'];

export default defineConfig({
  appType: 'mpa',
  resolve: { alias: { '@': resolve(import.meta.dirname, 'src') } },
  plugins: [
    react(),
    tailwindcss(),
  ],
  build: {
    target: 'es2023',
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { app: 'app.html' } },
  },
  server: {
    proxy: Object.fromEntries(PROXIED.map((path) => [path, { target: backend, ws: true, changeOrigin: true }])),
  },
});
