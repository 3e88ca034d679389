import { startTransition, useEffect, useState } from 'react';

/** More than a screen shows. */
const FIRST = 24;

/** How many of many things to make: first a screenful, which is painted at once, then the rest without holding anything up. */
export function useGrowing(length: number, most: number): number {
  const [isWhole, setWhole] = useState(length <= FIRST);
  useEffect(() => {
    if (!isWhole) startTransition(() => setWhole(true));
  }, [isWhole]);
  return isWhole ? most : FIRST;
}
