/** USD in us-east-1, on demand, late 2026. Source: the price pages of the services. */
const price = {
  /** Per million messages of up to 5 kB. */
  messaging: 1,
  /** Per million rules triggered, and per million actions run. */
  rule: 0.15,
  action: 0.15,
  /** Per GB, a record counted as 5 kB at least. */
  firehose: 0.029,
  conversion: 0.018,
  /** Per million requests, and per GB-second on arm64. */
  lambdaRequest: 0.2,
  lambdaGigabyteSecond: 0.000_013_333_4,
  /** Per million units. */
  dynamoDbRead: 0.125,
  dynamoDbWrite: 0.625,
};

/** What one run of the function behind the thresholds takes when it is warm. Units: GB, seconds. */
const evaluation = { memory: 0.25, seconds: 0.03 };

interface Rule {
  Properties: { TopicRulePayload: { Sql: string; Actions: readonly Record<string, unknown>[] } };
}

/** One line of the bill for a million messages, none of which breaches. */
export interface CostLine {
  what: string;
  dollars: number;
}

/** The bill for a million messages of up to 5 kB, from the rules of a deployed template that listen to metrics. */
export function listCosts(rules: readonly Rule[]): readonly CostLine[] {
  const onMetrics = rules
    .map(({ Properties }) => Properties.TopicRulePayload)
    .filter(({ Sql }) => /\/metrics'/.test(Sql));
  const count = (action: string) => onMetrics.filter(({ Actions }) => Actions.some((each) => action in each)).length;
  // Of a threshold's two rules one lets each message through; a breach rule alone lets none through.
  const evaluations = onMetrics.filter(({ Sql }) => /threshold_id/.test(Sql)).length / 2;
  const isStateful = onMetrics.some(({ Sql }) => / (<=|>=) /.test(Sql));
  const samples = isStateful ? evaluations : 0;
  const streams = count('Firehose');
  const gigabytes = (5 * 1024 * 1_000_000) / 1024 ** 3;
  return [
    { what: 'messages to AWS IoT', dollars: price.messaging },
    { what: `rules: ${onMetrics.length} look at each message`, dollars: onMetrics.length * price.rule },
    { what: 'their actions', dollars: (streams + count('IotSiteWise') + samples) * price.action },
    {
      what: 'delivery as Parquet',
      dollars: streams * gigabytes * (price.firehose + price.conversion),
    },
    {
      what: 'function behind the thresholds',
      dollars:
        samples *
        (price.lambdaRequest + 1_000_000 * evaluation.memory * evaluation.seconds * price.lambdaGigabyteSecond),
    },
    { what: 'its states in DynamoDB', dollars: samples * (price.dynamoDbRead + price.dynamoDbWrite) },
  ];
}

/** The bills of several configurations side by side. Shape: a Markdown table. */
export function formatCostTable(bills: Readonly<Record<string, readonly CostLine[]>>): string {
  const [first = []] = Object.values(bills);
  const cells = first.map((_, index) => {
    const lines = Object.values(bills).map((bill) => bill[index]!);
    const label = lines[0]!.what.replace(/: \d+ look/, ' that look');
    return [label, ...lines.map(({ dollars }) => dollars.toFixed(2))];
  });
  const totals = Object.values(bills).map((bill) => bill.reduce((sum, { dollars }) => sum + dollars, 0).toFixed(2));
  const rows = [['USD per million messages', ...Object.keys(bills)], ...cells, ['**together**', ...totals]];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const format = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [format(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(format)].join('\n');
}
