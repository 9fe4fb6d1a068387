// A process of its own: the package unpacks into the temporary folder, and sets variables of the process that imports it.
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
