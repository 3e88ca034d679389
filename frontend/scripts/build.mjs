/** Builds everything: messages, the application, and (once it exists) the landing page. Quiet unless something is wrong. */
import { build } from 'vite';

await build({ logLevel: 'warn' });
