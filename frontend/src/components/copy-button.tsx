import { Check, Copy } from 'lucide-react';
import { useState } from 'react';

import { IconButton } from './button';
import { m } from '@/messages/messages';

/** Copies a text to the clipboard, and says so for two seconds. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <IconButton label={isCopied ? m.copied() : (label ?? m.copy())} onClick={() => void copy()}>
      {isCopied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
    </IconButton>
  );
}
