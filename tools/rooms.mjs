// How full the folders are: `node tools/rooms.mjs` prints each with more than 15 files of its own, and each file over 250 lines.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MOST_FILES_IN_A_FOLDER } from './arrows.mjs';

const MOST_LINES = 250;

const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { encoding: 'utf8' }).trim().split('\n');
const rooms = new Map();
for (const file of files) rooms.set(dirname(file), (rooms.get(dirname(file)) ?? 0) + 1);
const full = [...rooms].filter(([, count]) => count > MOST_FILES_IN_A_FOLDER);
const long = files
  .map((file) => [file, readFileSync(file, 'utf8').split('\n').length - 1])
  .filter(([, lines]) => lines > MOST_LINES);

console.log(
  `${files.length} files in ${rooms.size} folders, ${full.length} folders over ${MOST_FILES_IN_A_FOLDER} files`,
);
for (const [folder, count] of full.toSorted(([, a], [, b]) => b - a)) console.log(`${count}\t${folder}`);
console.log(`${long.length} files over ${MOST_LINES} lines`);
for (const [file, lines] of long.toSorted(([, a], [, b]) => b - a)) console.log(`${lines}\t${file}`);
