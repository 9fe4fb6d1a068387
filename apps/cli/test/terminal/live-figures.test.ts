import { emptyFleetView, type FleetView } from '@cord/fleet';
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

describe('live figures', () => {
  it('line up under their units, with nothing where nothing was heard', () => {
    expect(formatLiveTable(view, pc.createColors(false))).toMatchSnapshot();
  });

  it('fit one line of a log', () => {
    expect(formatLiveLine(view)).toBe('freezer 104.4 W · 41 messages');
  });

  it('end in a summary', () => {
    expect(formatSummary(view)).toBe('registered 2 · messages 41 · alerts 1 · refused 3');
    expect(formatSummary(emptyFleetView)).toBe('registered 0 · messages 0 · alerts 0 · refused 0');
  });
});
