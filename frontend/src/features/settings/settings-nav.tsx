import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';

import { type Section, SECTION_NAMES, SECTIONS } from './sections';
import { m } from '@/messages/messages';

/** The sections: a quiet column, or on small screens the whole page. */
export function SettingsNav({ current, className }: { current: Section; className: string }) {
  return (
    <div className={className}>
      <h1 className="mb-5 text-24 font-heading md:hidden">{m.settings_title()}</h1>
      <nav aria-label={m.settings_title()} className="max-md:card md:sticky md:top-7">
        <p aria-hidden className="mb-2 px-3 pt-2 text-13 text-ink-3 max-md:hidden">
          {m.settings_title()}
        </p>
        <ul className="grid gap-0.5 max-md:divide-y max-md:divide-line">
          {SECTIONS.map((section) => (
            <li key={section}>
              <Link
                to="/settings/{-$section}"
                params={{ section }}
                aria-current={section === current ? 'page' : undefined}
                className={`flex min-h-9 items-center justify-between rounded-control px-3 text-14 no-underline max-md:min-h-12 max-md:px-4 max-md:text-ink-1 ${
                  section === current ? 'md:bg-surface md:font-label md:text-ink-1 md:outline md:outline-line' : 'text-ink-2 hover:text-ink-1'
                }`}
              >
                {SECTION_NAMES[section]()}
                <ChevronRight size={16} aria-hidden className="text-ink-3 md:hidden" />
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
