import { useState } from 'react';

import { useChangePage } from './api';
import type { StatusPageOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { TextArea, TextField } from '@/components/field';
import { Section } from '@/components/section';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** Title and introduction. */
export function PageText({ page, name }: { page: StatusPageOut; name: string }) {
  const [title, setTitle] = useState(page.title ?? '');
  const [description, setDescription] = useState(page.description ?? '');
  const change = useChangePage(page.workspace_id);
  const say = useToast();
  const isChanged = title.trim() !== (page.title ?? '') || description.trim() !== (page.description ?? '');
  return (
    <Section title={m.status_text()}>
      <form
        className="card grid max-w-form gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          const body = { title: title.trim() || null, description: description.trim() || null };
          change.mutate({ next: { ...page, ...body }, body }, { onSuccess: () => say({ text: m.saved() }) });
        }}
      >
        <TextField label={m.status_title()} placeholder={name} value={title} maxLength={100} onChange={(event) => setTitle(event.target.value)} />
        <TextArea label={m.status_description()} hint={m.status_description_hint()} value={description} maxLength={500} onChange={(event) => setDescription(event.target.value)} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" disabled={!isChanged} isBusy={change.isPending}>
            {m.save()}
          </Button>
        </div>
      </form>
    </Section>
  );
}
