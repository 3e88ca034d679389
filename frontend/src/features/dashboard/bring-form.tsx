import { useState } from 'react';

import { refusalWords } from './bring-words';
import { Button } from '@/components/button';
import { Field, TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** Which file, and what the workspace will be called. */
export function BringForm({ error, onFile, onCancel }: { error: Error | null; onFile: (file: File, name: string) => void; onCancel: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (file) onFile(file, name.trim());
      }}
    >
      <p className="text-ink-2">{m.archive_bring_text()}</p>
      <Field label={m.archive_file()} hint={m.archive_file_hint()}>
        {(props) => (
          <input
            {...props}
            type="file"
            accept=".zip,application/zip"
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
            className="w-full text-14 text-ink-2 file:mr-3 file:min-h-9 file:cursor-pointer file:rounded-control file:border file:border-solid file:border-line-strong file:bg-transparent file:px-4 file:text-14 file:font-label file:text-ink-1 hover:file:bg-sunken pointer-coarse:file:min-h-11"
          />
        )}
      </Field>
      <TextField label={m.archive_name()} hint={m.archive_name_hint()} value={name} maxLength={100} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      <FormProblem error={error} words={refusalWords} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>{m.cancel()}</Button>
        <Button type="submit" look="primary" disabled={!file}>
          {m.archive_bring_it()}
        </Button>
      </div>
    </form>
  );
}
