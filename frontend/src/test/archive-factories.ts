/** Archives and imports as tests need them. */
import { WORKSPACE_ID } from './factories';
import type { ArchiveOut, ImportOut } from '@/api/schema/types.gen';

const AT = '2026-11-21T14:02:00.000Z';

export function anArchive(given: Partial<ArchiveOut> = {}): ArchiveOut {
  return {
    id: '7b6d3a10-0000-4000-8000-000000000001',
    state: 'done',
    progress: 100,
    error: null,
    size_bytes: 1_250_000,
    contents: { rows: { monitors: 3, checks: 12_400 }, left_out: ['Shop: value of the header Authorization'] },
    created_at: AT,
    finished_at: AT,
    ...given,
  };
}

export function anImport(given: Partial<ImportOut> = {}): ImportOut {
  return {
    id: '7b6d3a10-0000-4000-8000-000000000002',
    name: null,
    state: 'running',
    progress: 40,
    reason: null,
    error: null,
    size_bytes: 1_250_000,
    result: null,
    workspace_id: null,
    created_at: AT,
    finished_at: null,
    ...given,
  };
}

export function aBroughtImport(given: Partial<ImportOut> = {}): ImportOut {
  const result = {
    name: 'Lab',
    monitors: 2,
    checks: 12_400,
    days: 7,
    skipped: ['monitor Old: this address may not be checked here'],
    skipped_in_all: 1,
    recipients: ['ops@example.com'],
  };
  return anImport({ state: 'done', progress: 100, result, workspace_id: WORKSPACE_ID, finished_at: AT, ...given });
}
