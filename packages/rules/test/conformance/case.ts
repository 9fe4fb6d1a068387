import { readFileSync } from 'node:fs';

/** One entry of vectors/*.json; their README says what the fields mean. */
export interface ConformanceCase {
  readonly id: string;
  readonly kind: 'rule' | 'template';
  readonly source: string;
  readonly sqlVersion: '2016-03-23' | '2015-10-08';
  readonly sql?: string;
  readonly template?: string;
  readonly topic: string;
  readonly payload?: unknown;
  readonly payloadBase64?: string;
  readonly context?: {
    readonly timestamp?: number;
    readonly clientId?: string;
    readonly accountId?: string;
    readonly traceId?: string;
    readonly principal?: string;
    readonly protocol?: string;
    readonly sourceIp?: string;
    readonly mqtt5?: object;
    readonly external?: Readonly<Record<string, { readonly result: unknown; readonly expectInput?: unknown }>>;
  };
  readonly expect: unknown;
  readonly expectText?: string;
  readonly approx?: { readonly tolerance: number; readonly path?: string };
  readonly certainty: 'documented' | 'inferred';
  readonly conflict?: string;
}

/** What was decided of a case where the guide contradicts itself or says too little, and why. */
export interface Decision {
  readonly id: string;
  readonly decided: 'as-expected' | 'otherwise';
  readonly reason: string;
}

function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8'));
}

/** The cases made from the guide's text and examples, and one for each row of its tables that they leave out. */
export const cases = ['iot-sql-cases.json', 'reference-rows.json'].flatMap((name) => {
  return readVectors(name) as readonly ConformanceCase[];
});

export const decisions = readVectors('divergences.json') as readonly Decision[];

/** The cases that this engine decides otherwise. */
export const divergences: ReadonlyMap<string, string> = new Map(
  decisions.filter(({ decided }) => decided === 'otherwise').map(({ id, reason }) => [id, reason]),
);
