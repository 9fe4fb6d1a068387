import { formatClock } from '../format/time.js';
import type { Link } from '../link/link.js';

/** Says when the figures below are not of now. Always in the page, so that a screen reader hears it change. */
export function LinkBanner({ link, hasFigures }: { link: Link; hasFigures: boolean }) {
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
