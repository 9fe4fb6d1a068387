import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { FirehoseClient, ListDeliveryStreamsCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { waitFor } from './wait-for.js';

/** Puts one message on the delivery stream as the topic rule does: the emulator's rules do not know that action. */
export async function deliver(message: object): Promise<void> {
  const firehose = new FirehoseClient({});
  const { DeliveryStreamNames: [DeliveryStreamName] = [] } = await firehose.send(new ListDeliveryStreamsCommand({}));
  const Data = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
  await firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data } }));
}

/** Asks the workgroup; the first row of the answer is the names of its columns. */
export async function ask(workGroup: string, sql: string): Promise<string[][]> {
  const athena = new AthenaClient({});
  const query = new StartQueryExecutionCommand({ QueryString: sql, WorkGroup: workGroup });
  const { QueryExecutionId } = await athena.send(query);
  await waitFor(async () => {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'FAILED') throw new Error(StateChangeReason);
    return State === 'SUCCEEDED';
  });
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue = '' }) => VarCharValue));
}
