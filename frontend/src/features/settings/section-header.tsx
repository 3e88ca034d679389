import { Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';

import { type Section, SECTION_NAMES } from './sections';
import { PageHeader } from '@/components/page-header';
import { m } from '@/messages/messages';

/** A section's h1 and its sentence; on small screens the way back to the list. */
export function SectionHeader({ section, lead, children }: { section: Section; lead: ReactNode; children?: ReactNode }) {
  return (
    <>
      <Link
        to="/settings/{-$section}"
        params={{ section: undefined }}
        className="-ml-1 mb-3 inline-flex min-h-11 items-center gap-1 text-14 text-ink-2 no-underline md:hidden"
      >
        <ChevronLeft size={18} aria-hidden />
        {m.settings_title()}
      </Link>
      <PageHeader title={SECTION_NAMES[section]()} situation={lead}>
        {children}
      </PageHeader>
    </>
  );
}
