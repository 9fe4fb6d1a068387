import type { Alert } from '@cord/fleet/view';
import { formatDuration, formatMoment } from '../format/time.js';
import { useSlice } from '../use-page.js';
import { formatBreach, isOpen } from '../view/format-alert.js';
import { nameOfThing } from '../view/device-name.js';

/** One for all, always the same. */
const noAlerts: readonly Alert[] = [];

/** Open alerts, then cleared ones, each newest first. */
export function AlertList() {
  const alerts = useSlice(({ view }) => view.status?.view.alerts ?? noAlerts);
  const names = useSlice(({ view }) => view.names);
  const nowMs = useSlice((state) => state.nowMs);
  const open = alerts.filter((alert) => isOpen(alert));
  const cleared = alerts.filter((alert) => !isOpen(alert));
  return (
    <section class="alerts" aria-labelledby="alerts-title">
      <div class="section-head">
        <h2 id="alerts-title">Alerts</h2>
        <p class="section-note">{open.length === 0 ? 'none open' : `${open.length} open`}</p>
      </div>
      {alerts.length === 0 && <p class="nothing">No threshold has been breached yet.</p>}
      {/* Reachable by keyboard, since it scrolls. */}
      <ul class="alert-list" tabIndex={alerts.length === 0 ? -1 : 0} aria-label="Alerts, open ones first">
        {[...open, ...cleared].map((alert) => (
          <AlertItem key={alert.id} alert={alert} name={nameOfThing(names, alert.thingName)} nowMs={nowMs} />
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
      <p class="alert-breach">{formatBreach(alert)}</p>
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
