/** Types alone are kept of what the generator writes: nobody imports its index. */
import { rmSync } from 'node:fs';

rmSync('src/api/schema/index.ts', { force: true });
