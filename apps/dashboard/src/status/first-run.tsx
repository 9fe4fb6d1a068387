import { useSlice } from '../use-page.js';
import { CopyableCommand } from './copyable-command.js';

/** The ways to a first cord, shown while the backend knows none. */
export function FirstRun() {
  const apiUrl = useSlice(({ view }) => view.status?.apiUrl);
  return (
    <section class="first-run" aria-labelledby="first-run-title">
      <h2 id="first-run-title">No cord yet</h2>
      <p>This backend runs and waits for its first cord. It will appear here by itself.</p>
      <h3>Start with simulated cords instead</h3>
      <CopyableCommand command="npx -y pnpm@12 start" />
      <h3>Register the cords of a manufacturer's manifest</h3>
      <CopyableCommand
        command={`curl -H "x-api-key: $(cat .cord/api-key)" \\\n--data-binary @manifest.json \\\n${apiUrl}/devices/new`}
      />
    </section>
  );
}
