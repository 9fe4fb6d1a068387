import { join } from 'node:path';

/** Where the prebuilt handlers lie, seen from the source folder and from the published file alike: both are beside it. */
export const assetsFolder = join(__dirname, '../assets');
