import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { createConfigSchema, type ConfigSchema } from '../src/config-schema.js';

const source = fileURLToPath(new URL('../../fleet/src/config/cord-config.ts', import.meta.url));

/** The schema with what the source says above each key: the same words for who writes JSON as for who writes TypeScript. */
export function createDescribedSchema(): ConfigSchema {
  const program = ts.createProgram([source], {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['@cord/source'],
    types: [],
  });
  const checker = program.getTypeChecker();
  const file = checker.getSymbolAtLocation(program.getSourceFile(source)!)!;
  const input = checker.getExportsOfModule(file).find(({ name }) => name === 'CordConfigInput')!;
  return describe(createConfigSchema(), checker.getDeclaredTypeOfSymbol(input), checker);
}

function describe(schema: ConfigSchema, type: ts.Type, checker: ts.TypeChecker): ConfigSchema {
  const known = checker.getNonNullableType(type);
  const { properties, items, additionalProperties: others } = schema;
  const item = checker.getIndexTypeOfType(known, ts.IndexKind.Number);
  const other = checker.getIndexTypeOfType(known, ts.IndexKind.String);
  return {
    ...schema,
    ...(properties !== undefined && { properties: describeProperties(properties, known, checker) }),
    ...(items !== undefined && item !== undefined && { items: describe(items, item, checker) }),
    ...(typeof others === 'object' &&
      other !== undefined && { additionalProperties: describe(others, other, checker) }),
  };
}

function describeProperties(
  properties: Readonly<Record<string, ConfigSchema>>,
  type: ts.Type,
  checker: ts.TypeChecker,
): Readonly<Record<string, ConfigSchema>> {
  const described = Object.entries(properties).map(([name, schema]) => {
    const symbol = type.getProperty(name);
    if (symbol === undefined) return [name, schema] as const;
    const description = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ');
    const inner = describe(schema, checker.getTypeOfSymbol(symbol), checker);
    return [name, description === '' ? inner : { description, ...inner }] as const;
  });
  return Object.fromEntries(described);
}
