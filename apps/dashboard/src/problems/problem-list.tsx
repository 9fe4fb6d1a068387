import { formatMoment } from '../format/time.js';
import { useSlice } from '../use-page.js';

/** What was refused and what failed, newest first; absent while there is nothing of the kind. */
export function ProblemList() {
  const problems = useSlice((state) => state.problems);
  const nowMs = useSlice((state) => state.nowMs);
  if (problems.length === 0) return null;
  return (
    <section class="problems" aria-labelledby="problems-title">
      <div class="section-head">
        <h2 id="problems-title">Refused and failed</h2>
        <p class="section-note">since this page was opened</p>
      </div>
      <ul class="problem-list">
        {problems.map((problem, index) => (
          <li key={problems.length - index}>
            <p class="problem-title">{problem.title}</p>
            <p class="problem-time">{formatMoment(problem.atMs, nowMs)}</p>
            <p class="problem-detail">{problem.detail}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
