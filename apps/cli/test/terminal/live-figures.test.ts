import { emptyFleetView, mainMetric, otherMetrics, type FleetView } from '@cord/fleet';
import pc from 'picocolors';
import { formatLiveLine, formatLiveTable, formatSummary } from '../../src/terminal/live-figures.js';

const view: FleetView = {
  devices: {
    a: {
      thingName: 'CS-CORD-DK-0123f2408ea1fcf201',
      label: 'freezer',
      isConnected: true,
      latest: {
        thingName: 'a',
        receivedAtMs: 1,
        relay: 'on',
        volts: 119.1,
        amps: 0.14,
        watts: 104.4,
        powerFactorPercent: 63,
        wattHours: 12.5,
      },
    },
    b: { thingName: 'CS-CORD-DK-0123f2408ea1fcf202', isConnected: false },
  },
  alerts: [],
  counts: { registered: 2, messages: 41, alerts: 1, refused: 3 },
};

function titles(columns: number): readonly string[] {
  const [line = ''] = formatLiveTable(view, pc.createColors(false), { columns, rows: 24 }).split('\n');
  return line.match(/\S+( %)?/g) ?? [];
}

describe('live figures', () => {
  it('line up under their units, with nothing where nothing was heard', () => {
    expect(formatLiveTable(view, pc.createColors(false))).toMatchSnapshot();
  });

  it('leave out what has no room, the figure that is looked at first to the last', () => {
    const main: string = mainMetric.shortLabel;
    const others: readonly string[] = otherMetrics.map(({ shortLabel }) => shortLabel);
    expect(titles(200)).toEqual(['device', 'thing', 'link', 'relay', main, ...others]);
    expect(titles(40)).toEqual(['device', 'thing', 'link', main]);
    for (let columns = 41; columns < 200; columns += 1) {
      const shown = titles(columns);
      const figures = shown.slice(shown.indexOf(main) + 1);
      expect(figures).toEqual(others.slice(others.length - figures.length));
      // The relay says more than any of them.
      if (figures.length > 0) expect(shown).toContain('relay');
    }
  });

  it('are no longer than the terminal, and say how many more there are', () => {
    const devices = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`d${i}`, { thingName: `thing-${i}`, isConnected: true }]),
    );
    const text = (rows: number) =>
      formatLiveTable({ ...view, devices }, pc.createColors(false), { columns: 80, rows }).split('\n');
    expect(text(24)).toHaveLength(22);
    expect(text(24).at(-1)).toBe('… and 30 more');
    expect(text(53)).toHaveLength(51);
    expect(text(53).at(-1)).toContain('thing-49');
  });

  it('fit one line of a log', () => {
    expect(formatLiveLine(view)).toBe('freezer 104.4 W · 41 messages');
  });

  it('end in a summary', () => {
    expect(formatSummary(view)).toBe('registered 2 · messages 41 · alerts 1 · refused 3');
    expect(formatSummary(emptyFleetView)).toBe('registered 0 · messages 0 · alerts 0 · refused 0');
  });
});
