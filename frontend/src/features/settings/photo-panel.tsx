import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { deletePhoto, setPhoto } from './api';
import { CropDialog } from './crop-dialog';
import { Panel } from './panel';
import { SavedMark } from './saved-mark';
import { savedAt } from './use-save-me';
import { meQuery } from '@/api/account';
import { useMe } from '@/app/session';
import { Avatar } from '@/components/avatar';
import { Button } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { nameOf } from '@/lib/person';
import { m } from '@/messages/messages';

const SHOWN_PX = 88;

/** The photo: choose one, cut it, take it away. */
export function PhotoPanel() {
  const me = useMe();
  const client = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  // What everybody shows of a person changes with it.
  const show = () =>
    Promise.all([meQuery.queryKey, ['people'], ['members']].map((queryKey) => client.invalidateQueries({ queryKey })));
  const open = useMutation({ mutationFn: (chosen: File) => createImageBitmap(chosen), onSuccess: setPicture });
  const put = useMutation({
    mutationFn: setPhoto,
    onSuccess: () => {
      setPicture(null);
      return show();
    },
  });
  const remove = useMutation({ mutationFn: deletePhoto, onSuccess: show });
  const choose = (chosen: File | undefined) => {
    put.reset();
    if (chosen) open.mutate(chosen);
    if (file.current) file.current.value = ''; // the same file may be chosen again
  };
  return (
    <Panel title={m.settings_photo()} lead={m.settings_photo_lead()}>
      <div className="flex flex-wrap items-center gap-5">
        <Avatar name={nameOf(me)} photo={me.photo} size={SHOWN_PX} />
        <div className="flex flex-wrap items-center gap-2">
          <input
            ref={file}
            type="file"
            aria-label={m.settings_photo_choose()}
            accept="image/png,image/jpeg,image/webp"
            className="hidden"
            onChange={(event) => choose(event.target.files?.[0])}
          />
          <Button isBusy={open.isPending} onClick={() => file.current?.click()}>
            {me.photo ? m.settings_photo_change() : m.settings_photo_choose()}
          </Button>
          {me.photo && (
            <Button look="quiet" isBusy={remove.isPending} onClick={() => remove.mutate()}>
              {m.settings_photo_remove()}
            </Button>
          )}
          <SavedMark at={Math.max(savedAt(put), savedAt(remove))} />
        </div>
      </div>
      <FormProblem error={open.error ?? remove.error} words={(error) => (open.error ? m.settings_photo_unreadable() : error.message)} />
      {picture && (
        <CropDialog
          picture={picture}
          isBusy={put.isPending}
          error={put.error}
          onUse={(photo) => put.mutate(photo)}
          onClose={() => setPicture(null)}
        />
      )}
    </Panel>
  );
}
