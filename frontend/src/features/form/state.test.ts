import { describe, expect, it } from 'vitest';

import { ApiError } from '@/api/client';
import { emptyDraft, type Draft } from './draft';
import { problemsOf } from './problems';
import { reduce, shownProblems, startState } from './state';

function refusal(field: string, message: string, remedy: string | null = null): ApiError {
  const problem = { type: 'x/unprocessable-entity', title: '', status: 422, detail: message, errors: [{ field, message, remedy }], request_id: null };
  return new ApiError(422, 'unprocessable-entity', message, problem);
}

describe('what the form shows', () => {
  it('is silent until a field is left', () => {
    let state = startState(emptyDraft());
    expect(shownProblems(state)).toEqual({});
    state = reduce(state, { type: 'leave', field: 'target' });
    expect(shownProblems(state)).toEqual({ target: 'Write the address to watch.' });
  });

  it('puts a refusal under the field of this page, with its remedy, until that changes', () => {
    let state = startState(emptyDraft('https://a.example'));
    state = reduce(state, { type: 'refuse', error: refusal('expect.status.0', 'Not a status.', 'Write 200.') });
    expect(shownProblems(state)).toEqual({ 'expect.status': 'Not a status. Write 200.' });
    state = reduce(state, { type: 'change', change: { name: 'A' } });
    expect(shownProblems(state)).not.toEqual({});
    state = reduce(state, { type: 'change', change: { status: '200' } });
    expect(shownProblems(state)).toEqual({});
  });

  it('forgets what was refused of the timing when any part of it changes', () => {
    let state = startState(emptyDraft('https://a.example'));
    state = reduce(state, { type: 'refuse', error: refusal('timeout_s', 'Too long.') });
    state = reduce(state, { type: 'change', change: { periodValue: '30' } });
    expect(shownProblems(state)).toEqual({});
  });
});

describe('problemsOf', () => {
  const draft = emptyDraft('https://a.example');
  const wrong: [string, Partial<Draft>][] = [
    ['target', { target: 'not a host' }],
    ['target', { kind: 'tcp', target: 'db.example.com' }],
    ['name', { kind: 'heartbeat' }],
    ['expect.status', { status: '200, 9xx' }],
    ['expect.max_latency_ms', { maxLatencyMs: '1.5' }],
    ['expect.json', { rules: [{ key: 'a', path: 'n', comparison: 'at_most', value: 'many' }] }],
    ['headers', { headers: [{ key: 'a', name: '', value: 'x' }] }],
    ['period', { periodValue: '5', periodUnit: 'seconds' }],
    ['timeout_s', { periodValue: '10', periodUnit: 'seconds', timeoutS: '5' }],
    ['confirm.retry_s', { periodValue: '30', periodUnit: 'seconds', retryS: '20' }],
    ['retention_days', { retentionDays: '3' }],
  ];
  it.each(wrong)('%s', (field, change) => {
    expect(Object.keys(problemsOf({ ...draft, ...change }))).toEqual([field]);
  });

  it('says nothing of fields that the kind does not have', () => {
    expect(problemsOf({ ...draft, kind: 'icmp', target: 'a.example', status: 'x', headers: [{ key: 'a', name: '', value: 'x' }] })).toEqual({});
  });
});
