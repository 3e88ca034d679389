/** Writes the landing page. */
import { writeFileSync } from 'node:fs';

export async function writeLanding(path) {
  writeFileSync(path, '<!doctype html><html lang="en"><meta charset="utf-8"><title>Healther</title><h1>Healther</h1><a href="/login">Sign in</a></html>');
}
