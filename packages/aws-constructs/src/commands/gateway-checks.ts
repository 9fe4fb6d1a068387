import { JsonSchemaType, ResponseType, type JsonSchema } from 'aws-cdk-lib/aws-apigateway';
import type { GatewayRefusal } from '../shared/logged-api.js';
import { COMMAND_EXPIRY } from './control-settings.js';

/** What API Gateway refuses before the handler sees it. */
export const controlRefusals: readonly GatewayRefusal[] = [
  { type: ResponseType.BAD_REQUEST_BODY, code: 'command-malformed', message: 'body is no command for this route' },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    code: 'unsigned',
    message: 'sign the request with AWS credentials (SigV4), and see that the route exists',
  },
  { type: ResponseType.INVALID_SIGNATURE, code: 'signature-invalid', message: 'the signature does not hold' },
  { type: ResponseType.ACCESS_DENIED, code: 'forbidden', message: 'these credentials were not granted control' },
  { type: ResponseType.THROTTLED, code: 'throttled', message: 'too many commands at a time; try again' },
  { type: ResponseType.DEFAULT_5XX, code: 'internal', message: 'the backend failed; try again' },
];

const expiresAfterSeconds: JsonSchema = {
  type: JsonSchemaType.INTEGER,
  minimum: COMMAND_EXPIRY.shortestSeconds,
  maximum: COMMAND_EXPIRY.longestSeconds,
};
const closed = { type: JsonSchemaType.OBJECT, additionalProperties: false };

/** Body of `POST /devices/{thing}/relay`. */
export const relaySchema: JsonSchema = {
  ...closed,
  required: ['relay'],
  properties: { relay: { type: JsonSchemaType.STRING, enum: ['on', 'off'] }, expiresAfterSeconds },
};

/** Body of `POST /devices/{thing}/reboot`. */
export const rebootSchema: JsonSchema = { ...closed, properties: { expiresAfterSeconds } };
