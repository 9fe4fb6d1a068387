import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatMetric } from '../format/quantity.js';
import { formatClock } from '../format/time.js';

const HEIGHT_PX = 112;
const VALUE_AXIS_PX = 44;
const TIME_AXIS_PX = 22;
const MINUTE_S = 60;
/** The axis is never finer than this, else the rustle of an idle meter would look like a load. */
const LEAST_FULL_SCALE_WATTS = 10;

/** Pointing at one cord's chart points at the same moment in all of them. */
const sharedCursor = uPlot.sync('watts');

/** Draws a chart of watts that keeps the width of its frame and the colors of the page. */
export function createWattPlot(frame: HTMLElement): { plot: uPlot; destroy: () => void } {
  const color = (name: string) => () => getComputedStyle(frame).getPropertyValue(name);
  const axis = { stroke: color('--muted'), font: `11px ${getComputedStyle(frame).fontFamily}`, ticks: { show: false } };
  const grid = { stroke: color('--grid'), width: 1 };
  const pointed = document.createElement('p');
  pointed.className = 'pointed';
  const plot = new uPlot(
    {
      width: Math.max(frame.clientWidth, 1),
      height: HEIGHT_PX,
      padding: [16, 16, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: sharedCursor.key }, drag: { x: false, y: false }, y: false, points: { size: 6 } },
      scales: { y: { range: (_, __, greatest) => [0, Math.max(greatest * 1.1, LEAST_FULL_SCALE_WATTS)] } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: TIME_AXIS_PX,
          gap: 6,
          space: 48,
          incrs: [1, 5, 10, 15].map((minutes) => minutes * MINUTE_S),
          values: (_, splits) => splits.map((atSeconds) => formatClock(atSeconds * 1000).slice(0, 5)),
        },
        {
          ...axis,
          grid,
          size: VALUE_AXIS_PX,
          gap: 6,
          space: 26,
          values: (_, splits) => splits.map((watts) => watts.toLocaleString('en')),
        },
      ],
      series: [{}, { stroke: color('--plot-line'), fill: color('--plot-fill'), width: 1.5, points: { show: false } }],
      hooks: {
        setCursor: [
          ({ cursor: { idx }, data: [times, watts] }) => (pointed.textContent = formatPoint(idx, times, watts)),
        ],
      },
    },
    [[], []],
    frame,
  );
  frame.append(pointed);

  const widths = new ResizeObserver(() => plot.setSize({ width: frame.clientWidth, height: HEIGHT_PX }));
  widths.observe(frame);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const recolor = () => plot.redraw();
  scheme.addEventListener('change', recolor);
  return {
    plot,
    destroy: () => {
      widths.disconnect();
      scheme.removeEventListener('change', recolor);
      plot.destroy();
      pointed.remove();
    },
  };
}

function formatPoint(
  index: number | null | undefined,
  times: uPlot.AlignedData[0],
  watts: uPlot.AlignedData[number] | undefined,
): string {
  const atSeconds = index == null ? undefined : times[index];
  const value = index == null ? undefined : watts?.[index];
  return atSeconds === undefined || value == null
    ? ''
    : `${formatClock(atSeconds * 1000)} · ${formatMetric('watts', value)}`;
}
