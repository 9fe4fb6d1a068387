import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { formatConsoleUrl } from '../../src/shared/console-url.js';

describe('a URL of the console', () => {
  it.each([
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/a', 'https://eu-west-1.quicksight.aws.amazon.com/a'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/a', 'https://cn-north-1.quicksight.amazonaws.cn/a'],
    [
      'us-gov-west-1',
      'https://us-gov-west-1.console.amazonaws-us-gov.com/a',
      'https://us-gov-west-1.quicksight.aws-us-gov.amazon.com/a',
    ],
  ])('is that of the partition of %s', (region, ...expected) => {
    const stack = new Stack(new App(), 'Stack', { env: { region } });
    const sites = ['console', 'quicksight'] as const;
    expect(sites.map((site) => formatConsoleUrl(stack, { site, path: '/a' }))).toEqual(expected);
  });

  it('is found at deployment where the region is known no sooner', () => {
    const stack = new Stack(new App(), 'Stack');
    for (const site of ['console', 'quicksight'] as const) {
      new CfnOutput(stack, site, { value: formatConsoleUrl(stack, { site, path: '/a' }) });
    }
    const template = Template.fromStack(stack);
    template.hasOutput('console', {
      Value: {
        'Fn::Join': [
          '',
          [
            'https://',
            { Ref: 'AWS::Region' },
            '.',
            { 'Fn::FindInMap': ['ConsoleDomains', { Ref: 'AWS::Partition' }, 'console'] },
            '/a',
          ],
        ],
      },
    });
    template.hasMapping('ConsoleDomains', { 'aws-cn': { console: 'console.amazonaws.cn' } });
  });
});
