import { AlertList } from './alerts/alert-list.js';
import { AlertNews } from './alerts/alert-news.js';
import { DeviceList } from './devices/device-list.js';
import { ProblemList } from './problems/problem-list.js';
import { Endpoints } from './status/endpoints.js';
import { FirstRun } from './status/first-run.js';
import { LinkBanner } from './status/link-banner.js';
import { StatusBar } from './status/status-bar.js';
import { useBackend, useSlice } from './use-page.js';

/** Where each part has its place; what is in a part, and when it is drawn anew, is the part's own. */
export function Page() {
  useBackend();
  const linkState = useSlice(({ link }) => link.state);
  const hasStatus = useSlice(({ view }) => view.status !== undefined);
  const hasDevices = useSlice(({ view }) => Object.keys(view.status?.view.devices ?? {}).length > 0);
  return (
    <div class="page" data-link={linkState}>
      <StatusBar />
      <LinkBanner />
      <main>
        {!hasStatus && <p class="nothing">Waiting for the backend's first word…</p>}
        {hasStatus && !hasDevices && <FirstRun />}
        {hasDevices && <DeviceList />}
        {hasStatus && (
          <div class="beside">
            {hasDevices && <AlertList />}
            <ProblemList />
          </div>
        )}
      </main>
      {hasStatus && <Endpoints />}
      <AlertNews />
    </div>
  );
}
