import { parseConfig } from '../../src/config/cord-config.js';
import { FleetError } from '../../src/errors.js';

describe('parseConfig', () => {
  it('fills in every value', () => {
    expect(parseConfig(undefined)).toMatchSnapshot();
  });

  it('keeps what was said', () => {
    expect(parseConfig({ topicRoot: 'plant', local: { httpPort: 0 } })).toMatchObject({
      topicRoot: 'plant',
      local: { httpPort: 0, mqttPort: 8883 },
    });
  });

  it.each([
    [{ topicRot: 'x' }, 'topicRot', 'unknown key'],
    [{ local: { prot: 1 } }, 'local.prot', 'unknown key'],
    [{ local: { httpPort: 70_000 } }, 'local.httpPort', '65535'],
    [{ topicRoot: 'a/b' }, 'topicRoot', 'one topic level'],
    [{ retentionDays: 0 }, 'retentionDays', '1'],
    [{ thingPrefix: 'a b' }, 'thingPrefix', 'a-z'],
    [{ notifications: { emails: ['nobody'] } }, 'notifications.emails[0]', 'mail'],
    [{ registration: { logSigners: ['/etc/passwd'] } }, 'registration.logSigners[0]', 'PEM'],
    [{ notifications: { httpsUrls: ['http://example.com'] } }, 'notifications.httpsUrls[0]', 'URL'],
    [{ cloud: { quickSightPrincipalArn: 'ann' } }, 'cloud.quickSightPrincipalArn', 'QuickSight'],
    [{ cloud: { alerting: 'loud' } }, 'cloud.alerting', 'stateful'],
    [{ thresholds: [{ id: 'a', metric: 'wats', above: 5 }] }, 'thresholds[0].metric', "unknown metric 'wats'"],
    [{ thresholds: [{ id: 'a', metric: 'watts', abov: 5 }] }, 'thresholds[0]', 'abov'],
    [
      { thresholds: [{ id: 'a', expression: 'volts *', above: 5 }] },
      'thresholds[0].expression',
      'expected an expression',
    ],
    [{ thresholds: [{ id: 'a', expression: 'watt()', above: 5 }] }, 'thresholds[0].expression', "'watt'"],
    [
      { thresholds: [1, 2].map((above) => ({ id: 'a', metric: 'watts', above })) },
      'thresholds[1].id',
      "another threshold has id 'a'",
    ],
    [{ thresholds: ['a'] }, 'thresholds[0]', 'object'],
    [[], 'configuration', 'object'],
  ])('rejects %j at %s', (input, path, text) => {
    expect(() => parseConfig(input)).toThrow(FleetError);
    expect(() => parseConfig(input)).toThrow(
      expect.objectContaining({
        code: 'invalid-config',
        path: expect.stringContaining(path),
        message: expect.stringContaining(text),
      }),
    );
  });

  it('names every wrong place, not the first alone', () => {
    expect(() => parseConfig({ topicRot: 'x', retentionDays: 0 })).toThrow(
      /topicRot[\s\S]*retentionDays|retentionDays[\s\S]*topicRot/,
    );
  });
});
