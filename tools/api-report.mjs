// What users of a published package can write against, printed from its built declarations into `packages/<name>/api.md`, so that
// a pull request shows what changes for them. `node tools/api-report.mjs manifest …` writes, `--check` before the names compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const isCheck = process.argv.includes('--check');
const names = process.argv.slice(2).filter((arg) => arg !== '--check');
const printer = ts.createPrinter({ removeComments: true });

for (const name of names) {
  const folder = resolve(import.meta.dirname, '../packages', name);
  const file = join(folder, 'api.md');
  const text = await format(describePackage(folder), { ...(await resolveConfig(file)), filepath: file });
  if (!isCheck) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`packages/${name}/api.md is not what the package exports: run pnpm nx write-api ${name}`);
    process.exitCode = 1;
  }
}

function describePackage(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { exported, used } = readDeclarations(join(folder, manifest.types));
  const block = (declarations) => ['```ts', declarations.join('\n\n'), '```'].join('\n');
  return [
    `# What ${manifest.name} exports`,
    'Printed from the declarations, and held to them by a check: a change here is a change for users.',
    block(exported),
    ...(used.length === 0 ? [] : ['## Seen through these, not exported by name', block(used)]),
    '',
  ].join('\n\n');
}

/** The text of each declaration that the entry exports, and of those of the package that they name. */
function readDeclarations(entry) {
  const program = createProgram(entry);
  const checker = program.getTypeChecker();
  const source = checker.getSymbolAtLocation(program.getSourceFile(entry));
  const exported = new Map(
    checker.getExportsOfModule(source).map((symbol) => [resolveAlias(checker, symbol), symbol.name]),
  );
  const used = new Map();
  const waiting = [...exported.keys()];
  const visit = (node) => {
    const symbol = ts.isIdentifier(node) ? resolveAlias(checker, checker.getSymbolAtLocation(node)) : undefined;
    if (symbol !== undefined && isTopLevel(symbol) && !exported.has(symbol) && !used.has(symbol)) {
      used.set(symbol, symbol.name);
      waiting.push(symbol);
    }
    ts.forEachChild(node, visit);
  };
  while (waiting.length > 0) waiting.pop().declarations?.forEach(visit);
  return { exported: print(exported), used: print(used) };
}

/** What other packages declare is left out: reading it takes minutes, and it is not this package's to report. */
function createProgram(entry) {
  const options = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, noLib: true, types: [] };
  const host = ts.createCompilerHost(options, true);
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map(({ text }) => {
      const resolvedFileName = resolve(file, '..', text.replace(/\.js$/, '.d.ts'));
      const isOwn = text.startsWith('.') && existsSync(resolvedFileName);
      return { resolvedModule: isOwn ? { resolvedFileName, extension: ts.Extension.Dts } : undefined };
    });
  return ts.createProgram([entry], options, host);
}

/** What a name stands for in this package; the name itself where another package declares it. */
function resolveAlias(checker, symbol) {
  if (symbol === undefined || !(symbol.flags & ts.SymbolFlags.Alias)) return symbol;
  const target = checker.getAliasedSymbol(symbol);
  return target.declarations === undefined ? symbol : target;
}

function isTopLevel(symbol) {
  return (symbol.declarations ?? []).some((node) => isDeclared(node) && ts.isSourceFile(statementOf(node).parent));
}

function isDeclared(node) {
  return !ts.isSourceFile(node) && !ts.isImportSpecifier(node) && !ts.isExportSpecifier(node);
}

/** A variable's `const` stands two levels above it, the `from` of a name exported onwards likewise. */
function statementOf(node) {
  return ts.isVariableDeclaration(node) || ts.isExportSpecifier(node) ? node.parent.parent : node;
}

function print(symbols) {
  return [...symbols]
    .toSorted(([, a], [, b]) => (a < b ? -1 : 1))
    .flatMap(([symbol, name]) => {
      const statements = new Set((symbol.declarations ?? []).map(statementOf));
      const texts = [...statements].map((node) =>
        printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()),
      );
      const renamed = symbol.name === name ? [] : [`export { ${symbol.name} as ${name} };`];
      return [...texts.map((text) => text.replace(/^(export )?(declare )?(?!\{)/, '')), ...renamed];
    });
}
