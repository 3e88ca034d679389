import { useMemo } from 'react';

import { clockIn, offsetOf, zoneOptions } from '@/components/zones';
import { Combobox } from '@/components/combobox';
import { useNow } from '@/components/time';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

/** A time zone, found by typing a city; the one of this device is a press away. */
export function ZoneField({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const now = new Date(useNow());
  const options = useMemo(() => zoneOptions(value), [value]);
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div className="grid gap-2">
      <Combobox
        label={m.settings_zone()}
        hint={m.settings_zone_hint({ time: clockIn(value, now, getLocale()) })}
        value={value}
        options={options}
        onChange={onChange}
        empty={m.settings_zone_none()}
        note={(zone) => offsetOf(zone, now, getLocale())}
      />
      {here && here !== value && (
        <button type="button" className="link w-fit text-left text-13" onClick={() => onChange(here)}>
          {m.settings_zone_here({ zone: here.replaceAll('_', ' ') })}
        </button>
      )}
    </div>
  );
}
