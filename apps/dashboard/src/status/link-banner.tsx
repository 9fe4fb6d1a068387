import { formatClock } from '../format/time.js';
import { useSlice } from '../use-page.js';

/** Says when the figures below are not of now. Always in the page, so that a screen reader hears it change. */
export function LinkBanner() {
  const link = useSlice((state) => state.link);
  const hasFigures = useSlice(({ view }) => view.status !== undefined);
  return (
    <div class="link-banner" role="status">
      {link.state === 'lost' && (
        <p>
          <strong>No link to the backend:</strong> {link.reason}.{' '}
          {hasFigures && `Figures are of ${formatClock(link.sinceMs)}. `}
          Connecting anew…
        </p>
      )}
    </div>
  );
}
