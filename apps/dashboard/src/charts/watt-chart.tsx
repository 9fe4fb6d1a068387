import { useEffect, useMemo, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { formatMetric } from '../format/quantity.js';
import type { ChartRange } from '../telemetry/chart-range.js';
import { breakAtGaps, summarizeWatts, type WattHistory } from '../telemetry/watt-history.js';
import { useIsNear } from './use-is-near.js';
import { createWattPlot } from './watt-plot.js';

interface WattChartProps {
  name: string;
  history: WattHistory;
  /** Why earlier samples are missing. */
  failure: string | undefined;
  range: ChartRange;
  nowMs: number;
}

/** Watts over the time range: a picture for the eye, its summary in words for those who hear the page. */
export function WattChart({ name, history, failure, range, nowMs }: WattChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  const isNear = useIsNear(frame);
  const columns = useMemo(() => (isNear ? toColumns(history) : undefined), [history, isNear]);
  const shown = history.filter(({ atMs }) => atMs >= nowMs - range.lengthMs);

  useEffect(() => {
    if (frame.current === null) return undefined;
    const created = createWattPlot(frame.current);
    plot.current = created.plot;
    return created.destroy;
  }, []);
  useEffect(() => {
    if (columns === undefined) return;
    plot.current?.batch(() => {
      plot.current?.setData(columns, false);
      plot.current?.setScale('x', { min: (nowMs - range.lengthMs) / 1000, max: nowMs / 1000 });
    });
  }, [columns, range, nowMs]);

  return (
    <figure class="chart">
      <div class="plot" ref={frame} role="img" aria-label={describe(name, shown, range)} />
      {failure !== undefined && <figcaption class="chart-note">{failure}</figcaption>}
      {failure === undefined && shown.length === 0 && (
        <figcaption class="chart-note">no telemetry in the last {range.inWords}</figcaption>
      )}
    </figure>
  );
}

function toColumns(history: WattHistory): uPlot.AlignedData {
  const samples = breakAtGaps(history);
  return [samples.map(({ atMs }) => atMs / 1000), samples.map(({ watts }) => watts ?? null)];
}

function describe(name: string, history: WattHistory, range: ChartRange): string {
  const summary = summarizeWatts(history);
  const title = `Power of ${name} over the last ${range.inWords}`;
  if (summary === undefined) return `${title}: no telemetry`;
  const { least, greatest, mean } = summary;
  const [low, high, middle] = [least, greatest, mean].map((watts) => formatMetric('watts', watts));
  return `${title}: between ${low} and ${high}, ${middle} on average`;
}
