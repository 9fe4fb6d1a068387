import type { Alert, FleetView } from '@cord/fleet/view';
import { nameOfThing } from '../devices/device-name.js';
import { formatDuration, formatMoment } from '../format/time.js';
import { describeBreach, isOpen } from './describe-alert.js';

interface AlertListProps {
  view: FleetView;
  nowMs: number;
}

/** Open alerts, then cleared ones, each newest first. */
export function AlertList({ view, nowMs }: AlertListProps) {
  const open = view.alerts.filter((alert) => isOpen(alert));
  const cleared = view.alerts.filter((alert) => !isOpen(alert));
  return (
    <section class="alerts" aria-labelledby="alerts-title">
      <div class="section-head">
        <h2 id="alerts-title">Alerts</h2>
        <p class="section-note">{open.length === 0 ? 'none open' : `${open.length} open`}</p>
      </div>
      {view.alerts.length === 0 && <p class="nothing">No threshold has been breached yet.</p>}
      {/* Reachable by keyboard, since it scrolls. */}
      <ul class="alert-list" tabIndex={view.alerts.length === 0 ? -1 : 0} aria-label="Alerts, open ones first">
        {[...open, ...cleared].map((alert) => (
          <AlertItem key={alert.id} alert={alert} name={nameOfThing(view, alert.thingName)} nowMs={nowMs} />
        ))}
      </ul>
    </section>
  );
}

function AlertItem({ alert, name, nowMs }: { alert: Alert; name: string; nowMs: number }) {
  const { raisedAtMs, clearedAtMs, severity, thresholdId } = alert;
  const duration = formatDuration((clearedAtMs ?? nowMs) - raisedAtMs);
  return (
    <li class="alert" data-state={isOpen(alert) ? 'open' : 'cleared'}>
      <p class="alert-title">
        <span class="mark" data-mark={isOpen(alert) ? 'alert' : 'cleared'}>
          {isOpen(alert) ? severity : 'cleared'}
        </span>
        <strong>{name}</strong> {thresholdId}
      </p>
      <p class="alert-duration">
        {isOpen(alert) ? 'open for' : 'lasted'} {duration}
      </p>
      <p class="alert-breach">{describeBreach(alert)}</p>
      <p class="alert-times">
        <Moment atMs={raisedAtMs} nowMs={nowMs} />
        {clearedAtMs !== undefined && (
          <>
            {' – '}
            <Moment atMs={clearedAtMs} nowMs={nowMs} />
          </>
        )}
      </p>
    </li>
  );
}

function Moment({ atMs, nowMs }: { atMs: number; nowMs: number }) {
  return <time dateTime={new Date(atMs).toISOString()}>{formatMoment(atMs, nowMs)}</time>;
}
