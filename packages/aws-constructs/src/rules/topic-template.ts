import { compileTemplate, SqlError } from '@cord/rules';
import type { IConstruct } from 'constructs';
import { AwsConstructError } from '../errors.js';
import { sqlVersion } from './sql-version.js';

/** Throws: `AwsConstructError` `prop-invalid`, with a caret under the place. */
export function checkTopicTemplate(scope: IConstruct, topic: string): void {
  try {
    compileTemplate(topic, { version: sqlVersion });
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new AwsConstructError(scope, 'prop-invalid', `topic: ${error.message}\n${error.excerpt}`, { cause: error });
  }
}

/**
 * The topic as a policy names it: `*` for each substitution template, and one `$` for the two by which a template begins a
 * reserved topic. Source: AWS IoT developer guide, "Republish", parameter `topic`.
 */
export function formatGrantedTopic(topic: string): string {
  return openTemplates(topic).replace(/^\$\$/, '$');
}

// Where one ends, the parser of templates says: a brace may stand in quotes.
function openTemplates(topic: string): string {
  const start = topic.indexOf('${');
  if (start === -1) return topic;
  for (let end = topic.indexOf('}', start); end !== -1; end = topic.indexOf('}', end + 1)) {
    const rest = topic.slice(end + 1);
    if (isTemplate(topic.slice(start, end + 1))) return `${topic.slice(0, start)}*${openTemplates(rest)}`;
  }
  return topic;
}

function isTemplate(text: string): boolean {
  try {
    compileTemplate(text, { version: sqlVersion });
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}
