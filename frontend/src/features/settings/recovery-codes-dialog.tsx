import { Copy, Download } from 'lucide-react';
import { useState } from 'react';

import { saveFile } from '@/api/files';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { m } from '@/messages/messages';

/** Recovery codes, once. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const text = `${codes.join('\n')}\n`;
  return (
    <Dialog title={m.settings_recovery_title()} isOpen isHeld onClose={onClose}>
      <p className="text-14 text-ink-2">{m.settings_recovery_shown_once()}</p>
      <ol className="grid grid-cols-2 gap-x-6 gap-y-2 rounded-control bg-sunken px-5 py-4 font-mono text-14">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
          <Copy size={16} aria-hidden />
          {isCopied ? m.copied() : m.settings_recovery_copy()}
        </Button>
        <Button onClick={() => saveFile(new Blob([text], { type: 'text/plain' }), m.settings_recovery_file())}>
          <Download size={16} aria-hidden />
          {m.settings_recovery_download()}
        </Button>
        <Button look="primary" onClick={onClose}>
          {m.settings_recovery_kept()}
        </Button>
      </div>
    </Dialog>
  );
}
