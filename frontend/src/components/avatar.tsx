import { useQuery } from '@tanstack/react-query';

import { photoQuery } from '@/api/photos';

const SMALL_PX = 32;

/** A person's photo, or the initials. Decorative: the name stands beside it. */
export function Avatar({ name, photo, size = SMALL_PX }: { name: string; photo: string | null | undefined; size?: number }) {
  const { data } = useQuery({ ...photoQuery(photo ?? '', size <= SMALL_PX), enabled: Boolean(photo) });
  const style = { width: size, height: size, fontSize: size * 0.4 };
  if (photo && data) {
    return <img src={data} alt="" width={size} height={size} style={style} className="shrink-0 rounded-full bg-sunken object-cover" />;
  }
  return (
    <span aria-hidden style={style} className="inline-flex shrink-0 items-center justify-center rounded-full bg-cloud-deep font-label text-ink-1">
      {initials(name)}
    </span>
  );
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0]?.[0], words.length > 1 ? words.at(-1)?.[0] : ''];
  return letters.join('').toUpperCase() || '?';
}
