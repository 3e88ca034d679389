import { SavedMark } from './saved-mark';
import { Button } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

interface Props {
  isDirty: boolean;
  isSaving: boolean;
  savedAt: number;
  error: Error | null;
}

/** The end of a form: what went wrong, the button, and that it is saved. */
export function SaveRow({ isDirty, isSaving, savedAt, error }: Props) {
  return (
    <div className="grid gap-3">
      <FormProblem error={error} />
      <div className="flex items-center gap-4">
        <Button type="submit" look={isDirty ? 'primary' : 'secondary'} isBusy={isSaving} disabled={!isDirty}>
          {m.settings_save()}
        </Button>
        <SavedMark at={savedAt} />
      </div>
    </div>
  );
}
