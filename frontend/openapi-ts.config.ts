import { defineConfig } from '@hey-api/openapi-ts';

/** Types only: requests stay greppable by their path (src/api/client.ts). */
export default defineConfig({
  input: '../docs/openapi.json',
  output: { path: 'src/api/schema', clean: true },
  plugins: ['@hey-api/typescript'],
});
