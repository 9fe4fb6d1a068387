import {
  GetThingShadowCommand,
  type IoTDataPlaneClient,
  ResourceNotFoundException,
  UpdateThingShadowCommand,
} from '@aws-sdk/client-iot-data-plane';

type Section = Record<string, unknown>;

/** AWS IoT's classic shadows in memory: updates are merged, and null removes. */
export class FakeIotDataClient {
  readonly shadows = new Map<string, Section>();

  get client(): IoTDataPlaneClient {
    return { send: (command: unknown) => this.#send(command) } as unknown as IoTDataPlaneClient;
  }

  /** As a thing does over MQTT, or the backend over HTTPS. */
  update(thingName: string, document: Section): void {
    this.shadows.set(thingName, merge(this.shadows.get(thingName) ?? {}, document));
  }

  async #send(command: unknown): Promise<unknown> {
    if (command instanceof UpdateThingShadowCommand) {
      const { thingName = '', payload } = command.input;
      this.update(thingName, JSON.parse(new TextDecoder().decode(payload as Uint8Array)) as Section);
      return {};
    }
    if (command instanceof GetThingShadowCommand) {
      const shadow = this.shadows.get(command.input.thingName ?? '');
      if (shadow === undefined) throw new ResourceNotFoundException({ message: 'No shadow exists', $metadata: {} });
      return { payload: new TextEncoder().encode(JSON.stringify(shadow)) };
    }
    throw new TypeError(`the fake does not know ${String(command)}`);
  }
}

function merge(before: Section, update: Section): Section {
  const merged = { ...before };
  for (const [key, value] of Object.entries(update)) {
    if (value === null) delete merged[key];
    else if (typeof value === 'object')
      merged[key] = merge((before[key] as Section | undefined) ?? {}, value as Section);
    else merged[key] = value;
  }
  return merged;
}
