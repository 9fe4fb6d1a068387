import { createPart, startParts, type Part } from '../src/parts.js';

function createParts(...names: string[]) {
  const told: string[] = [];
  const parts = names.map((name): Part => {
    return { start: async () => void told.push(`start ${name}`), stop: async () => void told.push(`stop ${name}`) };
  });
  return { told, parts };
}

const failing: Part = {
  start: () => Promise.reject(new Error('port taken')),
  stop: () => {
    throw new Error('asked to stop what never started');
  },
};

describe('startParts', () => {
  it('starts in order and stops last first, once', async () => {
    const { told, parts } = createParts('stores', 'broker', 'api');
    const stop = await startParts(parts);
    expect(told.splice(0)).toEqual(['start stores', 'start broker', 'start api']);
    await stop();
    await stop();
    expect(told).toEqual(['stop api', 'stop broker', 'stop stores']);
  });

  it('stops those before a part that cannot start, and starts none after it', async () => {
    const { told, parts } = createParts('stores', 'broker', 'api');
    await expect(startParts([...parts.slice(0, 2), failing, ...parts.slice(2)])).rejects.toThrow('port taken');
    expect(told).toEqual(['start stores', 'start broker', 'stop broker', 'stop stores']);
  });

  it('stops all others when one cannot be stopped, and says so', async () => {
    const { told, parts } = createParts('stores', 'api');
    const stuck: Part = { start: () => {}, stop: () => Promise.reject(new Error('stuck')) };
    const stop = await startParts([...parts, stuck]);
    await expect(stop()).rejects.toThrow('stuck');
    expect(told).toEqual(['start stores', 'start api', 'stop api', 'stop stores']);
  });
});

describe('createPart', () => {
  it('gives what runs, and nothing before the start', async () => {
    const stopped: number[] = [];
    const part = createPart(
      async () => 8020,
      (port) => void stopped.push(port),
    );
    expect(() => part.running()).toThrow();
    await part.start();
    expect(part.running()).toBe(8020);
    await part.stop();
    expect(stopped).toEqual([8020]);
  });
});
