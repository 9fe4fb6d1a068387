import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  DeviceRegistrationApi,
  type DeviceRegistrationApiProps,
} from '../../src/registration/device-registration-api.js';

describe('DeviceRegistrationApi', () => {
  it('has the one route POST /devices/new, for holders of the API key', () => {
    const { template } = synthesise();
    template.resourceCountIs('AWS::ApiGateway::Method', 1);
    template.hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'POST', ApiKeyRequired: true });
    for (const PathPart of ['devices', 'new'])
      template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart });
  });

  it('limits the whole fleet by the day and by the second', () => {
    synthesise({ dailyQuota: 500, requestsPerSecond: 3, burst: 5 }).template.hasResourceProperties(
      'AWS::ApiGateway::UsagePlan',
      {
        Quota: { Limit: 500, Period: 'DAY' },
        Throttle: { RateLimit: 3, BurstLimit: 5 },
      },
    );
  });

  it('allows 10,000 registrations a day unless told otherwise', () => {
    synthesise().template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Quota: { Limit: 10_000, Period: 'DAY' },
    });
  });

  it('ties the key to the plan', () => {
    const { template } = synthesise();
    const [keyId = ''] = Object.keys(template.findResources('AWS::ApiGateway::ApiKey'));
    const [planId = ''] = Object.keys(template.findResources('AWS::ApiGateway::UsagePlan'));
    template.hasResourceProperties('AWS::ApiGateway::UsagePlanKey', {
      KeyId: { Ref: keyId },
      UsagePlanId: { Ref: planId },
    });
  });

  it('has an access log without bodies, kept for a month', () => {
    const { template } = synthesise();
    const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
    const format = JSON.parse(stage?.['Properties'].AccessLogSetting.Format) as Record<string, string>;
    expect(Object.keys(format)).toEqual(expect.arrayContaining(['requestId', 'apiKeyId', 'status']));
    expect(JSON.stringify(format)).not.toMatch(/body|authorizer|identity\.apiKey\b/i);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('leaves the account alone', () => {
    synthesise().template.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  it('tells refusals of the gateway in the shape of the handler', () => {
    const { template } = synthesise();
    for (const [ResponseType, code] of [
      ['INVALID_API_KEY', 'forbidden'],
      ['BAD_REQUEST_BODY', 'manifest-malformed'],
      ['QUOTA_EXCEEDED', 'quota-exceeded'],
    ]) {
      const text = JSON.stringify({ success: false, error: { code, message: '%', requestId: '$context.requestId' } });
      const [before = '', after = ''] = text
        .split('%')
        .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
      template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
        ResponseType,
        ResponseTemplates: { 'application/json': Match.stringLikeRegexp(`^${before}.+${after}$`) },
      });
    }
  });

  it('runs the prebuilt handler on arm64 with JSON logs', () => {
    synthesise().template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'register-device.handler',
      LoggingConfig: { LogFormat: 'JSON' },
      Timeout: 20,
    });
  });

  it('lets the handler touch things of the prefix, certificates and its own log, and nothing else', () => {
    const { template } = synthesise({ thingPrefix: 'ACME-' });
    const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
      (policy) => policy['Properties'].PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[],
    );
    const granted = Object.fromEntries(
      statements.flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, JSON.stringify(Resource)])),
    );
    expect(Object.keys(granted).toSorted()).toEqual([
      'iot:AttachPolicy',
      'iot:AttachThingPrincipal',
      'iot:CreateThing',
      'iot:DescribeCertificate',
      'iot:ListThingPrincipals',
      'iot:RegisterCertificateWithoutCA',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    expect(granted['iot:CreateThing']).toContain(':thing/ACME-*"');
    expect(granted['iot:AttachPolicy']).toContain(':cert/*"');
    expect(granted['logs:PutLogEvents']).toContain('HandlerLogs');
    const withoutResource = Object.keys(granted).filter((action) => granted[action] === '"*"');
    expect(withoutResource).toEqual(['iot:RegisterCertificateWithoutCA']);
  });

  it('tells its URL as the cord is given it: with the stage, without a slash at the end', () => {
    const { stack, registration } = synthesise({ stage: 'prod' });
    expect(JSON.stringify(stack.resolve(registration.apiUrl))).toMatch(/"https:\/\/".*"\/prod"\]\]}$/);
  });

  it('hands its settings to the handler as JSON', () => {
    const { template } = synthesise({ maxEntries: 7, trust: { signerExpiry: 'reject' } });
    const [lambda] = Object.values(template.findResources('AWS::Lambda::Function'));
    const [, parts] = lambda!['Properties'].Environment.Variables.CORD_REGISTRATION['Fn::Join'] as [string, unknown[]];
    const text = parts.map((part) => (typeof part === 'string' ? part : 'token')).join('');
    expect(JSON.parse(text)).toMatchObject({
      maxEntries: 7,
      trust: { signerExpiry: 'reject' },
      thingPrefix: 'CS-CORD-DK-',
      policyName: 'token',
    });
  });

  it('rejects a stage that cannot be part of a URL', () => {
    expect(() => synthesise({ stage: 'prod/eu' })).toThrow(
      expect.objectContaining({ code: 'stage-invalid', constructPath: 'Stack/Registration' }),
    );
  });

  it('rejects more certificates than the environment of a function holds', () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(800)}\n-----END CERTIFICATE-----\n`;
    expect(() => synthesise({ trust: { logSigners: [pem, pem, pem, pem, pem] } })).toThrow(
      expect.objectContaining({ code: 'settings-too-large' }),
    );
  });

  it('is written as before', () => {
    expect(withoutAssetHashes(synthesise().template.toJSON())).toMatchSnapshot();
  });
});

function synthesise(props: DeviceRegistrationApiProps = {}) {
  const stack = new Stack(new App(), 'Stack');
  const registration = new DeviceRegistrationApi(stack, 'Registration', props);
  return { stack, registration, template: Template.fromStack(stack) };
}

/** The handler's hash changes with every change of its code; the template around it should not. */
function withoutAssetHashes(template: unknown): unknown {
  return JSON.parse(JSON.stringify(template).replaceAll(/[0-9a-f]{64}/g, '<hash>'));
}
