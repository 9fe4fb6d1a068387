import { JsonSchemaType, JsonSchemaVersion, ResponseType, type JsonSchema } from 'aws-cdk-lib/aws-apigateway';
import type { GatewayRefusal } from '../shared/logged-api.js';

/** What API Gateway refuses before the handler sees it. */
export const registrationRefusals: readonly GatewayRefusal[] = [
  {
    type: ResponseType.BAD_REQUEST_BODY,
    code: 'manifest-malformed',
    message: 'body is no manifest: expected signed entries',
  },
  { type: ResponseType.INVALID_API_KEY, code: 'forbidden', message: 'header x-api-key is missing or wrong' },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    code: 'unknown-route',
    message: 'the only route is POST /devices/new',
  },
  { type: ResponseType.REQUEST_TOO_LARGE, code: 'body-too-large', message: 'body is over 10 MB; split the manifest' },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    code: 'quota-exceeded',
    message: 'the fleet has used up its registrations of today',
  },
  { type: ResponseType.THROTTLED, code: 'throttled', message: 'too many registrations at a time; try again' },
  { type: ResponseType.DEFAULT_5XX, code: 'internal', message: 'the backend failed; try again' },
];

/** What can be said of a manifest before a signature is looked at; the handler judges the rest. Shape: JSON schema draft 4. */
export function manifestSchema(): JsonSchema {
  const member: JsonSchema = { type: JsonSchemaType.STRING, minLength: 1 };
  const entry: JsonSchema = {
    type: JsonSchemaType.OBJECT,
    required: ['payload', 'protected', 'signature'],
    properties: { payload: member, protected: member, signature: member },
  };
  return {
    schema: JsonSchemaVersion.DRAFT4,
    title: 'Manifest',
    oneOf: [{ type: JsonSchemaType.ARRAY, minItems: 1, items: entry }, entry],
  };
}
