/** How many of `count` a second a case does. */
export async function measureRate(count: number, run: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await run();
  return (count / (performance.now() - startedAt)) * 1000;
}
