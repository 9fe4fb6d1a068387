import { telemetryColumns, type ColumnType } from '@cord/fleet';
import { Schema, type Column, type Type } from 'aws-cdk-lib/aws-glue';

/** How AWS Glue keeps each type of column. */
const glueTypes: Readonly<Record<ColumnType, Type>> = {
  text: Schema.STRING,
  integer: Schema.BIG_INT,
  boolean: Schema.BOOLEAN,
  double: Schema.DOUBLE,
};

/** What a row of the lake holds: the fleet's columns of telemetry. */
export const lakeColumns: readonly Column[] = telemetryColumns.map(({ name, type, comment }) => {
  return { name, type: glueTypes[type], comment };
});

/** Days are those of the message's arrival at the delivery stream, in UTC. */
export const dayColumn: Column = { name: 'day', type: Schema.STRING, comment: 'UTC, 2026-01-15' };
