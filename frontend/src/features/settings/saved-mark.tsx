import { Check } from 'lucide-react';
import { useEffect, useState } from 'react';

import { m } from '@/messages/messages';

const SHOWN_MS = 2_000;

/** "Saved", for two seconds. `at`: when it was, in milliseconds since 1970; 0: not yet. */
export function SavedMark({ at }: { at: number }) {
  const [hidden, setHidden] = useState(0);
  useEffect(() => {
    if (!at) return undefined;
    const timer = setTimeout(() => setHidden(at), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [at]);
  return (
    <output className="inline-flex h-5 items-center gap-1 text-13 font-label text-up-strong">
      {at > 0 && at !== hidden && (
        <>
          <Check size={15} aria-hidden />
          {m.settings_saved()}
        </>
      )}
    </output>
  );
}
