import type { Message } from '../../message/message.js';
import { receiveMessage, type ReceivedMessage } from '../../message/received-message.js';
import { toText } from '../../value/convert.js';
import type { Expression } from '../tree/ast.js';
import { compileAssignments, createCompileContext, withinMemory, type CompileOptions } from './compile-statement.js';
import { compileExpression } from './compile-expression.js';
import { Scope } from './scope.js';
import { parseStatement } from '../parse/statement-parser.js';
import { parseTemplate } from '../parse/template-parser.js';

export interface TemplateOptions extends CompileOptions {
  /** The rule's statement, whose SET variables the template may use. @default none */
  readonly statement?: string;
}

export interface CompiledTemplate {
  /** Never throws: what is Undefined leaves nothing. */
  render(message: Message | ReceivedMessage): string;
}

/**
 * Compiles a substitution template, as the fields of a rule's actions hold. It sees the message and SET variables, not what
 * SELECT names by AS.
 *
 * Throws: `SqlError`, with the place.
 *
 * @example
 * compileTemplate('${topic(2)}/${watts}').render({ topic: 'iot8020/pump/metrics', payload: '{"watts":6.2}' }); // 'pump/6.2'
 */
export function compileTemplate(template: string, options: TemplateOptions = {}): CompiledTemplate {
  const context = createCompileContext(template, options.version);
  const { statement = '' } = options;
  const assignments = options.statement === undefined ? [] : parseStatement(statement, options).set;
  const { setVariables, inside } = compileAssignments(assignments, { ...context, source: statement });
  const within = { ...inside, source: template };
  const parts = parseTemplate(template, options).parts.map((part: string | Expression) => {
    return typeof part === 'string' ? part : compileExpression(part, within);
  });
  const setting = { dialect: context.dialect, ports: options, source: template };
  return {
    render: (message) => {
      const received = receiveMessage(message);
      const scope = setVariables(new Scope(setting, received));
      const texts = parts.map((part) => {
        return typeof part === 'string' ? part : (withinMemory(() => toText(part(scope))) ?? '');
      });
      return texts.join('');
    },
  };
}
