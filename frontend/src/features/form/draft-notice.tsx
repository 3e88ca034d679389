import { m } from '@/messages/messages';

/** Says that what was written before in this tab is back. */
export function DraftNotice({ onDiscard }: { onDiscard: () => void }) {
  return (
    <p className="mb-4 flex flex-wrap items-center gap-x-3 rounded-control bg-sunken px-4 py-2 text-14 text-ink-2">
      {m.form_draft_back()}
      <button type="button" onClick={onDiscard} className="link min-h-6 pointer-coarse:min-h-11">
        {m.form_draft_drop()}
      </button>
    </p>
  );
}
