import { useMemo, type ReactNode } from 'react';

import { Combobox } from './combobox';
import { useNow } from './time';
import { offsetOf, zoneOptions } from './zones';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

/** A time zone, found by typing a city. */
export function ZoneCombobox({ label, hint, error, value, onChange }: { label: string; hint?: ReactNode; error?: string | undefined; value: string; onChange: (zone: string) => void }) {
  const now = new Date(useNow());
  const options = useMemo(() => zoneOptions(value), [value]);
  return (
    <Combobox
      label={label}
      hint={hint}
      error={error}
      value={value}
      options={options}
      onChange={onChange}
      empty={m.settings_zone_none()}
      note={(zone) => offsetOf(zone, now, getLocale())}
    />
  );
}
