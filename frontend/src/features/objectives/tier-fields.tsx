import { Plus, X } from 'lucide-react';

import type { Draft } from './draft';
import { Button, IconButton } from '@/components/button';
import { TextField } from '@/components/field';
import { m } from '@/messages/messages';

interface Props {
  tiers: Draft['tiers'];
  error?: string | undefined;
  onChange: (tiers: Draft['tiers']) => void;
}

const MOST = 20;

/** What is given back when availability is under a limit. */
export function TierFields({ tiers, error, onChange }: Props) {
  const change = (id: number, part: Partial<Draft['tiers'][number]>) => onChange(tiers.map((tier) => (tier.id === id ? { ...tier, ...part } : tier)));
  const add = () => onChange([...tiers, { id: Math.max(-1, ...tiers.map(({ id }) => id)) + 1, below: '', credit: '' }]);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-13 font-label">{m.objectives_credit()}</legend>
      {tiers.map((tier, place) => (
        <div key={tier.id} className="flex flex-wrap items-center gap-2 text-14 text-ink-2">
          <span>{m.objectives_under()}</span>
          <div className="w-24">
            <TextField
              label={m.objectives_under_field({ number: String(place + 1) })}
              isLabelHidden
              inputMode="decimal"
              required
              placeholder="99.0"
              value={tier.below}
              onChange={(event) => change(tier.id, { below: event.target.value })}
            />
          </div>
          <span>{m.objectives_gives()}</span>
          <div className="w-20">
            <TextField
              label={m.objectives_gives_field({ number: String(place + 1) })}
              isLabelHidden
              inputMode="decimal"
              required
              placeholder="10"
              value={tier.credit}
              onChange={(event) => change(tier.id, { credit: event.target.value })}
            />
          </div>
          <span>{m.objectives_gives_back()}</span>
          <IconButton label={m.objectives_drop_tier({ number: String(place + 1) })} onClick={() => onChange(tiers.filter(({ id }) => id !== tier.id))}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      {error && <p className="text-13 text-down-strong">{error}</p>}
      {tiers.length < MOST && (
        <Button look="quiet" className="justify-self-start" onClick={add}>
          <Plus size={16} aria-hidden />
          {m.objectives_add_tier()}
        </Button>
      )}
    </fieldset>
  );
}
