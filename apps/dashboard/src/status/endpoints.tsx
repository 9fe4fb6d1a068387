import { formatMoment } from '../format/time.js';
import { useSlice } from '../use-page.js';

/** Where the backend is reached, and since when. */
export function Endpoints() {
  const apiUrl = useSlice(({ view }) => view.status?.apiUrl);
  const iotUrl = useSlice(({ view }) => view.status?.iotUrl);
  const startedAt = useSlice(({ view, nowMs }) => formatMoment(view.status?.startedAtMs ?? nowMs, nowMs));
  return (
    <footer>
      <p>Registration API {apiUrl}</p>
      <p>MQTT over mutual TLS {iotUrl}</p>
      <p>Started {startedAt}</p>
    </footer>
  );
}
