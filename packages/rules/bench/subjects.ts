import { compileStatement, receiveMessage, TopicRouter, type CompiledStatement, type Message } from '../src/index.js';
import { compileExpression } from '../src/sql/compile/compile-expression.js';
import { createCompileContext } from '../src/sql/compile/compile-statement.js';
import { dialects } from '../src/value/dialect.js';
import { Scope } from '../src/sql/compile/scope.js';
import { parseStatement } from '../src/sql/parse/statement-parser.js';
import type { Contestant } from './measure.js';
import { peers, type Sample } from './peers.js';

/** What is timed: the first contestant is what the others are measured by. */
export interface Subject {
  readonly name: string;
  readonly contestants: readonly Contestant[];
}

const version = '2016-03-23';

/** A cord's message as its firmware sends it. */
const sample = {
  watts: 6.2,
  volts: 120.1,
  amps: 0.05,
  power_factor: 0.98,
  frequency: 60.01,
  watt_hours: 1234.5,
  relay_on: true,
  rssi: -61,
  uptime: 123_456,
  firmware: '1.2.3',
};
/** One and three decimals, whatever they are. */
const printed =
  '{"relay_on":true,"volts":120.0,"amps":0.050,"watts":6.2,"power_factor":98,"watt_hours":1234.5,"rssi":-61,"uptime":123456}';
const topic = 'iot8020/CS-CORD-DK-0123f2408ea1fcf201/metrics';
const payload = new TextEncoder().encode(JSON.stringify(sample));
const message: Message = { topic, payload, timestamp: 1_768_464_000_000 };

const breachSql = "SELECT *, topic(2) AS thing_name FROM 'iot8020/+/metrics' WHERE watts > 5.0";
const ingestSql = "SELECT *, topic(2) AS thing_name, timestamp() AS received_at FROM 'iot8020/+/metrics'";

export function createSubjects(): Subject[] {
  return [
    compareCondition(),
    compareStatements('payload bytes to output text', JSON.stringify(sample)),
    compareStatements('the same, digits as firmware prints them', printed),
    compareStatements('the same, digits as firmware prints them, as a string', printed, printed),
    compareStatements('the same, payload indented', JSON.stringify(sample, undefined, 2)),
    compareRouting(),
    compareParsing(),
  ];
}

/** `watts > 5.0` on objects that are parsed already, half of them above: the condition alone, then the whole rule over it. */
function compareCondition(): Subject {
  const sql = "SELECT * FROM 'a/b' WHERE watts > 5.0";
  const { where } = parseStatement(sql);
  if (where === undefined) throw new Error('expected a WHERE');
  const condition = compileExpression(where, createCompileContext(sql, version));
  const setting = { dialect: dialects[version], ports: {}, source: sql };
  const statement = compileStatement(sql, { version });
  const samples = Array.from({ length: RING }, (_, index) => ({ ...sample, watts: (index * 7) % 11 }));
  const received = samples.map((object) => {
    const one = receiveMessage({ topic, payload: JSON.stringify(object) });
    one.readPlainText(dialects[version]);
    return one;
  });
  const scopes = received.map((one) => new Scope(setting, one));
  const [nextSample, nextScope, nextReceived] = [cycle(samples), cycle(scopes), cycle(received)];
  return {
    name: 'watts > 5.0 on a parsed message',
    contestants: [
      { name: 'hand-written closure', run: () => isBreach(nextSample()) },
      { name: '@cord/rules, WHERE alone', run: () => condition(nextScope()) },
      { name: '@cord/rules, evaluate()', run: () => statement.evaluate(nextReceived()).matched },
      ...peers(nextSample),
    ],
  };
}

/** What the condition would be, written by hand. */
function isBreach(object: Sample): boolean {
  return object.watts > 5;
}

/** So many different messages that no engine can keep the answer to one. */
const RING = 64;

/** One after the other, again and again. */
function cycle<Item>(items: readonly Item[]): () => Item {
  let index = 0;
  return () => {
    index = (index + 1) % RING;
    return items[index] as Item;
  };
}

/** From the bytes of a payload, or the string that it is given as, to the text of the output. */
function compareStatements(name: string, text: string, given?: string): Subject {
  const decoder = new TextDecoder();
  const bytes = new TextEncoder().encode(text);
  const received: Message = { ...message, payload: given ?? bytes };
  return {
    name,
    contestants: [
      {
        name: 'JSON.parse + JSON.stringify',
        run: () => JSON.stringify(JSON.parse(given ?? decoder.decode(bytes))),
      },
      { name: 'breach statement', run: writeOutput(breachSql, received) },
      { name: 'ingestion statement', run: writeOutput(ingestSql, received) },
    ],
  };
}

function writeOutput(sql: string, received: Message): () => string | undefined {
  const statement = compileStatement(sql, { version });
  return () => {
    const evaluation = statement.evaluate(received);
    return evaluation.matched ? evaluation.text : undefined;
  };
}

/** One message among 1,000 rules, of which one has its filter. */
function compareRouting(): Subject {
  const statement = compileStatement(breachSql, { version });
  const router = new TopicRouter<CompiledStatement>();
  for (let index = 0; index < 999; index += 1) {
    const sql = `SELECT *, topic(2) AS thing_name FROM 'iot8020/thing-${index}/metrics' WHERE watts > 5.0`;
    const compiled = compileStatement(sql, { version });
    if (compiled.filter !== undefined) router.add(compiled.filter, compiled);
  }
  router.add(topic, statement);
  return {
    name: 'one message, 1,000 rules on filters of their own',
    contestants: [
      { name: 'the one rule that matches', run: () => statement.evaluate(message) },
      {
        name: '1,000 rules through the router',
        run: () => {
          const received = receiveMessage(message);
          return router.match(topic).map((rule) => rule.evaluate(received));
        },
      },
    ],
  };
}

function compareParsing(): Subject {
  return {
    name: 'from SQL to a tree, and to closures',
    contestants: [
      { name: 'parseStatement, breach', run: () => parseStatement(breachSql) },
      { name: 'compileStatement, breach', run: () => compileStatement(breachSql, { version }) },
    ],
  };
}
