import type { DeviceDirectory } from '@cord/fleet';
import { Hono } from 'hono';

/** `GET /api/devices`: the registry, by name. */
export function devicesRoute({ directory }: { directory: Pick<DeviceDirectory, 'listThings'> }): Hono {
  const route = new Hono();
  route.get('/api/devices', async (context) => context.json({ devices: await directory.listThings() }));
  return route;
}
