import { MemoryTelemetryStore } from '@cord/testing/memory';
import { ingestTelemetry } from '../../src/telemetry/ingest.js';

describe('ingestTelemetry', () => {
  it('keeps what the ingestion statement put out, and tells it', async () => {
    const store = new MemoryTelemetryStore();
    const telemetry = await ingestTelemetry({ thing_name: 'pump', received_at: 5, watts: 10.4, relay_on: true }, store);
    expect(telemetry).toEqual({ thingName: 'pump', receivedAtMs: 5, watts: 10.4, relay: 'on' });
    expect(store.messages).toEqual([telemetry]);
  });

  it('rejects what is no telemetry, and keeps nothing', async () => {
    const store = new MemoryTelemetryStore();
    const ingest = ingestTelemetry({ thing_name: 'pump', received_at: 5, watts: '10.4' }, store);
    await expect(ingest).rejects.toMatchObject({ code: 'invalid-telemetry', path: 'watts' });
    expect(store.messages).toEqual([]);
  });
});
