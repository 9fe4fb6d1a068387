import type { FleetStatus } from '@cord/local';
import { formatCount, formatPower } from '../format/quantity.js';
import type { Link } from '../link/link.js';
import { useSlice } from '../use-page.js';
import { sumUp } from './fleet-figures.js';

const linkText: Record<Link['state'], string> = { connecting: 'connecting', live: 'live', lost: 'reconnecting' };

/** Where the page stands: which backend, whether its figures are live, and the fleet in a handful of numbers. */
export function StatusBar() {
  const status = useSlice(({ view }) => view.status);
  const link = useSlice((state) => state.link);
  return (
    <header class="status-bar">
      <div class="brand">
        <h1>Cord</h1>
        {status !== undefined && <span class="mode">{status.mode}</span>}
        <span class="mark" data-mark={link.state}>
          {linkText[link.state]}
        </span>
      </div>
      {status !== undefined && <Totals status={status} />}
    </header>
  );
}

function Totals({ status: { view } }: { status: FleetStatus }) {
  const { devices, online, wattsNow, openAlerts } = sumUp(view);
  return (
    <dl class="totals">
      <Total title="Online" value={`${formatCount(online)} of ${formatCount(devices)}`} />
      <Total title="Power now" value={formatPower(wattsNow)} />
      <Total title="Open alerts" value={formatCount(openAlerts)} isWarning={openAlerts > 0} />
      <Total title="Messages" value={formatCount(view.counts.messages)} />
      <Total title="Refused" value={formatCount(view.counts.refused)} isWarning={view.counts.refused > 0} />
    </dl>
  );
}

function Total({ title, value, isWarning = false }: { title: string; value: string; isWarning?: boolean }) {
  return (
    <div data-warning={isWarning}>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </div>
  );
}
