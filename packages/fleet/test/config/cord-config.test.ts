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

  it.each([
    [{ notifications: { emails: ['nobody'] } }, "notifications.emails[0]: expected an e-mail address, found 'nobody'"],
    [{ cloud: { operatorEmails: [5] } }, 'cloud.operatorEmails[0]: expected text, found 5'],
    [
      { notifications: { phoneNumbers: ['0123'] } },
      "notifications.phoneNumbers[0]: expected a number such as +14255550100, found '0123'",
    ],
    [
      { notifications: { httpsUrls: ['http://x.example'] } },
      "notifications.httpsUrls[0]: expected a URL that begins with https://, found 'http://x.example'",
    ],
    [{ notifications: { emails: 'a@b.example' } }, "notifications.emails: expected a list, found 'a@b.example'"],
    [{ notifications: null }, 'notifications: expected an object, found null'],
    [
      { cloud: { quickSightPrincipalArn: 'arn:aws:iam::1:user/ann' } },
      "cloud.quickSightPrincipalArn: expected the ARN of a QuickSight user or group, found 'arn:aws:iam::1:user/ann'",
    ],
    [{ cloud: { alerting: 'loud' } }, "cloud.alerting: expected 'stateful' or 'stateless', found 'loud'"],
    [{ cloud: { siteWise: 'yes' } }, "cloud.siteWise: expected true or false, found 'yes'"],
    [{ local: { httpPort: 70_000 } }, 'local.httpPort: expected at most 65535, found 70000'],
    [{ local: { dataDir: '' } }, "local.dataDir: expected at least 1 character, found ''"],
    [{ simulation: { seed: 1.5 } }, 'simulation.seed: expected a whole number, found 1.5'],
    [{ retentionDays: 0 }, 'retentionDays: expected at least 1, found 0'],
    [
      { registration: { logSigners: ['-----BEGIN PRIVATE KEY-----'] } },
      'registration.logSigners[0]: expected a PEM certificate, found a private key',
    ],
    [{ thresholds: [{}] }, 'thresholds[0].id: expected text, found nothing'],
    [
      { thresholds: [{ id: 'a', metric: 'watts', above: 5, for: '30' }] },
      "thresholds[0].for: expected a duration such as 30s, 5m or 2h, found '30'",
    ],
    [{ thresholds: [{ id: 'a', metric: 'watts', above: 5, abov: 6 }] }, 'thresholds[0].abov: unknown key'],
    [
      { thresholds: [{ id: 'a', metric: 'watts', above: 5, perThing: { 'a b': {} } }] },
      "thresholds[0].perThing['a b']: expected a thing name",
    ],
    [
      { thresholds: [{ id: 'a', expression: 'volts *', above: 5 }] },
      'thresholds[0].expression: expected an expression, found the end\nvolts *\n       ^',
    ],
  ])('says of %j where, what was expected and what is found', (input, message) => {
    expect(() => parseConfig(input)).toThrow(expect.objectContaining({ message }));
  });

  it('names every wrong place, not the first alone', () => {
    expect(() => parseConfig({ topicRot: 'x', retentionDays: 0 })).toThrow(
      /topicRot[\s\S]*retentionDays|retentionDays[\s\S]*topicRot/,
    );
  });
});
