import { acceptRegistration, type Clock, type FleetEvent, type Ids, type RegistrationContext } from '@cord/fleet';
import { Hono } from 'hono';
import { isSameKey } from './api-key.js';
import { readBody } from './read-body.js';

export interface RegistrationRouteOptions extends RegistrationContext {
  apiKey: string;
  maxBodyBytes: number;
  clock: Clock;
  ids: Ids;
  emit: (event: FleetEvent) => void;
}

const PATH = '/devices/new';

/**
 * `POST /devices/new`, with the answers of the cloud's API: 403 for a wrong key, 413 for too large a body, else what
 * {@link acceptRegistration} decides. The body's content type does not matter; the cord sends none.
 */
export function registrationRoute(options: RegistrationRouteOptions): Hono {
  const { apiKey, maxBodyBytes, clock, ids, emit } = options;
  const route = new Hono();
  const refuse = (status: 403 | 413, code: string, message: string) => {
    emit({ atMs: clock.nowMs(), type: 'registration-refused', status, code, message });
    return Response.json({ success: false, error: { code, message, requestId: ids.nextId() } }, { status });
  };

  route.use(PATH, async (context, next) => {
    if (isSameKey(apiKey, context.req.header('x-api-key') ?? '')) return next();
    return refuse(403, 'forbidden', 'header x-api-key is missing or wrong');
  });
  route.post(PATH, async (context) => {
    const body = await readBody(context.req.raw, maxBodyBytes);
    if (body === undefined)
      return refuse(413, 'body-too-large', `body is over ${maxBodyBytes} bytes; split the manifest`);
    const { status, body: text, devices, refusal } = await acceptRegistration(body, ids.nextId(), options);
    for (const device of devices) emit({ atMs: clock.nowMs(), type: 'device-registered', ...device });
    if (refusal !== undefined) {
      const { code, message, uniqueId } = refusal;
      const where = uniqueId === undefined ? {} : { uniqueId };
      emit({ atMs: clock.nowMs(), type: 'registration-refused', status, code, message, ...where });
    }
    return context.body(text, status, { 'content-type': 'application/json' });
  });
  return route;
}
