import { AwsConstructError } from '@cord/aws-constructs';
import { FleetError } from '@cord/fleet';

/**
 * What an engineer is told when the app does not come about: one message for what the configuration or a construct refuses;
 * anything else is a fault of ours and keeps its stack.
 */
export function explainError(error: unknown): string {
  if (error instanceof FleetError || error instanceof AwsConstructError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
