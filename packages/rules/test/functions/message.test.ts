import { compileStatement, type Message } from '../../src/index.js';

const message: Message = {
  topic: '$aws/rules/Building/floor2//room201',
  payload: '{"watts":5}',
  accountId: '123456789012',
  principal: 'ba67293a',
  sourceIp: '10.1.2.3',
  timestamp: 1_481_825_251_155,
  mqtt5: {
    correlationDataBase64: 'Y2lk',
    userProperties: [
      ['k', 'v1'],
      ['__proto__', 'x'],
      ['k', 'v2'],
    ],
  },
};

function run(expression: string, changed: Partial<Message> = {}, entropy?: { random(): number }): unknown {
  const options = { version: '2016-03-23', ...(entropy && { entropy }) } as const;
  const evaluation = compileStatement(`SELECT VALUE ${expression}`, options).evaluate({ ...message, ...changed });
  return evaluation.matched ? evaluation.value : 'no match';
}

describe('functions that tell of the message', () => {
  it.each([
    ['accountid()', '123456789012'],
    ['principal()', 'ba67293a'],
    ['sourceip()', '10.1.2.3'],
    ['timestamp()', 1_481_825_251_155],
    ['sql_version()', '2016-03-23'],
    ['clientid()', 'n/a'],
    ['traceid()', undefined],
  ])('%s', (expression, expected) => {
    expect(run(expression)).toBe(expected);
  });

  it('count the levels of a topic from 1, without those of Basic Ingest', () => {
    expect(run('topic()')).toBe('floor2//room201');
    expect(['1', '2', '3', '4', '0', "'3'", '1.9'].map((level) => run(`topic(${level})`))).toEqual([
      'floor2',
      '',
      'room201',
      undefined,
      undefined,
      'room201',
      'floor2',
    ]);
  });

  it('read what MQTT 5 sends beside the payload', () => {
    expect(run("get_mqtt_property('correlation_data')")).toBe('Y2lk');
    expect(run("get_mqtt_property('format_indicator')")).toBe('UNSPECIFIED_BYTES');
    expect(run("get_mqtt_property('content_type')")).toBeUndefined();
    expect(run("get_mqtt_property('constructor')")).toBeUndefined();
  });

  it('give every value of a user property, as a key may stand more than once', () => {
    expect(run("get_user_properties('k')")).toEqual(['v1', 'v2']);
    expect(run("get_user_properties('none')")).toBeUndefined();
    expect(run('get_user_properties()')).toEqual([{ k: 'v1' }, Object.fromEntries([['__proto__', 'x']]), { k: 'v2' }]);
  });

  it('are Undefined for a message that came without MQTT 5', () => {
    const plain = { mqtt5: undefined };
    expect(run("get_mqtt_property('content_type')", plain)).toBeUndefined();
    expect(run("get_user_properties('k')", plain)).toBeUndefined();
    expect(run('get_user_properties()', plain)).toBeUndefined();
  });
});

describe('chance', () => {
  it('is what is passed in', () => {
    expect(run('rand()', {}, { random: () => 0.25 })).toBe(0.25);
    expect(run('newuuid()', {}, { random: () => 0 })).toBe('00000000-0000-4000-8000-000000000000');
    expect(run('newuuid()', {}, { random: () => 1 - 2 ** -53 })).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  });

  it('follows from the message where none is passed in', () => {
    expect(run('newuuid()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(run('newuuid()')).toBe(run('newuuid()'));
    expect(run('newuuid()', { timestamp: 1 })).not.toBe(run('newuuid()', { timestamp: 2 }));
    expect(run('[newuuid(), newuuid()]')).toEqual([expect.any(String), expect.any(String)]);
    const [one, other] = run('[rand(), rand()]') as [number, number];
    expect(one).not.toBe(other);
    for (const number of [one, other]) expect(number >= 0 && number < 1).toBe(true);
  });
});
