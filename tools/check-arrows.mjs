// Holds every package to arrows.mjs: no import against an arrow, no circle among the arrows, no room that is over-full.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { arrows, MOST_FILES_IN_A_FOLDER } from './arrows.mjs';

const root = resolve(import.meta.dirname, '..');
const faults = Object.entries(arrows).flatMap(([source, table]) => [
  ...findCircles(source, table),
  ...checkPackage(source, table),
]);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`${Object.keys(arrows).length} packages hold to their arrows`);

function checkPackage(source, table) {
  const files = listFiles(join(root, source));
  const folderOf = (file) => {
    const folder = relative(join(root, source), dirname(file)).replaceAll('\\', '/');
    const rooms = Object.keys(table).filter((each) => folder === each || folder.startsWith(`${each}/`));
    return { folder, room: rooms.toSorted((one, other) => other.length - one.length)[0] };
  };
  const used = new Set();
  const faults = files.flatMap((file) => checkImports(file, { table, folderOf, used }));
  const idle = Object.entries(table).flatMap(([room, others]) => others.map((other) => `${room} -> ${other}`));
  return [
    ...checkRooms(source, files, folderOf),
    ...faults,
    ...idle.filter((arrow) => !used.has(arrow)).map((arrow) => `${source}: nobody uses the arrow ${arrow}`),
  ];
}

function checkRooms(source, files, folderOf) {
  const folders = new Set(files.map((file) => folderOf(file).folder));
  return [...folders].flatMap((folder) => {
    const inside = files.filter((file) => folderOf(file).folder === folder);
    const isOverfull = inside.length > MOST_FILES_IN_A_FOLDER;
    const isUnknown = folder !== '' && folderOf(inside[0]).room === undefined;
    return [
      ...(isOverfull
        ? [`${source}/${folder} holds ${inside.length} files, expected at most ${MOST_FILES_IN_A_FOLDER}`]
        : []),
      ...(isUnknown ? [`${source}/${folder} has no row in arrows.mjs`] : []),
    ];
  });
}

function checkImports(file, { table, folderOf, used }) {
  const from = folderOf(file).room;
  if (from === undefined) return [];
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const target = resolve(dirname(file), fileName);
    const { folder, room } = folderOf(target);
    used.add(`${from} -> ${room}`);
    const isFree = room === from || (folder === '' && !target.endsWith('/index.js')) || table[from].includes(room);
    return isFree ? [] : [`${relative(root, file)} imports from ${folder || 'index.ts'}, which ${from} may not`];
  });
}

function findCircles(source, table) {
  const isCircle = (room, path = []) =>
    path.includes(room) || (table[room] ?? []).some((next) => isCircle(next, [...path, room]));
  return Object.keys(table)
    .filter((room) => isCircle(room))
    .map((room) => `${source}: the arrows of ${room} lead back to it`);
}

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}
