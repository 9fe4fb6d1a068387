import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { JsonSchemaType, JsonSchemaVersion, type JsonSchema } from 'aws-cdk-lib/aws-apigateway';

/**
 * What API Gateway itself refuses, and under which code. The shape is that of the handler's own refusals, so that a caller
 * reads one kind of error only; statuses are API Gateway's.
 */
const REFUSALS = [
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
] as const;

/** Gives API Gateway's own refusals a code and the request id. */
export function addRefusals(api: RestApi): void {
  for (const { type, code, message } of REFUSALS) {
    const body = { success: false, error: { code, message, requestId: '$context.requestId' } };
    api.addGatewayResponse(`Refusal-${code}`, { type, templates: { 'application/json': JSON.stringify(body) } });
  }
}

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
