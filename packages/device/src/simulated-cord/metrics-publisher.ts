import { metricsTopic } from '@cord/fleet';
import type { MqttClient } from 'mqtt';
import { loadAt, type Appliance } from '../appliance/appliance.js';
import { createDice } from '../appliance/dice.js';
import { PowerMeter } from '../appliance/power-meter.js';

/** Publishes what the meter reads: at once after connecting, then once an interval for as long as the link lives. */
export class MetricsPublisher {
  readonly #topic: string;
  readonly #appliance: Appliance;
  readonly #intervalSeconds: number;
  readonly #meter: PowerMeter;
  #poweredAtMs: number | undefined;
  #client: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    thingName: string;
    topicRoot: string;
    appliance: Appliance;
    intervalSeconds: number;
    seed: number;
  }) {
    this.#topic = metricsTopic(options.topicRoot, options.thingName);
    this.#appliance = options.appliance;
    this.#intervalSeconds = options.intervalSeconds;
    this.#meter = new PowerMeter(createDice(options.seed));
  }

  start(client: MqttClient): void {
    this.#client = client;
    this.#poweredAtMs ??= performance.now();
    this.#publish();
    this.#timer = setInterval(() => this.#publish(), this.#intervalSeconds * 1000);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#client?.endAsync();
  }

  #publish(): void {
    // The firmware keeps no backlog that the contract knows of: a reading without a link is not sent.
    if (this.#client?.connected !== true || this.#poweredAtMs === undefined) return;
    const seconds = (performance.now() - this.#poweredAtMs) / 1000;
    const payload = { relay_on: true, ...this.#meter.read(loadAt(this.#appliance, seconds), seconds) };
    // A publish that the broker refuses ends the link, which reconnects by itself.
    this.#client.publish(this.#topic, JSON.stringify(payload), { qos: 1 });
  }
}
