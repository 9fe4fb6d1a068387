import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** So far beyond the edge of the screen, as seen from it. */
const MARGIN = '50%';

/** Whether an element is on the screen, or nearly: what nobody sees need not be painted. */
export function useIsNear(element: RefObject<HTMLElement>): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new IntersectionObserver((seen) => setIsNear(seen.at(-1)?.isIntersecting ?? false), {
      rootMargin: MARGIN,
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return isNear;
}
