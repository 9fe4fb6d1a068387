import type { Alert } from '@cord/fleet';
import { describeAlertStoreContract, describeCommandStoreContract } from '@cord/testing';
import { DynamoAlertStore } from '../src/alerts/dynamo-alert-store.js';
import { DynamoCommandStore } from '../src/commands/dynamo-command-store.js';
import { FakeDynamoDbClient } from './fakes/fake-dynamo-db-client.js';

describeAlertStoreContract('DynamoAlertStore', async () => {
  const table = new FakeDynamoDbClient(['pk', 'sk']);
  const readAlerts = async () => {
    const records = [...table.items.values()].filter((item) => item['pk']?.S?.startsWith('alert#'));
    return records.map((item) => JSON.parse(item['alert']?.S ?? '') as Alert);
  };
  return { store: new DynamoAlertStore(table.client, 'alerts'), readAlerts };
});

describeCommandStoreContract('DynamoCommandStore', () => {
  return new DynamoCommandStore(new FakeDynamoDbClient(['thingName', 'id']).client, 'commands');
});
