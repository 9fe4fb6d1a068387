import type { DuckDBConnection } from '@duckdb/node-api';
import type { MigrationStep } from './migrated-store.js';

/** Everything that ever became of the tables, in order; a step stays as it was released. */
export const duckDbSteps: readonly MigrationStep<DuckDBConnection>[] = [
  {
    number: 1,
    name: 'things, certificates, telemetry, alerts',
    up: async (connection) => {
      await connection.run(`
        CREATE TABLE IF NOT EXISTS things (
          thing_name VARCHAR PRIMARY KEY, attributes JSON NOT NULL, created_at TIMESTAMPTZ NOT NULL DEFAULT now());
        CREATE TABLE IF NOT EXISTS certificates (
          certificate_id VARCHAR PRIMARY KEY, pem VARCHAR NOT NULL, status VARCHAR NOT NULL,
          has_policy BOOLEAN NOT NULL DEFAULT false, registered_at TIMESTAMPTZ NOT NULL DEFAULT now());
        CREATE TABLE IF NOT EXISTS thing_certificates (
          thing_name VARCHAR NOT NULL, certificate_id VARCHAR NOT NULL, PRIMARY KEY (thing_name, certificate_id));
        CREATE TABLE IF NOT EXISTS telemetry (
          thing_name VARCHAR NOT NULL, received_at TIMESTAMP NOT NULL, relay VARCHAR, volts DOUBLE, amps DOUBLE,
          watts DOUBLE, power_factor_percent DOUBLE, watt_hours DOUBLE);
        CREATE TABLE IF NOT EXISTS alert_states (
          threshold_id VARCHAR NOT NULL, thing_name VARCHAR NOT NULL, state JSON NOT NULL,
          PRIMARY KEY (threshold_id, thing_name));
        CREATE TABLE IF NOT EXISTS alerts (id VARCHAR PRIMARY KEY, raised_at TIMESTAMP NOT NULL, alert JSON NOT NULL);
      `);
    },
  },
  {
    number: 2,
    name: "telemetry in the columns of the cloud's lake",
    up: async (connection) => {
      await connection.run(`
        CREATE TABLE telemetry_in_lake_columns (
          thing_name VARCHAR NOT NULL, received_at BIGINT NOT NULL, relay_on BOOLEAN, volts DOUBLE, amps DOUBLE,
          watts DOUBLE, power_factor DOUBLE, watt_hours DOUBLE);
        INSERT INTO telemetry_in_lake_columns BY NAME
          SELECT thing_name, epoch_ms(received_at) AS received_at,
            CASE relay WHEN 'on' THEN true WHEN 'off' THEN false END AS relay_on,
            volts, amps, watts, power_factor_percent AS power_factor, watt_hours
          FROM telemetry;
        DROP TABLE telemetry;
        ALTER TABLE telemetry_in_lake_columns RENAME TO telemetry;
      `);
    },
  },
];
