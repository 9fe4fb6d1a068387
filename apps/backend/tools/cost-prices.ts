/** USD in us-east-1, on demand, beyond what is free, late 2026. Source: the price page of each service, named beside its prices. */
export const prices = {
  /** https://aws.amazon.com/iot-core/pricing: per message of up to 5 kB, minute of connection, rule triggered, action run. */
  message: 1 / 1e6,
  connectionMinute: 0.08 / 1e6,
  rule: 0.15 / 1e6,
  action: 0.15 / 1e6,
  /** https://aws.amazon.com/firehose/pricing: per GB, a record counted as 5 kB at least; conversion to Parquet. */
  firehose: 0.029,
  conversion: 0.018,
  /** https://aws.amazon.com/lambda/pricing: per request, and per GB-second on arm64. */
  lambdaRequest: 0.2 / 1e6,
  lambdaGigabyteSecond: 0.000_013_333_4,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand: per consistent read of up to 4 kB, and write of up to 1 kB. */
  dynamoDbRead: 0.125 / 1e6,
  dynamoDbWrite: 0.625 / 1e6,
  /** https://aws.amazon.com/eventbridge/pricing: per invocation by Scheduler, which leaves the first 14 million free. */
  schedule: 1 / 1e6,
  /** https://aws.amazon.com/cloudwatch/pricing: per GB of logs taken in (Lambda's up to 10 TB), alarm and dashboard a month. */
  logs: 0.5,
  alarm: 0.1,
  dashboard: 3,
  /** https://aws.amazon.com/kms/pricing: per key a month. */
  key: 1,
};

export const GIGABYTE = 1024 ** 3;

/** As AWS reckons: 730 hours. */
export const MINUTES_OF_A_MONTH = 730 * 60;

/**
 * What Lambda itself logs of each run at INFO, where a function logs JSON and says no system log level.
 * Source: "Log-level filtering" and "Lambda Telemetry API Event schema reference" of the AWS Lambda Developer Guide.
 */
const platformEvents = [
  '{"time":"2026-11-27T08:00:00.000Z","type":"platform.start","record":{"requestId":"01234567-89ab-cdef-0123-456789abcdef","version":"$LATEST"}}',
  '{"time":"2026-11-27T08:00:00.031Z","type":"platform.report","record":{"requestId":"01234567-89ab-cdef-0123-456789abcdef","metrics":{"durationMs":30.123,"billedDurationMs":31,"memorySizeMB":256,"maxMemoryUsedMB":104},"status":"success"}}',
];
/** Bytes that CloudWatch Logs adds to each event. Source: PutLogEvents, Amazon CloudWatch Logs API Reference. */
const EVENT_OVERHEAD = 26;

/** Units: USD for one run of a function. */
export const platformLogs =
  (platformEvents.reduce((sum, event) => sum + event.length + EVENT_OVERHEAD, 0) / GIGABYTE) * prices.logs;
