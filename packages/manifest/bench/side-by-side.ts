/** Runs a job for each number below `count`, so many at a time that no core is idle. */
export async function sideBySide(count: number, job: (index: number) => Promise<unknown>, width = 256): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await job(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
