/** Compiles messages/{locale}/*.json into typed functions, src/messages: one small module a message. */
import { compile } from '@inlang/paraglide-js';

await compile({
  project: './project.inlang',
  outdir: './src/messages',
  strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
  cookieName: 'language',
  emitGitIgnore: false,
  emitPrettierIgnore: false,
});
process.exit(0); // the compiler keeps a connection open
