import { randomUUID } from 'node:crypto';
import { acceptRegistration, type FleetEvent, type RegistrationContext } from '@cord/fleet';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isSameKey } from './api-key.js';

export interface RegistrationRouteOptions extends RegistrationContext {
  apiKey: string;
  maxBodyBytes: number;
  emit: (event: FleetEvent) => void;
}

/**
 * `POST /devices/new`, with the answers of the cloud's API: 403 for a wrong key, 413 for too large a body, else what
 * {@link acceptRegistration} decides. The body's content type does not matter; the cord sends none.
 */
export function registrationRoute(options: RegistrationRouteOptions): Hono {
  const { apiKey, maxBodyBytes, emit } = options;
  const route = new Hono();
  const refuse = (status: 403 | 413, code: string, message: string) => {
    emit({ atMs: Date.now(), type: 'registration-refused', status, code, message });
    return Response.json({ success: false, error: { code, message, requestId: randomUUID() } }, { status });
  };

  route.use('/devices/new', async (context, next) => {
    if (isSameKey(apiKey, context.req.header('x-api-key') ?? '')) return next();
    return refuse(403, 'forbidden', 'header x-api-key is missing or wrong');
  });
  route.use(
    '/devices/new',
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => refuse(413, 'body-too-large', `body is over ${maxBodyBytes} bytes; split the manifest`),
    }),
  );
  route.post('/devices/new', async (context) => {
    const body = new Uint8Array(await context.req.arrayBuffer());
    const answer = await acceptRegistration(body, randomUUID(), options);
    for (const device of answer.devices) emit({ atMs: Date.now(), type: 'device-registered', ...device });
    if (answer.refusal !== undefined) {
      const { code, message, uniqueId } = answer.refusal;
      const { status } = answer;
      emit({
        atMs: Date.now(),
        type: 'registration-refused',
        status,
        code,
        message,
        ...(uniqueId !== undefined && { uniqueId }),
      });
    }
    return context.body(answer.body, answer.status, { 'content-type': 'application/json' });
  });
  return route;
}
