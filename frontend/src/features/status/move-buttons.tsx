import { ArrowDown, ArrowUp } from 'lucide-react';

import type { Step } from './order';
import { IconButton } from '@/components/button';
import { m } from '@/messages/messages';

interface Props {
  /** The buttons' ids begin with it, so that the focus can follow what was moved. */
  id: string;
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (step: Step) => void;
}

/** Up and down. */
export function MoveButtons({ id, name, isFirst, isLast, onMove }: Props) {
  return (
    <span className="flex">
      <IconButton id={`${id}--1`} label={m.status_up({ name })} aria-disabled={isFirst} className="aria-disabled:opacity-40" onClick={() => isFirst || onMove(-1)}>
        <ArrowUp size={16} aria-hidden />
      </IconButton>
      <IconButton id={`${id}-1`} label={m.status_down({ name })} aria-disabled={isLast} className="aria-disabled:opacity-40" onClick={() => isLast || onMove(1)}>
        <ArrowDown size={16} aria-hidden />
      </IconButton>
    </span>
  );
}
