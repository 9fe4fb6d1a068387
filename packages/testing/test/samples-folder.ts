export const samplesFolder = new URL('../../../samples/', import.meta.url);

/** What the sample delivery holds, in its order. */
export const sampleUniqueIds = ['0123a5b6c7d8e9f101', '0123a5b6c7d8e9f201', '0123a5b6c7d8e9f301'] as const;
