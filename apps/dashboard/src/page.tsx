import { AlertList } from './alerts/alert-list.js';
import { DeviceList } from './devices/device-list.js';
import { formatMoment } from './format/time.js';
import { ProblemList } from './problems/problem-list.js';
import { FirstRun } from './status/first-run.js';
import { LinkBanner } from './status/link-banner.js';
import { StatusBar } from './status/status-bar.js';
import { usePage } from './use-page.js';

export function Page() {
  const { state, nowMs, chooseRange } = usePage();
  const { link, status, histories, historyFailures, problems, range, news } = state;
  const hasDevices = status !== undefined && Object.keys(status.view.devices).length > 0;
  return (
    <div class="page" data-link={link.state}>
      <StatusBar status={status} link={link} />
      <LinkBanner link={link} hasFigures={status !== undefined} />
      <main>
        {status === undefined && <p class="nothing">Waiting for the backend's first word…</p>}
        {status !== undefined && !hasDevices && <FirstRun apiUrl={status.apiUrl} />}
        {hasDevices && (
          <DeviceList
            view={status.view}
            histories={histories}
            historyFailures={historyFailures}
            range={range}
            onRange={chooseRange}
            nowMs={nowMs}
          />
        )}
        {status !== undefined && (
          <div class="beside">
            {hasDevices && <AlertList view={status.view} nowMs={nowMs} />}
            <ProblemList problems={problems} nowMs={nowMs} />
          </div>
        )}
      </main>
      {status !== undefined && (
        <footer>
          <p>Registration API {status.apiUrl}</p>
          <p>MQTT over mutual TLS {status.iotUrl}</p>
          <p>Started {formatMoment(status.startedAtMs, nowMs)}</p>
        </footer>
      )}
      <p class="unseen" role="log">
        {news}
      </p>
    </div>
  );
}
