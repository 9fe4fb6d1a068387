import { useSlice } from '../use-page.js';

/** Reads the latest alert to those who hear the page. */
export function AlertNews() {
  return (
    <p class="unseen" role="log">
      {useSlice(({ news }) => news)}
    </p>
  );
}
